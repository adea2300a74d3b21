"""The events that an account, a database, a secret, a cluster's nodes and images are worth being told of.

Every function returns alerts by label; join the sets with `|`. What Kubernetes and the node groups mend by themselves
is left out: an interrupted spot node is drained and replaced, and nobody has to get up for it. A cache's failover is
not among AWS's events: ElastiCache tells of it by SNS alone, and not through an encrypted topic. What is left are its
alarms.
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html
"""

from collections.abc import Sequence

from components.event_alerts import EventAlert, Pattern

DATABASE_CATEGORIES = ("availability", "failover", "failure", "low storage", "recovery")
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html"""


def account_events() -> dict[str, EventAlert]:
    """Return the events that somebody may be in the account who should not: they are few, and each is looked into.

    All but the root user's sign-in arrive in the region where they happen, and through a trail alone. The root user's
    sign-in is an event of us-east-1.
    """
    return {
        "root-sign-in": EventAlert(
            description="The root user of the account has signed in.",
            severity="critical",
            pattern={
                "detail-type": ["AWS Console Sign In via CloudTrail"],
                "detail": {"userIdentity": {"type": ["Root"]}},
            },
        ),
        "trail-changed": EventAlert(
            description="A trail was stopped, changed or deleted.",
            severity="critical",
            pattern=_api_calls("cloudtrail", "DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"),
        ),
        "key-disabled": EventAlert(
            description="An encryption key was disabled or is going to be deleted.",
            severity="critical",
            pattern=_api_calls("kms", "DisableKey", "ScheduleKeyDeletion"),
        ),
    }


def database_events(label: str, *, identifiers: Sequence[str]) -> dict[str, EventAlert]:
    """Return the events of RDS instances, named by their identifiers: they fail over, fail, or are out of storage."""
    return {
        f"{label}-events": EventAlert(
            description=f"Database {label}: {', '.join(DATABASE_CATEGORIES)}.",
            severity="error",
            pattern={
                "source": ["aws.rds"],
                "detail-type": ["RDS DB Instance Event"],
                "detail": {
                    "EventCategories": list(DATABASE_CATEGORIES),
                    "SourceIdentifier": sorted(identifiers),
                },
            },
        )
    }


def secret_events(name_prefix: str) -> dict[str, EventAlert]:
    """Return the event that the rotation of a secret failed; the secret keeps its value, and AWS tries again.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
    """
    return {
        "rotation-failed": EventAlert(
            description=f"The rotation of a secret below {name_prefix} failed.",
            severity="error",
            pattern={
                "source": ["aws.secretsmanager"],
                "detail-type": ["AWS Service Event via CloudTrail"],
                "detail": {
                    "eventName": ["RotationFailed"],
                    "additionalEventData": {"SecretId": [{"wildcard": f"*:secret:{name_prefix}*"}]},
                },
            },
        )
    }


def node_events(node_group_prefixes: Sequence[str]) -> dict[str, EventAlert]:
    """Return the event that AWS could not start a node, for want of capacity or of a quota.

    The prefixes are what the names of the stack's node groups begin with.
    """
    return {
        "node-launch-failed": EventAlert(
            description="A node of a managed node group could not be started.",
            severity="warning",
            pattern={
                "source": ["aws.autoscaling"],
                "detail-type": ["EC2 Instance Launch Unsuccessful"],
                # EKS calls the Auto Scaling group of a node group eks-<node group>-<uuid>.
                "detail": {"AutoScalingGroupName": [{"prefix": f"eks-{name}"} for name in sorted(node_group_prefixes)]},
            },
        )
    }


def image_events(repository_names: Sequence[str]) -> dict[str, EventAlert]:
    """Return the event that a scan found critical vulnerabilities in an image."""
    return {
        "image-vulnerable": EventAlert(
            description="An image has critical vulnerabilities.",
            severity="warning",
            pattern={
                "source": ["aws.ecr"],
                "detail-type": ["ECR Image Scan"],
                "detail": {
                    "finding-severity-counts": {"CRITICAL": [{"numeric": [">", 0]}]},
                    "repository-name": sorted(repository_names),
                },
            },
        )
    }


def _api_calls(service: str, *names: str) -> Pattern:
    """Return the pattern of calls of a service's API that succeeded."""
    return {
        "source": [f"aws.{service}"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": [f"{service}.amazonaws.com"],
            "eventName": sorted(names),
            "errorCode": [{"exists": False}],
        },
    }
