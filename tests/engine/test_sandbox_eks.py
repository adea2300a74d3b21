"""EKS in the sandbox under the real Pulumi engine: the components of pulumi-eks, and what AWS refuses."""

import pytest

from sandbox.outputs import value_at
from sandbox.store import Thing
from tests.engine.conftest import Sandbox, lines_with

# What pulumi-eks 4.4.0 itself registers for a cluster in API mode with an OIDC provider and one access entry: the types
# from the component down to the resource, and its name; recorded from the real plugin.
REGISTERED = {
    "eks:index:ServiceRole::shop-eksRole",
    "eks:index:ServiceRole$aws:iam/role:Role::shop-eksRole-role",
    "eks:index:ServiceRole$aws:iam/rolePolicyAttachment:RolePolicyAttachment::shop-eksRole-4b490823",
    "aws:ec2/securityGroup:SecurityGroup::shop-eksClusterSecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksClusterInternetEgressRule",
    "aws:eks/cluster:Cluster::shop-eksCluster",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider::shop-oidcProvider",
    "aws:ec2/securityGroup:SecurityGroup::shop-nodeSecurityGroup",
    "aws:eks/accessEntry:AccessEntry::shop-admin",
    "aws:eks/accessEntry:AccessEntry$aws:eks/accessPolicyAssociation:AccessPolicyAssociation::shop-admin-all",
    "pulumi:providers:kubernetes::shop-eks-k8s",
    "aws:eks/addon:Addon::shop-kube-proxy",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksExtApiServerClusterIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksNodeIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksClusterIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksNodeClusterIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule::shop-eksNodeInternetEgressRule",
    "eks:index:VpcCniAddon::shop-vpc-cni",
    "eks:index:VpcCniAddon$aws:eks/addon:Addon::shop-vpc-cni",
    "eks:index:Addon::dns",
    "eks:index:Addon$aws:eks/addon:Addon::dns",
    "eks:index:Addon::storage",
    "eks:index:Addon$aws:eks/addon:Addon::storage",
}


def one(sandbox: Sandbox, name: str) -> Thing:
    found = sandbox.named(name)
    assert len(found) == 1
    return found[0]


def versions(sandbox: Sandbox) -> list[object]:
    """Return the versions of the cluster, of its nodes and of the add-ons that follow it."""
    of_cluster = [one(sandbox, name).outputs["version"] for name in ("shop-eksCluster", "on-demand", "spot")]
    return of_cluster + [one(sandbox, name).outputs["addonVersion"] for name in ("shop-kube-proxy", "dns")]


def refusal(sandbox: Sandbox, command: str) -> str:
    """Run a command that must fail and return its output.

    When a part of a component is refused, the engine (3.259.0) sometimes lets the program end with a traceback as well.
    """
    done = sandbox.run(command)
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_a_cluster_lives_from_up_to_destroy_and_leaves_nothing(eks_sandbox: Sandbox) -> None:
    preview = eks_sandbox.succeed("preview")
    assert lines_with(preview, "kubeconfig", "[unknown]")
    assert lines_with(preview, "aws:eks:NodeGroup", "spot", "create")

    first = eks_sandbox.succeed("up")
    cluster = one(eks_sandbox, "shop-eksCluster")
    assert lines_with(first, "get-token")
    assert lines_with(first, "server", str(cluster.outputs["endpoint"]))
    assert "Cluster shop-eksCluster 9 min 22 s" in first
    assert "NodeGroup spot 2 min 5 s > Addon storage 50 s" in first

    assert "nothing was made" in eks_sandbox.succeed("up", "--", "--expect-no-changes")
    assert "26 unchanged" in eks_sandbox.succeed("refresh", "--", "--expect-no-changes")

    destroyed = eks_sandbox.succeed("destroy")
    assert "(deleted) 6 min 21 s > Cluster shop-eksCluster (deleted)" in destroyed
    assert eks_sandbox.store.things() == []


def test_the_components_register_what_those_of_pulumi_eks_do(eks_sandbox: Sandbox) -> None:
    eks_sandbox.knobs(own_role=True, skip_groups=False, protect=True)
    eks_sandbox.succeed("up")
    registered = eks_sandbox.state().resources()
    parts = {item.urn.split("eks:index:Cluster$")[1]: item for item in registered if "eks:index:Cluster$" in item.urn}
    nodes = one(eks_sandbox, "spot")
    kept = {"Name": "shop-eksCluster", "Team": "shop"}

    assert set(parts) == REGISTERED
    assert all(item.protect for item in parts.values())
    assert one(eks_sandbox, "shop-eksCluster").outputs["tags"] == kept
    assert nodes.urn.endswith("::eks:index:ManagedNodeGroup$aws:eks/nodeGroup:NodeGroup::spot")
    assert nodes.inputs["updateConfig"] == {"maxUnavailable": 1}, "a transform of the program reaches it"
    assert nodes.inputs["scalingConfig"] == {"desiredSize": 1, "minSize": 1, "maxSize": 3}


def test_a_renamed_cluster_with_an_alias_is_the_same_one(eks_sandbox: Sandbox) -> None:
    eks_sandbox.succeed("up")
    before = {(thing.type, thing.id) for thing in eks_sandbox.store.things()}

    eks_sandbox.knobs(cluster="store", was=["shop"])
    eks_sandbox.succeed("up")
    assert {(thing.type, thing.id) for thing in eks_sandbox.store.things()} == before


def test_a_new_minor_version_updates_in_place_and_nodes_and_addons_follow(eks_sandbox: Sandbox) -> None:
    eks_sandbox.succeed("up")
    before = one(eks_sandbox, "shop-eksCluster")

    eks_sandbox.knobs(version="1.36")
    assert lines_with(refusal(eks_sandbox, "preview"), "shop-eksCluster", "from 1.34 to 1.36", "so 1.35 is next")

    eks_sandbox.knobs(version="1.35")
    preview = eks_sandbox.succeed("preview")
    assert not lines_with(preview, "replace")
    updated = eks_sandbox.succeed("up")
    assert versions(eks_sandbox) == ["1.35"] * 3 + ["v1.35.3-eksbuild.29", "v1.13.2-eksbuild.31"]
    assert one(eks_sandbox, "shop-eksCluster").id == before.id
    assert one(eks_sandbox, "shop-eksCluster").outputs["endpoint"] == before.outputs["endpoint"]
    assert "Cluster shop-eksCluster 10 min 0 s > Addon shop-kube-proxy 40 s > NodeGroup" in updated

    eks_sandbox.knobs(version="1.34")
    assert lines_with(refusal(eks_sandbox, "up"), "does not take a cluster back from 1.35 to 1.34", "by hand")
    assert one(eks_sandbox, "shop-eksCluster").outputs["version"] == "1.35"


def test_nodes_that_lag_behind_hold_up_the_next_version(eks_sandbox: Sandbox) -> None:
    eks_sandbox.succeed("up")
    eks_sandbox.knobs(version="1.35", node_version="1.34")
    eks_sandbox.succeed("up")

    eks_sandbox.knobs(version="1.36")
    refused = refusal(eks_sandbox, "preview")
    assert lines_with(refused, "node groups must be updated to match cluster version 1.35 first", "spot")


def test_node_groups_come_grow_and_go(eks_sandbox: Sandbox) -> None:
    eks_sandbox.knobs(groups={"on-demand": [1, 3]})
    eks_sandbox.succeed("up")
    general = one(eks_sandbox, "on-demand")

    eks_sandbox.knobs(groups={"on-demand": [1, 5], "spot": [0, 2]})
    added = eks_sandbox.succeed("up")
    assert lines_with(added, "spot", "created")
    grown = one(eks_sandbox, "on-demand")
    assert grown.id == general.id
    assert grown.inputs["scalingConfig"] == {"desiredSize": 1, "minSize": 1, "maxSize": 5}

    # The autoscaler owns the desired size, so the program does not change it; EKS then refuses a higher minimum.
    eks_sandbox.knobs(groups={"on-demand": [2, 5], "spot": [0, 2]})
    assert lines_with(refusal(eks_sandbox, "preview"), "scalingConfig.desiredSize", "at least minSize, which is 2")

    eks_sandbox.knobs(groups={"spot": [0, 2]})
    removed = eks_sandbox.succeed("up")
    assert lines_with(removed, "aws:eks:NodeGroup", "on-demand", "deleted")
    assert eks_sandbox.named("on-demand") == []


def test_a_new_version_of_the_launch_template_reaches_the_nodes_in_place(eks_sandbox: Sandbox) -> None:
    eks_sandbox.succeed("up")
    before = one(eks_sandbox, "spot")

    eks_sandbox.knobs(hop_limit=2)
    preview = eks_sandbox.succeed("preview")
    assert lines_with(preview, "aws:eks:NodeGroup", "spot", "update", "launchTemplate")
    eks_sandbox.succeed("up")
    after = one(eks_sandbox, "spot")
    assert after.id == before.id
    assert value_at(after.inputs, "launchTemplate.version") == "2"
    eks_sandbox.succeed("up", "--", "--expect-no-changes")


@pytest.mark.parametrize(
    ("knobs", "reason"),
    [
        ({"kube_proxy": "v1.35.3-eksbuild.29"}, "v1.35.3-eksbuild.29 is not supported for kube-proxy"),
        ({"node_version": "1.35"}, "1.35 is given, allowed is 1.31 to 1.34"),
    ],
)
def test_what_eks_refuses_is_refused_with_what_is_allowed(
    eks_sandbox: Sandbox, knobs: dict[str, object], reason: str
) -> None:
    eks_sandbox.knobs(**knobs)

    assert lines_with(refusal(eks_sandbox, "up"), reason)


def test_what_a_component_refuses_is_said_at_preview(eks_sandbox: Sandbox) -> None:
    program = eks_sandbox.program / "__main__.py"
    text = program.read_text(encoding="utf-8")
    program.write_text(text.replace("skip_default_node_group=True", "skip_default_node_group=False"), encoding="utf-8")

    assert lines_with(refusal(eks_sandbox, "preview"), "the sandbox has no default node group; set it to true")
    assert eks_sandbox.store.things() == []
