"""EC2 launch templates.

Volume limits: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html, metadata options:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMetadataOptionsRequest.html
"""

import base64
import binascii
from collections.abc import Iterator, Mapping

from core.aws.ec2 import check_instance_type
from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, is_true, number, shown, text
from core.aws.rules.kinds import between, checked, matches, not_together, one_of, unique, within

# Volume type to the size in GiB.
_SIZES: Mapping[str, tuple[int, int]] = {
    "gp2": (1, 16384),
    "gp3": (1, 65536),
    "io1": (4, 16384),
    "io2": (4, 65536),
    "st1": (125, 16384),
    "sc1": (125, 16384),
    "standard": (1, 1024),
}
_IOPS: Mapping[str, tuple[int, int]] = {"gp3": (3000, 80000), "io1": (100, 64000), "io2": (100, 256000)}
_THROUGHPUT = (125, 2000)  # MiB/s
_TAGGED = {"instance", "volume", "network-interface", "spot-instances-request"}
_LARGEST_USER_DATA = 16384  # bytes before base64


def _volume(inputs: Inputs) -> Iterator[Violation]:
    """Check size, IOPS and throughput against the volume's type."""
    kind = text(inputs, "volumeType")
    if not is_known(inputs, "volumeType"):
        return
    size = number(inputs, "volumeSize")
    low, high = _SIZES.get(kind or "gp2", (1, 65536))
    if size is not None and not low <= size <= high:
        yield Violation("volumeSize", shown(size), f"{low} to {high} GiB for {kind or 'gp2'}")
    yield from _rated(inputs, "iops", _IOPS.get(kind or "gp2"), kind)
    yield from _rated(inputs, "throughput", _THROUGHPUT if kind == "gp3" else None, kind)
    if kind in ("io1", "io2") and not is_set(inputs, "iops"):
        yield Violation("iops", "not set", f"a number, which {kind} needs")


def _rated(inputs: Inputs, key: str, limits: tuple[int, int] | None, kind: str | None) -> Iterator[Violation]:
    given = number(inputs, key)
    if given is None:
        return
    if limits is None:
        yield Violation(key, shown(given), f"none: a volume of type {kind or 'gp2'} takes no {key}")
    elif not limits[0] <= given <= limits[1]:
        yield Violation(key, shown(given), f"{limits[0]} to {limits[1]} for {kind}")


def _volume_key(inputs: Inputs) -> Iterator[Violation]:
    """Check that a key comes with encryption."""
    if is_set(inputs, "kmsKeyId") and is_known(inputs, "encrypted") and not is_true(inputs, "encrypted"):
        yield Violation("encrypted", shown(inputs.get("encrypted")), "true, since kmsKeyId is set")


def _user_data(inputs: Inputs) -> Iterator[Violation]:
    given = text(inputs, "userData")
    if given is None:
        return
    try:
        size = len(base64.b64decode(given, validate=True))
    except (binascii.Error, ValueError):
        yield Violation("userData", shown(given), "text in base64")
        return
    if size > _LARGEST_USER_DATA:
        yield Violation("userData", f"{size} bytes", f"at most {_LARGEST_USER_DATA} bytes before base64")


RULES: Rules = {
    "aws:ec2/launchTemplate:LaunchTemplate": (
        not_together("name", "namePrefix", "both name the template"),
        not_together("updateDefaultVersion", "defaultVersion", "one follows the newest version, one names a version"),
        not_together("networkInterfaces", "vpcSecurityGroupIds", "the interfaces have security groups of their own"),
        not_together("instanceRequirements", "instanceType", "requirements choose the type"),
        unique("blockDeviceMappings[].deviceName"),
        matches(
            "blockDeviceMappings[].deviceName",
            r"/dev/(?:sd|xvd)[a-z]{1,2}\d{0,2}|xvd[a-z]{1,2}|ephemeral\d+",
            "a device such as /dev/xvda",
        ),
        one_of("blockDeviceMappings[].ebs.volumeType", set(_SIZES)),
        within("blockDeviceMappings[].ebs", _volume, _volume_key),
        one_of("metadataOptions.httpEndpoint", {"enabled", "disabled"}),
        one_of("metadataOptions.httpTokens", {"optional", "required"}),
        one_of("metadataOptions.instanceMetadataTags", {"enabled", "disabled"}),
        between("metadataOptions.httpPutResponseHopLimit", 1, 64, "hops"),
        one_of("tagSpecifications[].resourceType", _TAGGED),
        unique("tagSpecifications[].resourceType"),
        one_of("creditSpecification.cpuCredits", {"standard", "unlimited"}),
        one_of("instanceMarketOptions.marketType", {"spot", "capacity-block"}),
        checked(check_instance_type, "instanceType"),
        matches("imageId", r"ami-[0-9a-f]{8,17}|resolve:ssm:.+", "the id of an image, or resolve:ssm: and a parameter"),
        _user_data,
    ),
}
