"""The actions that IAM policies may name, and how each is to be handled.

core/data/iam_actions.json has them by service and access level, from AWS's service authorization reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/) as the linter parliament carries it;
`python -m tests.iam_actions` writes it. A `*` behind a name says that the action is granted on all resources or none.
"""

import functools
import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parents[1] / "data" / "iam_actions.json"

_NEWER: Mapping[str, str] = {
    "acm": "RevokeCertificate SearchCertificates",
    "aps": "DescribeWorkspaceConfiguration UpdateWorkspaceConfiguration PutResourcePolicy DescribeResourcePolicy",
    "cloudfront": "AssociateDistributionWebACL DisassociateDistributionWebACL GetManagedCertificateDetails",
    "cognito-idp": "GetTokensFromRefreshToken StartWebAuthnRegistration CompleteWebAuthnRegistration",
    "ec2": "CopyVolumes DescribeCapacityBlocks CreateVpcEncryptionControl DeleteVpcEncryptionControl",
    "ecs": "StopServiceDeployment ContinueServiceDeployment CreateExpressGatewayService DescribeExpressGatewayService",
    "eks": "CancelUpdate DescribeInsightsRefresh StartInsightsRefresh CreateCapability DescribeCapability",
    "elasticloadbalancing": "ModifyIpPools",
    "logs": "PutLogGroupDeletionProtection ListLogGroups CreateScheduledQuery GetScheduledQuery DeleteScheduledQuery",
    "rds": "DescribeDBMajorEngineVersions",
    "secretsmanager": "ListResourcePolicies",
    "sts": "GetDelegatedAccessToken GetWebIdentityToken",
}
"""Actions that are newer than the file, of services that programs like these grant: operations of botocore 1.44.5."""

_NEWER_SERVICES = frozenset(
    {
        *("account-access", "aco-automation", "agent-registry", "aidevops", "airflow-serverless", "arc-region-switch"),
        *("bcm-dashboards", "bcm-recommended-actions", "bedrock-agentcore", "continuum", "elemental-inference"),
        *("end-user-messaging", "evs", "gameliftstreams", "health-agent", "interconnect", "iotmanagedintegrations"),
        *("mpa", "network-security-manager", "nova-act", "odb", "partnercentral-account", "partnercentral-benefits"),
        *("partnercentral-channel", "partnercentral-selling", "pricingplanmanager", "route53globalresolver"),
        *("rtbfabric", "s3files", "s3vectors", "securityagent", "supportauthz", "uxc", "workspaces-instances"),
    }
)
"""Services that are newer than the file, as botocore 1.44.5 signs requests to them. Their actions are not judged."""


class Action(NamedTuple):
    """One action. `level` is Read, List, Write, Tagging or Permissions management."""

    service: str
    name: str
    level: str
    takes_resource: bool

    @property
    def text(self) -> str:
        """Return the action as policies write it: `s3:GetObject`."""
        return f"{self.service}:{self.name}"


@functools.cache
def _services() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(_FILE.read_text())
    return read


@functools.cache
def _actions(service: str) -> tuple[Action, ...]:
    return tuple(
        Action(service, name.rstrip("*"), level, not name.endswith("*"))
        for level, names in _services().get(service, {}).items()
        for name in names.split()
    )


def is_service(prefix: str) -> bool:
    """Say whether AWS has a service of this prefix, such as `s3`."""
    return prefix.lower() in _services().keys() | _NEWER_SERVICES


def matching(pattern: str) -> Iterator[Action]:
    """Yield the actions that a policy's `Action` stands for; `*` and `?` are wild, letter case does not count."""
    service, _, name = pattern.lower().partition(":")
    services = [known for known in _services() if fnmatchcase(known, service)] if "*" in service else [service]
    for known in services:
        for action in _actions(known):
            if fnmatchcase(action.name.lower(), name or "*"):
                yield action


def exists(pattern: str) -> bool:
    """Say whether an `Action` of a policy stands for any action; IAM takes one that stands for none."""
    service, _, name = pattern.lower().partition(":")
    if service in _NEWER_SERVICES:
        return True
    newer = _NEWER.get(service, "").lower().split()
    return any(fnmatchcase(known, name) for known in newer) or next(matching(pattern), None) is not None
