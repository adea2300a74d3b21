"""EKS clusters, add-ons and access; node groups are in eks_nodes.py.

Enumerations, lengths and limits are those of AWS's API as botocore 1.44.5 describes it:
https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html, API_CreateAddon.html,
API_CreateAccessEntry.html.
"""

import ipaddress
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.aws.kubernetes_versions import check_version
from core.aws.rules.base import UNKNOWN, Inputs, Rules, Violation, found, is_known, is_set, objects, shown, text
from core.aws.rules.kinds import (
    at_most,
    checked,
    matches,
    one_of,
    range_address,
    unique,
)

_LOGS = {"api", "audit", "authenticator", "controllerManager", "scheduler"}
_MODES = {"API", "API_AND_CONFIG_MAP", "CONFIG_MAP"}
_ENTRY_TYPES = {"STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"}
_RESERVED_GROUPS = ("system:", "eks:", "aws:", "amazon:", "iam:")


def _endpoint(inputs: Inputs) -> Iterator[Violation]:
    """Check that the API server can be reached: privately, publicly, or both."""
    for where, vpc in objects(inputs, "vpcConfig"):
        if vpc.get("endpointPrivateAccess") in (None, False) and vpc.get("endpointPublicAccess") is False:
            yield Violation(f"{where}.endpointPublicAccess", "false", "true, unless endpointPrivateAccess is true")


def _public_ranges(inputs: Inputs) -> Iterator[Violation]:
    """Check who may reach the API server; clusters of ipFamily ipv6 take ranges of both kinds."""
    families = {value for _, value in found(inputs, "kubernetesNetworkConfig.ipFamily") if isinstance(value, str)}
    network = inputs.get("kubernetesNetworkConfig")
    told = network is not UNKNOWN and not (isinstance(network, Mapping) and network.get("ipFamily") is UNKNOWN)
    for one in _IPV4_RANGES(inputs):
        if ":" not in one.value or (told and "ipv6" not in families):
            yield one
        elif not _is_ipv6_range(one.value):
            yield replace(one, allowed="an IPv4 or IPv6 range with host bits zero")


def _is_ipv6_range(given: str) -> bool:
    try:
        ipaddress.IPv6Network(given)
    except ValueError:
        return False
    return True


_IPV4_RANGES = range_address("vpcConfig.publicAccessCidrs[]")


def _two_subnets(inputs: Inputs) -> Iterator[Violation]:
    for where, subnets in found(inputs, "vpcConfig.subnetIds"):
        if isinstance(subnets, list | tuple) and len(subnets) < 2:
            yield Violation(where, f"{len(subnets)} subnets", "two subnets or more, in different zones")


def _configuration(inputs: Inputs) -> Iterator[Violation]:
    given = text(inputs, "configurationValues")
    if not given:
        return
    try:
        holds_object = isinstance(json.loads(given), dict)
    except ValueError:
        return  # YAML is allowed too
    if not holds_object:
        yield Violation("configurationValues", shown(given), "a JSON object")


def _entry_of_nodes(inputs: Inputs) -> Iterator[Violation]:
    """Check that only entries of type STANDARD choose their groups and name."""
    kind = text(inputs, "type") or "STANDARD"
    if not is_known(inputs, "type") or kind == "STANDARD":
        return
    for key in ("kubernetesGroups", "userName"):
        if inputs.get(key) not in (None, [], ()):
            yield Violation(key, "given", f"none for an entry of type {kind}; only STANDARD has it")


def _reserved_groups(inputs: Inputs) -> Iterator[Violation]:
    for where, name in found(inputs, "kubernetesGroups[]"):
        if isinstance(name, str) and name.startswith(_RESERVED_GROUPS):
            yield Violation(where, name, f"a group that does not begin with {', '.join(_RESERVED_GROUPS)}")


def _scope(inputs: Inputs) -> Iterator[Violation]:
    for where, scope in objects(inputs, "accessScope"):
        kind = text(scope, "type")
        if kind == "namespace" and not is_set(scope, "namespaces"):
            yield Violation(f"{where}.namespaces", "not set", "at least one, since the scope's type is namespace")
        if kind == "cluster" and scope.get("namespaces") not in (None, [], ()):
            yield Violation(f"{where}.namespaces", "given", "none: the scope is the whole cluster")


_ROLE_ARN = r"arn:aws[a-z-]*:iam::\d{12}:(role|user)/.+"
CLUSTER_NAME = matches("clusterName", r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", "the name of a cluster")

RULES: Rules = {
    "aws:eks/cluster:Cluster": (
        checked(check_version, "version"),
        one_of("accessConfig.authenticationMode", _MODES),
        one_of("enabledClusterLogTypes[]", _LOGS),
        unique("enabledClusterLogTypes[]"),
        one_of("upgradePolicy.supportType", {"STANDARD", "EXTENDED"}),
        one_of("encryptionConfig.resources[]", {"secrets"}),
        one_of("kubernetesNetworkConfig.ipFamily", {"ipv4", "ipv6"}),
        range_address("kubernetesNetworkConfig.serviceIpv4Cidr", 24, 12),
        _public_ranges,
        at_most("vpcConfig.publicAccessCidrs", 40, "ranges"),
        unique("vpcConfig.publicAccessCidrs[]"),
        unique("vpcConfig.subnetIds[]"),
        _endpoint,
        _two_subnets,
    ),
    "aws:eks/addon:Addon": (
        CLUSTER_NAME,
        matches("addonName", r"[a-z0-9][a-z0-9_-]*", "the name of an add-on such as vpc-cni"),
        matches("addonVersion", r"v\d+\.\d+\.\d+-eksbuild\.\d+", "a version such as v1.22.4-eksbuild.3"),
        one_of("resolveConflictsOnCreate", {"NONE", "OVERWRITE"}),
        one_of("resolveConflictsOnUpdate", {"NONE", "OVERWRITE", "PRESERVE"}),
        matches("serviceAccountRoleArn", r"arn:aws[a-z-]*:iam::\d{12}:role/.+", "the ARN of a role"),
        _configuration,
    ),
    "aws:eks/accessEntry:AccessEntry": (
        CLUSTER_NAME,
        matches("principalArn", _ROLE_ARN, "the ARN of a role or user of IAM, not of a session"),
        one_of("type", _ENTRY_TYPES),
        _entry_of_nodes,
        _reserved_groups,
    ),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": (
        CLUSTER_NAME,
        matches("principalArn", _ROLE_ARN, "the ARN of a role or user of IAM, not of a session"),
        matches(
            "policyArn",
            r"arn:aws[a-z-]*:eks::aws:cluster-access-policy/Amazon\w+",
            "an access policy of EKS such as arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        ),
        one_of("accessScope.type", {"cluster", "namespace"}),
        _scope,
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": (
        CLUSTER_NAME,
        matches("namespace", r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", "the name of a Kubernetes namespace"),
        matches("roleArn", r"arn:aws[a-z-]*:iam::\d{12}:role/.+", "the ARN of a role"),
    ),
}
