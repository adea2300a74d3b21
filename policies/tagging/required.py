"""Tags that every resource has, and what stands in them."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from core.tags import REQUIRED_TAGS
from policies.lib.resources import Resource
from policies.lib.rule import Setting, rule, strings
from policies.lib.taggable import TAGGABLE
from policies.lib.values import UNKNOWN
from policies.lib.view import Undecided
from policies.tagging.effective import effective_tags
from policies.tagging.remedy import ADDED, absent_tags, add_absent_tags

PROVIDER = "pulumi:providers:aws"

REQUIRED: dict[str, Setting] = {
    "requiredTags": {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "default": list(REQUIRED_TAGS),
        "description": "The keys that must be there.",
    }
}


@rule(
    "required-tags",
    "Resources have the tags by which owners, bills and alarms find them",
    severity=Severity.HIGH,
    remedy="Add them to the provider's default tags, or to the resource",
    types=TAGGABLE,
    controls=("AWS Resource Tagging Standard",),
    settings=REQUIRED | ADDED,
    mend=add_absent_tags,
)
def required_tags(resource: Resource) -> Iterator[str]:
    """Keys decide; a value may still be unknown. At level `remediate`, what `addTags` names is added before."""
    absent = absent_tags(resource)
    if absent:
        yield f"without {', '.join(absent)}"


@rule(
    "tag-values-allowed",
    "Tags have values that reports can group by",
    severity=Severity.MEDIUM,
    remedy="Set a value of the form given",
    types=TAGGABLE,
    settings={
        "patterns": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "default": {"Environment": "dev|staging|prod"} | dict.fromkeys(REQUIRED_TAGS[1:], r"\S(.*\S)?"),
            "description": "Regular expression per key that the whole value must match.",
        }
    },
)
def values_allowed(resource: Resource) -> Iterator[str]:
    """Look at the tags that have a pattern and are there."""
    patterns = resource.config.value("patterns")
    known = effective_tags(resource).known
    unknown = ""
    for key, pattern in patterns.items() if isinstance(patterns, dict) else ():
        if key not in known:
            continue
        if known[key] is UNKNOWN:
            unknown = unknown or f"tags.{key}"
        elif re.fullmatch(str(pattern), str(known[key])) is None:
            yield f"the value of {key} has not the form {pattern}"
    if unknown:
        raise Undecided(unknown)


@rule(
    "provider-default-tags",
    "The provider gives the required tags to everything it makes, children of packaged components included",
    severity=Severity.MEDIUM,
    remedy="Set the provider's defaultTags",
    types=(PROVIDER,),
    settings=REQUIRED,
)
def provider_default_tags(provider: Resource) -> Iterator[str]:
    """Look at the provider's own configuration; tags from the environment (TF_AWS_DEFAULT_TAGS_*) do not show there."""
    given = provider.document("defaultTags").keys("tags")
    absent = [key for key in strings(provider.config.value("requiredTags")) if key not in given]
    if absent:
        yield f"defaultTags without {', '.join(absent)}"
