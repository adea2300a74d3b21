"""Statements of bucket policies.

A bucket has one policy, which `components.bucket.Bucket` writes; whoever needs a bucket contributes statements.
A bucket's ARN is its name, so statements are whole before the bucket exists.
"""

from core.iam import Statement, statement

ACCESS_LOG_PREFIX = "access/"
"""Where S3 puts the access logs of other buckets, each below `access/<bucket>/`."""


def bucket_arn(bucket: str) -> str:
    """Return the ARN of a bucket."""
    return f"arn:aws:s3:::{bucket}"


def objects_arn(bucket: str, prefix: str = "") -> str:
    """Return the ARN of all objects of a bucket, or of those below a prefix such as `access/`."""
    return f"{bucket_arn(bucket)}/{prefix}*"


def encrypted_transport(bucket: str) -> tuple[Statement, ...]:
    """Refuse plain HTTP, and TLS below 1.2.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-object-tls-version
    """
    everything = [bucket_arn(bucket), objects_arn(bucket)]
    return (
        statement(
            ["s3:*"],
            everything,
            sid="RefusePlainText",
            effect="Deny",
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
        statement(
            ["s3:*"],
            everything,
            sid="RefuseOldTls",
            effect="Deny",
            principals="*",
            conditions={"NumericLessThan": {"s3:TlsVersion": "1.2"}},
        ),
    )


def load_balancer_logs(bucket: str, account_id: str, prefix: str = "") -> Statement:
    """Let application load balancers of this account deliver access, connection and health check logs.

    `prefix`, such as `access-logs`, is the one that the load balancer is given for all of them.

    The service principal is what AWS documents for every region; policies that name a regional account of Elastic Load
    Balancing are its older form. The path is the limit: logs of other accounts' load balancers go below their own
    `AWSLogs/<account>/`. AWS's own example has no condition, and one on a key that the service does not send would stop
    the logs, so there is none.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """
    return statement(
        ["s3:PutObject"],
        objects_arn(bucket, f"{prefix}/AWSLogs/{account_id}/".lstrip("/")),
        sid="LoadBalancerLogs",
        principals={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
    )


def trail_logs(bucket: str, account_id: str, trail_arn: str) -> tuple[Statement, ...]:
    """Let CloudTrail deliver the logs and digests of one trail of this account.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    principal = {"Service": "cloudtrail.amazonaws.com"}
    of_trail = {"aws:SourceArn": trail_arn}
    return (
        statement(
            ["s3:GetBucketAcl"],
            bucket_arn(bucket),
            sid="TrailLooksAtBucket",
            principals=principal,
            conditions={"StringEquals": of_trail},
        ),
        statement(
            ["s3:PutObject"],
            objects_arn(bucket, f"AWSLogs/{account_id}/"),
            sid="TrailLogs",
            principals=principal,
            conditions={"StringEquals": {**of_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
    )


def access_logs(bucket: str, account_id: str) -> Statement:
    """Let S3 deliver the access logs of this account's other buckets.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
    """
    return statement(
        ["s3:PutObject"],
        objects_arn(bucket, ACCESS_LOG_PREFIX),
        sid="AccessLogs",
        principals={"Service": "logging.s3.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceAccount": account_id}},
    )


def objects_for_role_alone(bucket: str, account_id: str, role_name: str) -> tuple[Statement, ...]:
    """Let one role read, write and delete objects, and nobody else, whatever their own policies say.

    The role is named in conditions, which take a role that is not there yet; as a principal S3 would refuse it. The
    bucket itself can still be administered, and emptied once this policy is gone, as it is before the bucket.
    """
    role = f"arn:aws:iam::{account_id}:role/{role_name}"
    actions = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    return (
        statement(
            actions,
            objects_arn(bucket),
            sid="Role",
            principals={"AWS": f"arn:aws:iam::{account_id}:root"},
            conditions={"ArnEquals": {"aws:PrincipalArn": role}},
        ),
        statement(
            actions,
            objects_arn(bucket),
            sid="RefuseOthers",
            effect="Deny",
            principals="*",
            conditions={"ArnNotEquals": {"aws:PrincipalArn": role}},
        ),
    )


def distribution_reads(bucket: str, account_id: str, prefix: str) -> Statement:
    """Let this account's CloudFront distributions read the objects below a prefix such as `static/`.

    No distribution is named: one waits for the bucket, and one of a recovery stack reads the replica of the files.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    return statement(
        ["s3:GetObject"],
        objects_arn(bucket, prefix),
        sid="Distributions",
        principals={"Service": "cloudfront.amazonaws.com"},
        conditions={"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{account_id}:distribution/*"}},
    )


def distribution_logs(bucket: str, account_id: str) -> Statement:
    """Let CloudFront's access logs in, which come through log deliveries of us-east-1.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    return statement(
        ["s3:PutObject"],
        objects_arn(bucket, f"AWSLogs/{account_id}/CloudFront/"),
        sid="DistributionLogs",
        principals={"Service": "delivery.logs.amazonaws.com"},
        conditions={
            "StringEquals": {"aws:SourceAccount": account_id, "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:us-east-1:{account_id}:delivery-source:*"},
        },
    )
