"""What belongs together in a release of Kubernetes on EKS, and how large instances are."""

import datetime

import pytest

from core.aws import ec2
from core.aws.eks import KUBERNETES_RELEASES, KubernetesRelease, check_upgrade, release_of, support_warnings
from core.aws.instance_types import InstanceSize, nearest_type, size_of
from core.aws.kubernetes_versions import check_version, minor_of

RELEASES = list(KUBERNETES_RELEASES.items())


@pytest.mark.parametrize(("minor", "release"), RELEASES)
def test_kube_proxy_nodes_and_autoscaler_are_of_the_clusters_minor(minor: str, release: KubernetesRelease) -> None:
    check_version(minor)
    assert {minor_of(one) for one in (release.kube_proxy, release.nodes, release.autoscaler)} == {minor_of(minor)}


@pytest.mark.parametrize(("minor", "release"), RELEASES)
def test_the_network_add_on_enforces_network_policies(minor: str, release: KubernetesRelease) -> None:
    numbers = release.vpc_cni.removeprefix("v").split("-")[0].split(".")
    assert tuple(int(number) for number in numbers) >= (1, 22, 4), minor


def test_the_table_has_no_gap_so_that_every_step_up_is_possible() -> None:
    minors = [minor_of(minor) or 0 for minor in KUBERNETES_RELEASES]
    assert minors == list(range(minors[0], minors[-1] + 1))


def test_a_version_without_known_add_ons_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(ValueError, match=r"'1\.28' is no Kubernetes version.*1\.34, 1\.35, 1\.36"):
        release_of("1.28")


@pytest.mark.parametrize(("old", "new"), [("1.34", "1.34"), ("1.34", "1.35"), ("1.9", "1.10")])
def test_a_cluster_stays_or_goes_up_by_one_minor(old: str, new: str) -> None:
    check_upgrade(old, new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("1.34", "1.36", r"bring it to 1\.35 first"),
        ("1.35", "1.34", r"runs 1\.35, and EKS does not take a cluster down"),
        ("1.35", "latest", "cannot be compared"),
    ],
)
def test_two_minors_up_and_any_way_down_are_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_upgrade(old, new)


def test_the_end_of_support_is_said_in_time_with_what_aws_does_then() -> None:
    ends = release_of("1.35").standard_support_ends
    assert support_warnings("1.35", "STANDARD", ends - datetime.timedelta(days=61)) == ()
    (upgraded,) = support_warnings("1.35", "STANDARD", ends - datetime.timedelta(days=60))
    (dearer,) = support_warnings("1.35", "EXTENDED", ends)
    assert f"ends on {ends}: EKS then upgrades the cluster by itself" in upgraded
    assert "costs 0.60" in dearer


@pytest.mark.parametrize(
    ("instance_type", "size"),
    [
        ("t3.medium", InstanceSize(2, 4)),
        ("t3.large", InstanceSize(2, 8)),
        ("t3a.large", InstanceSize(2, 8)),
        ("t3.xlarge", InstanceSize(4, 16)),
        ("t4g.nano", InstanceSize(2, 0.5)),
        ("m6g.medium", InstanceSize(1, 4)),
        ("m7i.48xlarge", InstanceSize(192, 768)),
        ("c5.9xlarge", InstanceSize(36, 72)),
        ("r6i.large", InstanceSize(2, 16)),
        ("p5.48xlarge", None),
        ("m5.metal", None),
    ],
)
def test_sizes_are_those_that_aws_states(instance_type: str, size: InstanceSize | None) -> None:
    assert size_of(instance_type) == size


def test_every_listed_family_that_should_have_a_size_has_one() -> None:
    families = ("t3", "t3a", "t4g", "m5", "m5a", "m6i", "m6a", "m6g", "m7i", "m7g", "c5", "c6i", "c6g", "c7g", "r5")
    unknown = [
        f"{family}.{size}"
        for family in (*families, "r6i", "r6g")
        for size in ec2.INSTANCE_SIZES[family]
        if not size.startswith("metal") and size_of(f"{family}.{size}") is None
    ]
    assert unknown == []


@pytest.mark.parametrize(("given", "meant"), [("t3.lagre", "t3.large"), ("t3large", "t3.large")])
def test_a_misspelt_type_is_answered_with_the_nearest(given: str, meant: str) -> None:
    assert nearest_type(given) == meant


def test_every_misspelt_type_has_a_nearest() -> None:
    ec2.check_instance_type(nearest_type("?"))
