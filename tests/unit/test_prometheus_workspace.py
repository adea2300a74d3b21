"""The Prometheus workspace: encrypted, with a log that forgets."""

from components.prometheus_workspace import PrometheusWorkspace, PrometheusWorkspaceArgs
from tests.recording import Recording, record

KEY = "arn:aws:kms:us-east-1:111111111111:key/k"


def build() -> Recording[PrometheusWorkspace]:
    args = PrometheusWorkspaceArgs(kms_key_arn=KEY, log_retention_days=90)
    return record(lambda: PrometheusWorkspace("metrics", args))


def test_metrics_are_encrypted_with_our_key() -> None:
    assert build().one("aws:amp/workspace:Workspace").inputs["kmsKeyArn"] == KEY


def test_its_log_is_encrypted_and_kept_for_the_stated_time() -> None:
    group = build().one("aws:cloudwatch/logGroup:LogGroup")
    assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == (KEY, 90)


def test_its_log_group_has_the_prefix_that_shares_one_resource_policy() -> None:
    group = build().one("aws:cloudwatch/logGroup:LogGroup")
    assert group.inputs["namePrefix"] == "/aws/vendedlogs/prometheus/metrics-"


def test_the_log_is_addressed_as_the_service_wants_it() -> None:
    logging = build().one("aws:amp/workspace:Workspace").inputs["loggingConfiguration"]
    assert isinstance(logging, dict)
    assert logging["logGroupArn"].endswith(":*")


def test_collectors_are_told_where_to_write() -> None:
    outputs = build().one("aws-architectures:observability:PrometheusWorkspace").outputs
    assert outputs is not None
    assert str(outputs["remoteWriteUrl"]).endswith("api/v1/remote_write")
