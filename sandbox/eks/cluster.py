"""The component eks:index:Cluster."""

import hashlib
import json
from collections.abc import Mapping
from importlib import metadata

import pulumi

from sandbox.eks import security_groups
from sandbox.eks.addons import VpcCni, coredns, kube_proxy
from sandbox.eks.children import Child, compact, group, plain, tagged, then
from sandbox.eks.refusals import check_cluster

_CLUSTER = "aws:eks/cluster:Cluster"
_OUTPUTS = ("arn", "certificateAuthority", "endpoint", "identities", "name", "version", "vpcConfig")
_IGNORED = ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"]
_POLICY = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Effect": "Allow",
            "Principal": {"Service": ["eks.amazonaws.com"]},
        }
    ],
}
# Of the authority that signs AWS's own certificates; the real component reads it over the network.
_THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"


class ServiceRole(pulumi.ComponentResource):
    """The role that EKS takes, if the program gives none."""

    def __init__(self, name: str, tags: object, opts: pulumi.ResourceOptions) -> None:
        super().__init__("eks:index:ServiceRole", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self)
        inputs = {
            "assumeRolePolicy": compact(_TRUST, ordered=False),
            "description": "Allows EKS to manage clusters on your behalf.",
            "tags": tags,
        }
        self.role = Child("aws:iam/role:Role", f"{name}-role", inputs, own, outputs=("arn", "name"))
        digest = hashlib.sha1(_POLICY.encode(), usedforsecurity=False).hexdigest()[:8]
        attached = {"policyArn": _POLICY, "role": self.role.output("name")}
        token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"  # noqa: S105 # a resource type
        self.attachment = Child(token, f"{name}-{digest}", attached, own)
        self.register_outputs({})


class Cluster(pulumi.ComponentResource):
    """A cluster in API mode without node groups; `state` is what the program sees of it."""

    def __init__(self, name: str, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> None:
        check_cluster(inputs)
        super().__init__("eks:index:Cluster", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self)
        self._inputs, self._tags = inputs, inputs.get("tags")
        control_plane = None
        if not plain(inputs, "skipDefaultSecurityGroups"):
            control_plane = security_groups.cluster_group(name, inputs, own)
        self.cluster = self._cluster(name, control_plane)
        kube_proxy(name, self.cluster, inputs, own)
        provider = self._kubernetes(name)
        entries = self._access_entries(name)
        cni = None if plain(inputs, "useDefaultVpcCni") else self._cni(name, entries)
        coredns(name, self.cluster, inputs, own)
        identity = self._identity_provider(name) if plain(inputs, "createOidcProvider") else None
        nodes, rule = None, None
        if control_plane is not None:
            nodes, rule = security_groups.node_group(name, inputs, self.cluster, control_plane, own)
        groups = {"clusterSecurityGroup": control_plane, "nodeSecurityGroup": nodes, "eksClusterIngressRule": rule}
        parts = {"oidcProvider": identity, "provider": provider, "vpcCni": cni}
        self.state = self._state(groups, parts)
        self.register_outputs(self.state)

    def _cluster(self, name: str, control_plane: Child | None) -> Child:
        given, waits = self._inputs, list[pulumi.Resource]()
        self.role = given.get("serviceRole")
        if self.role is None:
            service_role = ServiceRole(f"{name}-eksRole", self._tags, pulumi.ResourceOptions(parent=self))
            self.role, waits = service_role.role, [service_role.role, service_role.attachment]
        key = given.get("encryptionConfigKeyArn")
        inputs = {
            "name": given.get("name"),
            "roleArn": then(self.role, _arn),
            "accessConfig": {
                "authenticationMode": given.get("authenticationMode"),
                "bootstrapClusterCreatorAdminPermissions": True,
            },
            "bootstrapSelfManagedAddons": given.get("bootstrapSelfManagedAddons", True),
            "deletionProtection": given.get("deletionProtection"),
            "enabledClusterLogTypes": given.get("enabledClusterLogTypes"),
            "encryptionConfig": None if key is None else {"provider": {"keyArn": key}, "resources": ["secrets"]},
            "kubernetesNetworkConfig": self._network(),
            "tags": tagged(f"{name}-eksCluster", given.get("clusterTags"), self._tags),
            "upgradePolicy": given.get("upgradePolicy"),
            "version": given.get("version"),
            "vpcConfig": self._vpc(control_plane),
        }
        opts = pulumi.ResourceOptions(parent=self, ignore_changes=_IGNORED, depends_on=waits)
        return Child(_CLUSTER, f"{name}-eksCluster", inputs, opts, _OUTPUTS)

    def _network(self) -> dict[str, object] | None:
        addresses, family = self._inputs.get("kubernetesServiceIpAddressRange"), self._inputs.get("ipFamily")
        if addresses is None and family is None:
            return None
        return {"serviceIpv4Cidr": addresses, "ipFamily": "ipv4" if family is None else family}

    def _vpc(self, control_plane: Child | None) -> dict[str, object]:
        keys = ("endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs")
        own = {key: self._inputs[key] for key in keys if self._inputs.get(key) is not None}
        groups = {} if control_plane is None else {"securityGroupIds": [control_plane.id]}
        return {**own, **groups, "subnetIds": self._subnets()}

    def _subnets(self) -> object:
        """Return `subnetIds`, or the public and the private ones, in this order."""
        if self._inputs.get("subnetIds") is not None:
            return self._inputs["subnetIds"]
        given = [self._inputs.get(key) or [] for key in ("publicSubnetIds", "privateSubnetIds")]
        return pulumi.Output.all(*given).apply(lambda lists: [one for some in lists for one in some])

    def _kubernetes(self, name: str) -> pulumi.ProviderResource:
        """Register the component's own provider for the cluster."""
        opts = pulumi.ResourceOptions(parent=self, version=metadata.version("pulumi-kubernetes"))
        self.kubeconfig = _kubeconfig(self.cluster)
        inputs = {
            "kubeconfig": self.kubeconfig.apply(lambda known: compact(known, ordered=False)),
            "enableConfigMapMutable": self._inputs.get("enableConfigMapMutable"),
        }
        given = {key: value for key, value in inputs.items() if value is not None}
        return pulumi.ProviderResource("kubernetes", f"{name}-eks-k8s", given, opts)

    def _access_entries(self, name: str) -> list[Child]:
        opts = pulumi.ResourceOptions(parent=self, depends_on=[self.cluster])
        return [
            self._access_entry(f"{name}-{key}", entry, opts)
            for key, entry in group(self._inputs, "accessEntries").items()
            if isinstance(entry, Mapping)
        ]

    def _access_entry(self, name: str, entry: Mapping[str, object], opts: pulumi.ResourceOptions) -> Child:
        base = {"clusterName": self.cluster.output("name"), "principalArn": entry.get("principalArn")}
        named = {"userName": entry.get("username")}
        own = {key: entry.get(key) for key in ("kubernetesGroups", "tags", "type")}
        made = Child("aws:eks/accessEntry:AccessEntry", name, {**base, **named, **own}, opts)
        under = pulumi.ResourceOptions(parent=made, depends_on=[made])
        for key, policy in group(entry, "accessPolicies").items():
            if isinstance(policy, Mapping):
                association = {**base, "accessScope": policy.get("accessScope"), "policyArn": policy.get("policyArn")}
                token = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"  # noqa: S105 # a resource type
                Child(token, f"{name}-{key}", association, under)
        return made

    def _cni(self, name: str, entries: list[Child]) -> VpcCni:
        opts = pulumi.ResourceOptions(parent=self, depends_on=entries)
        return VpcCni(f"{name}-vpc-cni", self.cluster, group(self._inputs, "vpcCniOptions"), self._tags, opts)

    def _identity_provider(self, name: str) -> Child:
        inputs = {
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": [_THUMBPRINT],
            "url": self.cluster.output("identities").apply(_issuer),
        }
        token = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"  # noqa: S105 # a resource type
        return Child(token, f"{name}-oidcProvider", inputs, pulumi.ResourceOptions(parent=self), outputs=("arn",))

    def _state(self, groups: Mapping[str, Child | None], parts: Mapping[str, object]) -> dict[str, object]:
        issuer = self.cluster.output("identities").apply(_issuer)
        own_group = self.cluster.output("vpcConfig").apply(_cluster_security_group)
        control_plane, nodes = groups["clusterSecurityGroup"], groups["nodeSecurityGroup"]
        rule, identity = groups["eksClusterIngressRule"], parts["oidcProvider"]
        state: dict[str, object] = {
            **groups,
            "core": self._core(control_plane, parts),
            "eksCluster": self.cluster,
            "instanceRoles": [],
            "kubeconfig": self.kubeconfig,
            "kubeconfigJson": self.kubeconfig.apply(lambda known: compact(known, ordered=False)),
            "clusterSecurityGroupId": own_group if control_plane is None else control_plane.id,
            "nodeSecurityGroupId": own_group if nodes is None else nodes.id,
            "clusterIngressRuleId": "" if rule is None else rule.output("securityGroupRuleId"),
            "defaultNodeGroupAsgName": "",
            "fargateProfileId": "",
            "fargateProfileStatus": "",
            "autoModeNodeRoleName": "",
            "oidcProviderArn": identity.output("arn") if isinstance(identity, Child) else "",
            "oidcProviderUrl": issuer,
            "oidcIssuer": issuer.apply(lambda url: url.removeprefix("https://")),
        }
        return {key: value for key, value in state.items() if value is not None}

    def _core(self, control_plane: Child | None, parts: Mapping[str, object]) -> dict[str, object]:
        keys = ("vpcId", "publicSubnetIds", "privateSubnetIds", "tags", "nodeSecurityGroupTags")
        core = {
            **{key: self._inputs.get(key) for key in keys},
            **parts,
            "cluster": self.cluster,
            "clusterIamRole": self.role,
            "clusterSecurityGroup": control_plane,
            "endpoint": self.cluster.output("endpoint"),
            "instanceRoles": [],
            "kubeconfig": self.kubeconfig,
            "nodeGroupOptions": {"version": self._inputs.get("version")},
            "storageClasses": {},
            "subnetIds": self._subnets(),
        }
        return {key: value for key, value in core.items() if value is not None}


def _arn(role: object) -> object:
    """Return the ARN of a role that came as a reference or was made here."""
    return role.output("arn") if isinstance(role, Child) else getattr(role, "arn", None)


def _issuer(identities: object) -> str:
    """Return the address of the cluster's issuer from its `identities`."""
    first = identities[0] if isinstance(identities, list) and identities else {}
    found = first.get("oidcs") if isinstance(first, Mapping) else None
    return str(found[0]["issuer"]) if found else ""


def _cluster_security_group(vpc: object) -> str:
    return str(vpc.get("clusterSecurityGroupId")) if isinstance(vpc, Mapping) else ""


def _kubeconfig(cluster: Child) -> pulumi.Output[dict[str, object]]:
    keys = ("name", "endpoint", "certificateAuthority", "arn")
    return pulumi.Output.all(*(cluster.output(key) for key in keys)).apply(_kubeconfig_of)


def _kubeconfig_of(known: list[object]) -> dict[str, object]:
    """Return the configuration by which kubectl signs in through the AWS CLI."""
    name, endpoint, authority, arn = known
    data = authority.get("data") if isinstance(authority, Mapping) else ""
    region = str(arn).split(":")[3]
    arguments = ["--region", region, "eks", "get-token", "--cluster-name", str(name), "--output", "json"]
    api = "client.authentication.k8s.io/v1beta1"
    environment = [{"name": "KUBERNETES_EXEC_INFO", "value": json.dumps({"apiVersion": api})}]
    execution = {"apiVersion": api, "command": "aws", "args": arguments, "env": environment}
    return {
        "apiVersion": "v1",
        "clusters": [{"cluster": {"server": endpoint, "certificate-authority-data": data}, "name": "kubernetes"}],
        "contexts": [{"context": {"cluster": "kubernetes", "user": "aws"}, "name": "aws"}],
        "current-context": "aws",
        "kind": "Config",
        "users": [{"name": "aws", "user": {"exec": execution}}],
    }
