"""Managed node groups of EKS.

Enumerations, lengths and limits are those of AWS's API as botocore 1.44.5 describes it:
https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
"""

import re
from collections.abc import Iterator

from core.aws.ec2 import check_instance_type, is_arm
from core.aws.kubernetes_versions import check_version, minor_of
from core.aws.rules.base import Inputs, Rules, Violation, found, is_known, is_set, number, objects, shown, text
from core.aws.rules.eks import CLUSTER_NAME
from core.aws.rules.kinds import at_most, between, checked, exactly_one, matches, not_together, one_of, unique, within

_FLAVOURS = ("", "_FIPS", "_NVIDIA", "_NVIDIA_FIPS")
_AMI_TYPES = {
    *("AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM"),
    *("AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "AL2023_x86_64_NEURON"),
    *("AL2023_x86_64_NVIDIA", "AL2023_ARM_64_NVIDIA"),
    *(f"BOTTLEROCKET_{chip}{flavour}" for chip in ("x86_64", "ARM_64") for flavour in _FLAVOURS),
    *(f"WINDOWS_{kind}_{year}_x86_64" for kind in ("CORE", "FULL") for year in (2019, 2022, 2025)),
}
_LAST_WITH_AL2 = 32  # the minor; https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html
_EFFECTS = {"NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"}


def _sizes(inputs: Inputs) -> Iterator[Violation]:
    """Check that the smallest size is at most the desired one, and that at most the largest."""
    for where, sizes in objects(inputs, "scalingConfig"):
        low, wanted, high = (number(sizes, key) for key in ("minSize", "desiredSize", "maxSize"))
        if low is not None and high is not None and low > high:
            yield Violation(f"{where}.minSize", shown(low), f"at most maxSize, which is {high:g}")
        elif wanted is not None and low is not None and wanted < low:
            yield Violation(f"{where}.desiredSize", shown(wanted), f"at least minSize, which is {low:g}")
        elif wanted is not None and high is not None and wanted > high:
            yield Violation(f"{where}.desiredSize", shown(wanted), f"at most maxSize, which is {high:g}")


def _instance_types(inputs: Inputs) -> Iterator[Violation]:
    for where, value in found(inputs, "instanceTypes[]"):
        if isinstance(value, str):
            try:
                check_instance_type(value)
            except ValueError as error:
                yield Violation(where, value, str(error))


def _architecture(inputs: Inputs) -> Iterator[Violation]:
    """Check that all instance types have the same processors, those that the image is built for."""
    image, types = text(inputs, "amiType"), list(found(inputs, "instanceTypes[]"))
    known = [(where, value) for where, value in types if isinstance(value, str)]
    if not known or not is_known(inputs, "amiType"):
        return
    of_image = image is not None and image != "CUSTOM"
    wants_arm = "ARM_64" in str(image) if of_image else is_arm(known[0][1])
    chip = "ARM_64" if wants_arm else "x86_64"
    why = f"amiType is {image}" if of_image else f"{known[0][1]} has them"
    for where, value in known:
        if is_arm(value) is not wants_arm:
            yield Violation(where, value, f"an instance type with {chip} processors, since {why}")


def _image_exists(inputs: Inputs) -> Iterator[Violation]:
    """Amazon Linux 2 ended with Kubernetes 1.32."""
    image, minor = text(inputs, "amiType"), minor_of(text(inputs, "version"))
    if image is not None and image.startswith("AL2_") and minor is not None and minor > _LAST_WITH_AL2:
        yield Violation("amiType", image, f"an image of AL2023 or Bottlerocket: AL2 ended with 1.{_LAST_WITH_AL2}")


def _release(inputs: Inputs) -> Iterator[Violation]:
    """Check that a release of Amazon Linux begins with the group's version; Bottlerocket counts on its own."""
    release, version, image = (text(inputs, key) for key in ("releaseVersion", "version", "amiType"))
    if release is None or image is None or not image.startswith("AL2"):
        return
    if not re.fullmatch(r"1\.\d+\.\d+-\d{8}", release):
        yield Violation("releaseVersion", release, "a release such as 1.35.8-20260930")
    elif version is not None and minor_of(release) != minor_of(version):
        yield Violation("releaseVersion", release, f"a release for {version}, the group's version")


def _repair(inputs: Inputs) -> Iterator[Violation]:
    """Check that each limit of the repair is given as a count or as a percentage."""
    for where, repair in objects(inputs, "nodeRepairConfig"):
        for stem in ("maxParallelNodesRepaired", "maxUnhealthyNodeThreshold"):
            if is_set(repair, f"{stem}Count") and is_set(repair, f"{stem}Percentage"):
                yield Violation(f"{where}.{stem}Count", "given", f"none, since {stem}Percentage is set")
        if repair.get("enabled") is False and is_set(repair, "nodeRepairConfigOverrides"):
            yield Violation(f"{where}.enabled", "false", "true, since there are nodeRepairConfigOverrides")


RULES: Rules = {
    "aws:eks/nodeGroup:NodeGroup": (
        CLUSTER_NAME,
        checked(check_version, "version"),
        one_of("capacityType", {"ON_DEMAND", "SPOT", "CAPACITY_BLOCK"}),
        one_of("amiType", _AMI_TYPES),
        _instance_types,
        unique("instanceTypes[]"),
        at_most("instanceTypes", 20, "instance types"),
        between("scalingConfig.minSize", 0, 1_000_000, "nodes"),
        between("scalingConfig.maxSize", 1, 1_000_000, "nodes"),
        not_together("launchTemplate", "diskSize", "the template says how large the volumes are"),
        not_together("launchTemplate", "remoteAccess", "the template says who may sign in"),
        not_together("nodeGroupName", "nodeGroupNamePrefix", "both name the group"),
        within("launchTemplate", exactly_one("id", "name", why="a template is named in one way")),
        matches("launchTemplate.version", r"\d+|\$Latest|\$Default", "a number, $Latest or $Default"),
        within("taints[]", one_of("effect", _EFFECTS), matches("key", r".{1,63}", "1 to 63 characters")),
        at_most("taints", 50, "taints"),
        within("updateConfig", exactly_one("maxUnavailable", "maxUnavailablePercentage")),
        between("updateConfig.maxUnavailable", 1, 100, "nodes"),
        between("updateConfig.maxUnavailablePercentage", 1, 100, "percent"),
        one_of("updateConfig.updateStrategy", {"DEFAULT", "MINIMAL"}),
        unique("subnetIds[]"),
        _sizes,
        _architecture,
        _image_exists,
        _release,
        _repair,
    ),
}
