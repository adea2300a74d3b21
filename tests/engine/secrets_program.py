"""A program with what watches and renews by itself: rotation, trail and event rules; knobs.json says what to change."""

import json
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws

KNOBS = json.loads(Path(__file__).with_name("knobs.json").read_text(encoding="utf-8"))
sys.path.insert(0, KNOBS["repository"])

from components.alerts import Alerts, AlertsArgs  # noqa: E402 # the repository has to be on the path
from components.event_alerts import EventAlerts, EventAlertsArgs  # noqa: E402
from components.event_sets import account_events, secret_events  # noqa: E402
from components.kms_key import KmsKey, KmsKeyArgs  # noqa: E402
from components.rotating_secret import RotatingSecret, RotatingSecretArgs  # noqa: E402
from components.rotation_function import RotationFunction, RotationFunctionArgs  # noqa: E402
from components.secret import GeneratedSecretArgs, ManualSecret, SecretArgs  # noqa: E402
from components.trail import Trail, TrailArgs  # noqa: E402
from core.sections.observability import AlertSettings  # noqa: E402
from core.sections.storage import BucketSettings  # noqa: E402

REGION, ACCOUNT, COPIES = "us-east-1", "000000000000", "us-west-2"
options = pulumi.ResourceOptions(provider=aws.Provider("aws", region=REGION))


def key(name: str, elsewhere: str | None = None) -> KmsKey:
    """Make a key; the one for copies is in another region."""
    args = KmsKeyArgs(
        alias=name,
        description="Everything of the shop",
        account_id=ACCOUNT,
        region=elsewhere or REGION,
        services=() if elsewhere else ("budgets", "cloudtrail", "cloudwatch", "events", "logs"),
        elsewhere=elsewhere is not None,
        protected=False,
    )
    return KmsKey(name, args, options)


main = key("shop-key")
replicas = {COPIES: key("shop-copies", COPIES).arn} if KNOBS.get("copies") else {}
rotation = RotationFunction(
    "shop-rotation",
    RotationFunctionArgs(
        secret_name_prefix="shop/dev/",
        kms_key_arn=main.arn,
        account_id=ACCOUNT,
        region=REGION,
        log_retention_days=KNOBS.get("log_days", 30),
    ),
    options,
)
RotatingSecret(
    "shop-jwt",
    RotatingSecretArgs(
        secret=GeneratedSecretArgs(
            description="Signs tokens",
            kms_key_arn=main.arn,
            account_id=ACCOUNT,
            physical_name="shop/dev/jwt",
            replicas=replicas,
            protected=False,
        ),
        function_arn=rotation.arn,
        rotation_days=KNOBS.get("rotation_days", 30),
    ),
    options,
)
ManualSecret(
    "shop-third-party",
    SecretArgs(
        description="Credentials of third parties",
        kms_key_arn=main.arn,
        account_id=ACCOUNT,
        physical_name="shop/dev/third-party",
        replicas=replicas,
        protected=False,
    ),
    options,
)
trail = Trail(
    "shop-trail",
    TrailArgs(
        trail_name="shop-dev",
        bucket_name="shop-dev-trail",
        bucket=BucketSettings(),
        kms_key_arn=main.arn,
        account_id=ACCOUNT,
        region=REGION,
        log_retention_days=30,
        data_bucket_arns=["arn:aws:s3:::shop-users"],
        protected=False,
    ),
    options,
)
alerts = Alerts(
    "shop-alerts",
    AlertsArgs(
        settings=AlertSettings(),
        account_id=ACCOUNT,
        region=REGION,
        kms_key_arn=main.arn,
        name_prefix="shop-dev",
        from_events=True,
    ),
    options,
)
EventAlerts(
    "shop-events",
    EventAlertsArgs(alerts=account_events() | secret_events("shop/dev/"), topics=alerts.topic_arns),
    options,
)
pulumi.export("trail", trail.arn)
