"""Adding missing tags: what the level `remediate` of the rule `required-tags` does.

The properties are changed in place. A changed copy would lose the marks of secrets: the engine would then show and
store their values in clear. The engine does not have the provider check the result, so what the provider has merged
into `tagsAll` is completed as well.
"""

from collections.abc import Mapping

from policies.lib.resources import Resource
from policies.lib.rule import Properties, Setting, strings
from policies.lib.values import Value
from policies.tagging.effective import effective_tags

ADDED: dict[str, Setting] = {
    "addTags": {
        "type": "object",
        "additionalProperties": {"type": "string", "minLength": 1},
        "default": {},
        "description": "Values that the level `remediate` gives to required keys that are missing.",
    }
}


def absent_tags(resource: Resource) -> list[str]:
    """Return the required keys that a resource ends up without. Raises Undecided if that cannot be known."""
    tags = effective_tags(resource)
    absent = [key for key in strings(resource.config.value("requiredTags")) if key not in tags.known]
    if absent and tags.unread is not None:
        raise tags.unread
    return absent


def add_absent_tags(resource: Resource, properties: Properties) -> list[str]:
    """Add the missing keys for which the configuration has a value, and return them."""
    values = resource.config.value("addTags")
    absent = absent_tags(resource)
    added = {key: values[key] for key in absent if key in values} if isinstance(values, dict) else {}
    if added:
        resource.value("tags")  # an unknown map cannot be added to
        for name in ("tags", "tagsAll"):
            _add(added, properties, name, resource.peek(name))
    return list(added)


def _add(added: Mapping[str, Value], properties: Properties, name: str, held: Value) -> None:
    """Add to the map `name`; where there is none yet, `tags` is made and `tagsAll` left to the provider."""
    if isinstance(held, dict):
        for key, value in added.items():
            properties[name][key] = value
    elif held is None and name == "tags":
        properties[name] = dict(added)
