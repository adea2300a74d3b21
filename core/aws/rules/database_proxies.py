"""RDS Proxy: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxy.html."""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, is_true, text
from core.aws.rules.kinds import between, exactly_one, one_of


def _sign_in(inputs: Inputs) -> Iterator[Violation]:
    """Check that the proxy knows how to sign in: with IAM, or with a secret for each user."""
    scheme = text(inputs, "defaultAuthScheme")
    if scheme != "IAM_AUTH" and is_known(inputs, "auths", "defaultAuthScheme") and not inputs.get("auths"):
        yield Violation("auths", "not set", "at least one, unless defaultAuthScheme is IAM_AUTH")
    if scheme == "IAM_AUTH" and is_known(inputs, "requireTls") and not is_true(inputs, "requireTls"):
        yield Violation("requireTls", "false", "true, since IAM tokens go over TLS alone")


def _two_subnets(inputs: Inputs) -> Iterator[Violation]:
    subnets = inputs.get("vpcSubnetIds")
    if isinstance(subnets, list | tuple) and len(subnets) < 2:
        yield Violation("vpcSubnetIds", f"{len(subnets)} subnets", "at least two, in two availability zones")


def _idle_connections(inputs: Inputs) -> Iterator[Violation]:
    """Check that idle connections do not outnumber all."""
    pool = inputs.get("connectionPoolConfig")
    if not isinstance(pool, dict) or not is_set(pool, "maxIdleConnectionsPercent"):
        return
    most, idle = pool.get("maxConnectionsPercent", 100), pool["maxIdleConnectionsPercent"]
    if isinstance(most, int | float) and isinstance(idle, int | float) and idle > most:
        yield Violation("connectionPoolConfig.maxIdleConnectionsPercent", f"{idle:g}", f"at most {most:g}")


RULES: Rules = {
    "aws:rds/proxy:Proxy": (
        one_of("engineFamily", {"MYSQL", "POSTGRESQL", "SQLSERVER"}),
        one_of("defaultAuthScheme", {"IAM_AUTH", "NONE"}),
        between("idleClientTimeout", 1, 28800, "seconds"),
        _sign_in,
        _two_subnets,
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": (
        between("connectionPoolConfig.connectionBorrowTimeout", 0, 3600, "seconds"),
        between("connectionPoolConfig.maxConnectionsPercent", 1, 100, "percent"),
        between("connectionPoolConfig.maxIdleConnectionsPercent", 0, 100, "percent"),
        _idle_connections,
    ),
    "aws:rds/proxyTarget:ProxyTarget": (exactly_one("dbInstanceIdentifier", "dbClusterIdentifier"),),
}
