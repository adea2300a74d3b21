"""RDS Proxy: no password anywhere, TLS on both sides, and a host that leads to the database."""

import json

from components.database_proxy import DatabaseProxy, DatabaseProxyArgs
from core.aws.rules import violations
from core.sections.database_proxy import DatabaseProxySettings
from tests.recording import Recording, record

ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
USER = f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:db-1/backend"
PROXY = "aws:rds/proxy:Proxy"
GROUP = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
ROLE, RIGHTS = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
LOGS = "aws:cloudwatch/logGroup:LogGroup"


def recorded(**settings: int) -> Recording[tuple[str, str]]:
    def program() -> tuple[str, str]:
        args = DatabaseProxyArgs(
            settings=DatabaseProxySettings.model_validate(settings),
            proxy_name="web-dev-database",
            database_identifier="web-dev-database",
            user_arns=[USER],
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-1",
            kms_key_arn=KEY,
            account_id=ACCOUNT,
            region="us-east-1",
            log_retention_days=30,
        )
        proxy = DatabaseProxy("web-proxy", args)
        return proxy.host, proxy.user_arns("backend")[0]  # type: ignore[return-value]  # the recording resolves outputs

    return record(program)


def test_aws_takes_it() -> None:
    recording = recorded()
    assert [violations(one.token, one.inputs) for one in recording.resources if one.custom] == [[]] * 6


def test_clients_and_proxy_sign_in_with_iam_over_tls() -> None:
    inputs = recorded().one(PROXY).inputs
    assert inputs["defaultAuthScheme"] == "IAM_AUTH"
    assert inputs["requireTls"] is True
    assert inputs["debugLogging"] is False
    assert "auths" not in inputs


def test_its_role_signs_in_as_the_named_users_alone() -> None:
    recording = recorded()
    (statement,) = json.loads(str(recording.one(RIGHTS).inputs["policy"]))["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["rds-db:connect"], [USER])
    (trust,) = json.loads(str(recording.one(ROLE).inputs["assumeRolePolicy"]))["Statement"]
    assert trust["Principal"] == {"Service": "rds.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert recording.one(RIGHTS).urn in recording.one(PROXY).dependencies


def test_its_log_group_is_there_before_rds_makes_one() -> None:
    recording = recorded()
    logs = recording.one(LOGS)
    assert logs.inputs["name"] == "/aws/rds/proxy/web-dev-database"
    assert logs.inputs["kmsKeyId"] == KEY
    assert logs.urn in recording.one(PROXY).dependencies


def test_the_pool_is_as_the_settings_say() -> None:
    recording = recorded(max_connections_percent=50, borrow_timeout_seconds=10, idle_client_seconds=60)
    assert recording.one(GROUP).inputs["connectionPoolConfig"] == {
        "maxConnectionsPercent": 50,
        "connectionBorrowTimeout": 10,
    }
    assert recording.one(PROXY).inputs["idleClientTimeout"] == 60
    assert recording.one(TARGET).inputs["dbInstanceIdentifier"] == "web-dev-database"
