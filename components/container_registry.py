"""A place for the images of one service."""

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import ecr

from core.naming import type_token

UNTAGGED_DAYS = 7
KEPT_IMAGES = 30
"""Images that stay, newest first: enough releases to roll back to."""


@dataclass(frozen=True, kw_only=True)
class ContainerRegistryArgs:
    """What a repository needs to know."""

    kms_key_arn: pulumi.Input[str]
    physical_name: str | None = None
    """A name that a document states; otherwise Pulumi chooses one."""
    protected: bool
    """Whether destroying the stack is refused while the repository holds images."""


class ContainerRegistry(pulumi.ComponentResource):
    """An ECR repository whose tags cannot be moved, scanned on push, and its clearing rules."""

    url: pulumi.Output[str]
    """What images are pushed to, without a tag."""
    arn: pulumi.Output[str]

    def __init__(self, name: str, args: ContainerRegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("registry", "ContainerRegistry"), name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        repository = ecr.Repository(
            name,
            name=args.physical_name,
            encryption_configurations=[
                ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=args.kms_key_arn)
            ],
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            force_delete=not args.protected,
            # A fixed name is taken until the old repository is gone.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=args.physical_name is not None),
        )
        ecr.LifecyclePolicy(name, repository=repository.name, policy=_lifecycle(), opts=child)
        self.url = repository.repository_url
        self.arn = repository.arn
        self.register_outputs({"url": self.url, "arn": self.arn})


def _lifecycle() -> str:
    """Return the clearing rules as JSON.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    """
    untagged = {
        "rulePriority": 1,
        "description": f"Images without a tag go after {UNTAGGED_DAYS} days",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": UNTAGGED_DAYS,
        },
        "action": {"type": "expire"},
    }
    # A rule for images of any tag must have the highest number.
    oldest = {
        "rulePriority": 2,
        "description": f"The newest {KEPT_IMAGES} images stay",
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": KEPT_IMAGES},
        "action": {"type": "expire"},
    }
    return json.dumps({"rules": [untagged, oldest]}, sort_keys=True)
