"""What AWS and its bills make of tags: limits and letter case.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

from collections import Counter
from collections.abc import Iterator

from pulumi_policy import Severity

from core.tags import REQUIRED_TAGS
from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.taggable import TAGGABLE
from policies.tagging.effective import effective_tags

_MOST_TAGS = 50
_LONGEST_KEY = 128
_LONGEST_VALUE = 256


@rule(
    "tag-limits",
    "Tags keep within what AWS takes",
    severity=Severity.MEDIUM,
    remedy=f"Use at most {_MOST_TAGS} tags, keys of at most {_LONGEST_KEY} and values of at most {_LONGEST_VALUE} "
    "characters, and no key that begins with aws:",
    types=TAGGABLE,
)
def limits(resource: Resource) -> Iterator[str]:
    """Lengths are counted in characters."""
    tags = effective_tags(resource).known
    if len(tags) > _MOST_TAGS:
        yield f"{len(tags)} tags"
    for key, value in tags.items():
        if not 1 <= len(key) <= _LONGEST_KEY:
            yield f"a key of {len(key)} characters"
        if key.lower().startswith("aws:"):
            yield f"key {key} begins with aws:"
        if isinstance(value, str) and len(value) > _LONGEST_VALUE:
            yield f"the value of {key} has {len(value)} characters"


@rule(
    "tag-key-case",
    "One key has one spelling: tags differing in letter case are different tags in bills, and IAM refuses the pair",
    severity=Severity.LOW,
    remedy="Spell the key as the other resources do",
    types=TAGGABLE,
)
def key_case(resource: Resource) -> Iterator[str]:
    """Compare keys with each other and with the required ones."""
    keys = list(effective_tags(resource).known)
    spelled = Counter(key.lower() for key in keys)
    official = {key.lower(): key for key in REQUIRED_TAGS}
    for key in keys:
        if official.get(key.lower(), key) != key:
            yield f"key {key} is spelled {official[key.lower()]} elsewhere"
        elif spelled[key.lower()] > 1 and key.lower() not in official:
            yield f"key {key} is there in another letter case as well"
