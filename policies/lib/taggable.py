"""Which resource types take tags, asked of the installed AWS SDK.

A list kept by hand goes stale with each release, and importing the SDK's modules costs seconds and over 100 MB per
pack. The generated source of one class says it as well: a resource takes tags if its constructor takes a map of them.
The type token names the file (`aws:ec2/securityGroup:SecurityGroup` lies in ec2/security_group.py).
"""

import importlib.util
import keyword
import re
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Final

_TAGS = re.compile(r"^ {17}tags: pulumi\.Input\[Optional\[Mapping\[", re.MULTILINE)
_TOKEN = re.compile(r"aws:(\w+)/(\w+):(\w+)")


class _Taggable(Container[str]):
    """The types of resources that take tags, as a container to test with `in`."""

    def __contains__(self, token: object) -> bool:
        match = _TOKEN.fullmatch(token) if isinstance(token, str) else None
        return match is not None and _takes_tags(match[1], match[3])


TAGGABLE: Final[Container[str]] = _Taggable()


@cache
def _takes_tags(module: str, cls: str) -> bool:
    folder = f"{module}_" if keyword.iskeyword(module) else module
    source = _sdk() / folder / f"{_snake(cls)}.py"
    return source.is_file() and _TAGS.search(source.read_text(encoding="utf-8")) is not None


@cache
def _sdk() -> Path:
    spec = importlib.util.find_spec("pulumi_aws")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the AWS SDK (pulumi_aws) is not installed beside the policy pack")
    return Path(spec.origin).parent


def _snake(cls: str) -> str:
    """Return the SDK's file name for a class: BucketObjectv2 is bucket_objectv2, IPSet is ip_set."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls).lower()
