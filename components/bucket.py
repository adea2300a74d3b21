"""A bucket and everything that configures it."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import pulumi
from pulumi_aws import s3

from core import bucket_policy
from core.aws.names import check_name
from core.iam import Statement, document
from core.naming import type_token
from core.sections.storage import BucketSettings, CorsSettings

ABORT_UPLOADS_DAYS = 7
"""Days after which the parts of uploads that were never completed are deleted."""

CONFIGURED_ELSEWHERE = (
    *("acl", "corsRules", "grants", "lifecycleRules", "logging", "policy", "replicationConfiguration"),
    *("serverSideEncryptionConfiguration", "versioning"),
)
"""Older inputs of the bucket itself whose content resources of their own manage here."""

Classification = Literal["internal", "confidential"]

Step = TypeVar("Step", bound=pulumi.Resource)


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """What a bucket needs to know."""

    bucket_name: str
    """Physical name; bucket names are one space in the world, and changing it replaces the bucket."""
    settings: BucketSettings
    kms_key_arn: pulumi.Input[str] | None
    """Key of the objects. None means SSE-S3, the one kind of encryption in which load balancers can deliver logs:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    statements: Sequence[Statement] = ()
    """What others may do with the bucket. There is one policy, so all of it comes together here."""
    classification: Classification | None = None
    """How sensitive its objects are, as the tag DataClassification (SCA-196); None leaves the bucket without."""
    access_log_bucket: pulumi.Input[str] | None = None
    """Name of the bucket that gets a record of every request; its statements include `bucket_policy.access_logs`."""
    region: str | None = None
    """The bucket's region if it is another one than the provider's."""
    cors_origins: Sequence[str] = ()
    """Origins such as `https://shop.org` whose pages may do what `settings.cors` says."""
    protected: bool
    """Whether the bucket is kept from deletion; if not, destroying the stack deletes its objects too."""


class Bucket(pulumi.ComponentResource):
    """A closed, encrypted bucket with everything that configures it.

    That is ownership, public access block, versioning, encryption, policy, lifecycle, logging, and what pages may do.
    S3 answers 409 to two changes of one bucket at a time, so each of these waits for the one before.
    """

    name: pulumi.Output[str]
    """The physical name, known once the policy is in place: who delivers to the bucket waits for that."""
    arn: pulumi.Output[str]
    settled: pulumi.Resource
    """The last of the chain: whoever configures the bucket further waits for it."""

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("storage", "Bucket"), name, {}, opts)
        check_name("aws:s3/bucket:Bucket", args.bucket_name)
        if (args.settings.cors is None) == bool(args.cors_origins):
            raise ValueError(f"Bucket {name}: cors_origins and settings.cors go together, one of them is missing")
        self._label = name
        self._args = args
        self._bucket = bucket = self._create()
        self._last: pulumi.Resource = bucket
        self._then(self._ownership)
        self._then(self._public_access_block)
        self._then(self._versioning)
        self._then(self._encryption)
        policy = self._then(self._policy)
        if _lifecycle_rules(args.settings):
            self._then(self._lifecycle)
        if args.access_log_bucket is not None:
            self._then(self._logging)
        if args.settings.cors is not None:
            self._then(functools.partial(self._cors, args.settings.cors))
        self.settled = self._last
        self.name = policy.bucket
        self.arn = bucket.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _then(self, make: Callable[[pulumi.ResourceOptions], Step]) -> Step:
        """Make the next resource of the chain, after the one before."""
        made = make(pulumi.ResourceOptions(parent=self, depends_on=[self._last]))
        self._last = made
        return made

    def _create(self) -> s3.Bucket:
        protected, classification = self._args.protected, self._args.classification
        return s3.Bucket(
            self._label,
            region=self._args.region,
            bucket=self._args.bucket_name,
            force_destroy=not protected,
            tags=None if classification is None else {"DataClassification": classification},
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=protected,
                # The name is taken until the old bucket is gone.
                delete_before_replace=True,
                # A refresh may read these into the bucket, and the next update would take them away:
                # https://github.com/pulumi/pulumi-aws/issues/6244
                ignore_changes=list(CONFIGURED_ELSEWHERE),
            ),
        )

    def _ownership(self, opts: pulumi.ResourceOptions) -> s3.BucketOwnershipControls:
        """Make the account own every object; access control lists are off."""
        rule = s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced")
        return s3.BucketOwnershipControls(
            self._label, region=self._args.region, bucket=self._bucket.id, rule=rule, opts=opts
        )

    def _public_access_block(self, opts: pulumi.ResourceOptions) -> s3.BucketPublicAccessBlock:
        return s3.BucketPublicAccessBlock(
            self._label,
            region=self._args.region,
            bucket=self._bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            skip_destroy=True,  # it goes with the bucket, which is thus closed to its end
            opts=opts,
        )

    def _versioning(self, opts: pulumi.ResourceOptions) -> s3.BucketVersioning:
        # "Disabled" is for buckets that never had versions; S3 refuses it later.
        status = "Enabled" if self._args.settings.versioning else "Disabled"
        configuration = s3.BucketVersioningVersioningConfigurationArgs(status=status)
        return s3.BucketVersioning(
            self._label,
            region=self._args.region,
            bucket=self._bucket.id,
            versioning_configuration=configuration,
            opts=opts,
        )

    def _encryption(self, opts: pulumi.ResourceOptions) -> s3.BucketServerSideEncryptionConfiguration:
        key = self._args.kms_key_arn
        default = s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
            sse_algorithm="AES256" if key is None else "aws:kms", kms_master_key_id=key
        )
        rule = s3.BucketServerSideEncryptionConfigurationRuleArgs(
            apply_server_side_encryption_by_default=default,
            bucket_key_enabled=key is not None or self._args.settings.bucket_key,
            # Objects under keys that callers bring along could be read by nobody else.
            blocked_encryption_types=["SSE-C"],
        )
        return s3.BucketServerSideEncryptionConfiguration(
            self._label, region=self._args.region, bucket=self._bucket.id, rules=[rule], opts=opts
        )

    def _policy(self, opts: pulumi.ResourceOptions) -> s3.BucketPolicy:
        statements = (*bucket_policy.encrypted_transport(self._args.bucket_name), *self._args.statements)
        return s3.BucketPolicy(
            self._label, region=self._args.region, bucket=self._bucket.id, policy=document(*statements), opts=opts
        )

    def _lifecycle(self, opts: pulumi.ResourceOptions) -> s3.BucketLifecycleConfiguration:
        return s3.BucketLifecycleConfiguration(
            self._label,
            region=self._args.region,
            bucket=self._bucket.id,
            rules=_lifecycle_rules(self._args.settings),
            opts=opts,
        )

    def _logging(self, opts: pulumi.ResourceOptions) -> s3.BucketLogging:
        return s3.BucketLogging(
            self._label,
            region=self._args.region,
            bucket=self._bucket.id,
            target_bucket=self._args.access_log_bucket,
            target_prefix=f"{bucket_policy.ACCESS_LOG_PREFIX}{self._args.bucket_name}/",
            opts=opts,
        )

    def _cors(self, settings: CorsSettings, opts: pulumi.ResourceOptions) -> s3.BucketCorsConfiguration:
        rule = s3.BucketCorsConfigurationCorsRuleArgs(
            id="pages",
            allowed_methods=list(settings.methods),
            allowed_origins=list(self._args.cors_origins),
            allowed_headers=list(settings.headers),
            expose_headers=list(settings.exposed_headers),
            max_age_seconds=settings.max_age_seconds,
        )
        return s3.BucketCorsConfiguration(
            self._label, region=self._args.region, bucket=self._bucket.id, cors_rules=[rule], opts=opts
        )


def _lifecycle_rules(settings: BucketSettings) -> list[s3.BucketLifecycleConfigurationRuleArgs]:
    """Return the rules in the order of their ids, in which S3 gives them back."""
    clearing = [_clearing_rule(settings)] if settings.abort_uploads or settings.versioning else []
    if not settings.transitions and settings.expire_days is None:
        return clearing
    ageing = s3.BucketLifecycleConfigurationRuleArgs(
        id="age",
        status="Enabled",
        filter=_every_object(),
        transitions=[
            s3.BucketLifecycleConfigurationRuleTransitionArgs(days=one.days, storage_class=one.storage_class)
            for one in settings.transitions
        ],
        expiration=None
        if settings.expire_days is None
        else s3.BucketLifecycleConfigurationRuleExpirationArgs(days=settings.expire_days),
    )
    return [ageing, *clearing]


def _clearing_rule(settings: BucketSettings) -> s3.BucketLifecycleConfigurationRuleArgs:
    """Clear away what nobody sees but everybody pays: parts of broken uploads, old versions, lone delete markers."""
    rule = s3.BucketLifecycleConfigurationRuleArgs(
        id="clear",
        status="Enabled",
        filter=_every_object(),
    )
    if settings.abort_uploads:
        rule.abort_incomplete_multipart_upload = s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=ABORT_UPLOADS_DAYS
        )
    if settings.versioning:
        rule.noncurrent_version_expiration = s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
            noncurrent_days=settings.noncurrent_days
        )
        rule.expiration = s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True)
    return rule


def _every_object() -> s3.BucketLifecycleConfigurationRuleFilterArgs:
    # Said in so many words: a rule without a filter is read back with one, a difference for ever.
    return s3.BucketLifecycleConfigurationRuleFilterArgs(prefix="")
