"""RDS Proxy."""

from collections.abc import Mapping

from sandbox.aws.common import GROUP, ROLE_ARN, SUBNET, arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_PROXY = "aws:rds/proxy:Proxy"
_DATABASE = "aws:rds/instance:Instance"
_OF_PROXY = {"dbProxyName": f"{_PROXY}#name"}

FACTS: Mapping[str, ResourceFacts] = {
    _PROXY: ResourceFacts(
        id="{name}",
        times=took(420, 60, 90, "A"),
        name=named(_PROXY, lower=True),
        defaults={"idleClientTimeout": 1800},
        outputs={
            "arn": arn("rds", "db-proxy:prx-{hex17}"),
            "endpoint": "{name}.proxy-c{hex8}.{region}.rds.amazonaws.com",
        },
        references={"roleArn": ROLE_ARN, "vpcSubnetIds[]": SUBNET, "vpcSecurityGroupIds[]": GROUP},
        unique=("name",),
        free_references=("roleArn",),
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": ResourceFacts(
        id="{inputs[dbProxyName]}",
        times=instant(),
        outputs={"arn": arn("rds", "target-group:prx-tg-{hex17}"), "name": "default"},
        references=_OF_PROXY,
        free_references=("dbProxyName",),
    ),
    "aws:rds/proxyTarget:ProxyTarget": ResourceFacts(
        id="{inputs[dbProxyName]}/{inputs[targetGroupName]}/RDS_INSTANCE/{inputs[dbInstanceIdentifier]}",
        times=instant(),
        outputs={
            "endpoint": "{inputs[dbInstanceIdentifier]}.c{hex8}.{region}.rds.amazonaws.com",
            "port": 5432,
            "rdsResourceId": "{inputs[dbInstanceIdentifier]}",
            "targetArn": arn("rds", "db:{inputs[dbInstanceIdentifier]}"),
            "type": "RDS_INSTANCE",
        },
        references={**_OF_PROXY, "dbInstanceIdentifier": f"{_DATABASE}#identifier"},
        free_references=("dbProxyName", "dbInstanceIdentifier"),
    ),
}
