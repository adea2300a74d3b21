"""What the pack `workloads` says of things, in the words of its rules alone."""

from .driver import Driver, Thing


def _message(text: str) -> str:
    """Return what a line says, without the SDK's words before it and the remedy behind it."""
    return text.rpartition("during preview: ")[2].split(". ")[0]


def said(rule: str, thing: Thing, **config: object) -> list[str]:
    driver = Driver("workloads", {"all": "disabled", rule: {"enforcementLevel": "mandatory", **config}})
    return [_message(text) for text in driver.resource(thing).of(rule)]


def said_of_stack(*things: Thing) -> list[str]:
    return [_message(item.text) for item in Driver("workloads").stack(things).said]
