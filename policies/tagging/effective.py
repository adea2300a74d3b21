"""The tags that a resource ends up with.

The provider merges its default tags with a resource's own into `tagsAll` when it checks the inputs. Types made with
the newer plugin framework get none at that point, and one unknown value makes the whole of it unknown; then the same
merge is done here.
"""

from dataclasses import dataclass

from policies.lib.resources import Resource
from policies.lib.rule import strings
from policies.lib.values import Value
from policies.lib.view import Undecided, View


@dataclass(frozen=True)
class Tags:
    """Keys and values; a value may be UNKNOWN. `unread` tells which unknown map may hold further keys."""

    known: dict[str, Value]
    unread: Undecided | None = None


def effective_tags(resource: Resource) -> Tags:
    """Return the tags of a resource with those of its provider."""
    try:
        merged = resource.value("tagsAll")
    except Undecided:
        merged = None
    if isinstance(merged, dict):
        return Tags(merged)
    tags: dict[str, Value] = {}
    unread: Undecided | None = None
    for read in (_default_tags, _own_tags):
        try:
            own = read(resource)
        except Undecided as undecided:
            unread = undecided
            continue
        tags |= own if isinstance(own, dict) else {}
    return Tags(_without_ignored(tags, resource.provider), unread)


def _default_tags(resource: Resource) -> Value:
    """Return the default tags of the provider, which a Python program sends as JSON text."""
    return resource.provider.document("defaultTags").value("tags")


def _own_tags(resource: Resource) -> Value:
    return resource.value("tags")


def _without_ignored(tags: dict[str, Value], provider: View) -> dict[str, Value]:
    """Leave out what the provider is told to ignore: it does not set such tags."""
    try:
        ignored = provider.document("ignoreTags")
        keys, prefixes = strings(ignored.value("keys")), tuple(strings(ignored.value("keyPrefixes")))
    except Undecided:
        return tags
    return {key: value for key, value in tags.items() if key not in keys and not key.startswith(prefixes)}
