"""The record of who did what in the account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudtrail, cloudwatch, iam

from components.bucket import Bucket, BucketArgs
from core.aws.names import check_name
from core.bucket_policy import trail_logs
from core.iam import document, service_trust, statement
from core.naming import type_token
from core.sections.storage import BucketSettings

TRAIL_TOKEN = "aws:cloudtrail/trail:Trail"  # noqa: S105  # a resource type


@dataclass(frozen=True, kw_only=True)
class TrailArgs:
    """What a trail needs to know."""

    trail_name: str
    """Physical name, unique in account and region. Policies name the trail before it exists."""
    bucket_name: str
    """Name of the bucket that the trail gets for itself."""
    bucket: BucketSettings
    kms_key_arn: pulumi.Input[str]
    """Key of the log files, the bucket and the log group; `cloudtrail` and `logs` are among its services."""
    account_id: str
    region: str
    log_retention_days: int
    """Days that events can be searched in CloudWatch Logs; the bucket keeps them as long as its settings say."""
    access_log_bucket: pulumi.Input[str] | None = None
    data_bucket_arns: Sequence[pulumi.Input[str]] = ()
    """Buckets of which reading and writing single objects is recorded too. AWS charges for these events, so name those
    that hold personal or payment data.
    """
    protected: bool


class Trail(pulumi.ComponentResource):
    """A trail over all regions with its bucket, signed digests, encryption and a copy in CloudWatch Logs (ECO-222).

    It records every management call, those of global services included. KMS's calls are left in: they are part of what
    an auditor asks for, and the first copy of management events costs nothing. An SNS message for each log file is left
    out: nobody reads those, and `event_sets.account_events` tells what matters as it happens.
    """

    arn: pulumi.Output[str]
    bucket: Bucket

    def __init__(self, name: str, args: TrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("security", "Trail"), name, {}, opts)
        check_name(TRAIL_TOKEN, args.trail_name)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        trail_arn = f"arn:aws:cloudtrail:{args.region}:{args.account_id}:trail/{args.trail_name}"
        self.bucket = Bucket(
            name,
            BucketArgs(
                bucket_name=args.bucket_name,
                settings=args.bucket,
                kms_key_arn=args.kms_key_arn,
                statements=trail_logs(args.bucket_name, args.account_id, trail_arn),
                access_log_bucket=args.access_log_bucket,
                protected=args.protected,
            ),
            self._child,
        )
        trail = self._trail()
        self.arn = trail.arn
        self.register_outputs({"arn": self.arn, "bucketName": self.bucket.name})

    def _trail(self) -> cloudtrail.Trail:
        args = self._args
        log_group = cloudwatch.LogGroup(
            self._name, retention_in_days=args.log_retention_days, kms_key_id=args.kms_key_arn, opts=self._child
        )
        role = iam.Role(
            self._name, assume_role_policy=document(service_trust("cloudtrail.amazonaws.com")), opts=self._child
        )
        streams = pulumi.Output.concat(log_group.arn, ":log-stream:", args.account_id, "_CloudTrail_", args.region, "*")
        policy = iam.RolePolicy(
            self._name,
            role=role.name,
            policy=document(statement(["logs:CreateLogStream", "logs:PutLogEvents"], streams, sid="Deliver")),
            opts=self._child,
        )
        return cloudtrail.Trail(
            self._name,
            name=args.trail_name,
            s3_bucket_name=self.bucket.name,
            kms_key_id=args.kms_key_arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_logging=True,
            enable_log_file_validation=True,
            cloud_watch_logs_group_arn=pulumi.Output.concat(log_group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            advanced_event_selectors=self._selectors(),
            opts=pulumi.ResourceOptions(
                parent=self,
                # CloudTrail tries the bucket and the role when the trail is made.
                depends_on=[self.bucket, policy],
                # The name is taken until the old trail is gone.
                delete_before_replace=True,
            ),
        )

    def _selectors(self) -> list[cloudtrail.TrailAdvancedEventSelectorArgs]:
        """Return what is recorded: all management events, and the objects of the named buckets."""

        def equals(key: str, *values: pulumi.Input[str]) -> cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs:
            return cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(field=key, equals=list(values))

        management = cloudtrail.TrailAdvancedEventSelectorArgs(
            name="Management events", field_selectors=[equals("eventCategory", "Management")]
        )
        if not self._args.data_bucket_arns:
            return [management]
        objects = cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgs(
            field="resources.ARN", starts_withs=[pulumi.Output.concat(arn, "/") for arn in self._args.data_bucket_arns]
        )
        data = cloudtrail.TrailAdvancedEventSelectorArgs(
            name="Objects of named buckets",
            field_selectors=[equals("eventCategory", "Data"), equals("resources.type", "AWS::S3::Object"), objects],
        )
        return [management, data]
