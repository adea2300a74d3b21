"""Container registries: images are encrypted with a key of the account."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule

REPOSITORY = "aws:ecr/repository:Repository"


@rule(
    "ecr-kms-encryption",
    "Image repositories are encrypted with KMS",
    severity=Severity.MEDIUM,
    remedy="Set encryptionType to KMS when the repository is created: it cannot be changed later",
    types=(REPOSITORY,),
    controls=("CKV_AWS_136",),
)
def kms_encryption(repository: Resource) -> Iterator[str]:
    """AWS encrypts with AES-256 and keys of its own unless told otherwise."""
    kinds = [item.value("encryptionType") for item in repository.items("encryptionConfigurations")]
    if not kinds or any(kind not in ("KMS", "KMS_DSSE") for kind in kinds):
        yield "encryptionConfigurations does not ask for KMS"


@rule(
    "ecr-cmk",
    "Image repositories that encrypt with KMS use a key of the account",
    severity=Severity.LOW,
    remedy="Set kmsKey to a customer-managed key",
    types=(REPOSITORY,),
    controls=("CKV_AWS_136",),
)
def customer_key(repository: Resource) -> Iterator[str]:
    """Look at the configurations that use KMS."""
    for item in repository.items("encryptionConfigurations"):
        if item.value("encryptionType") in ("KMS", "KMS_DSSE"):
            yield from missing_customer_key(item, "kmsKey")
