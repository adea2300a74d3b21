"""Kubernetes objects of a recorded program: what is in them, and what a cluster would say about them."""

from typing import TypeVar

from core.property_paths import values_at
from sandbox.kubernetes.schemas import DEFAULT_VERSION, problems

from .recording import Recording, Registered

Result = TypeVar("Result")


def value_at(one: Registered, path: str) -> object:
    """Return what an object has at a path such as `spec.template.spec.containers[0].image`, or None."""
    found = values_at(one.inputs, path)
    return found[0] if found else None


def object_problems(recording: Recording[Result]) -> dict[str, list[str]]:
    """Return the problems of every Kubernetes object that has some, by the object's token and name."""
    found = {
        f"{one.token} {one.name}": problems(one.token, one.inputs, DEFAULT_VERSION)
        for one in recording.resources
        if one.token.startswith("kubernetes:")
    }
    return {label: texts for label, texts in found.items() if texts}
