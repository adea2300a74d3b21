"""Reading values that came from outside: a path into nested objects, of which any part may be missing or unknown."""

from collections.abc import Iterator, Mapping

from sandbox.outputs import value_at


def mapping_at(value: object, path: str = "") -> Mapping[str, object]:
    """Return the object at a path such as `spec.template`, empty if there is none."""
    found = value_at(value, path) if path and isinstance(value, Mapping) else value
    return found if isinstance(found, Mapping) else {}


def items_at(value: object, path: str) -> list[Mapping[str, object]]:
    """Return the objects in the list at a path, empty if there is none."""
    found = value_at(value, path) if isinstance(value, Mapping) else None
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def text_at(value: object, path: str) -> str | None:
    """Return the text at a path, or None."""
    found = value_at(value, path) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else None


def pod_path(kind: str) -> str | None:
    """Return where objects of a kind hold their pods' template, None if they make no pods."""
    if kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"):
        return "spec.template"
    return {"CronJob": "spec.jobTemplate.spec.template", "Pod": ""}.get(kind)


def pod_of(kind: str, inputs: Mapping[str, object]) -> Mapping[str, object]:
    """Return the spec of the pods that an object makes, empty if it makes none."""
    path = pod_path(kind)
    return {} if path is None else mapping_at(inputs, f"{path}.spec" if path else "spec")


def containers_of(pod: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield each container of a pod's spec with its path there."""
    for part in ("initContainers", "containers"):
        for index, container in enumerate(items_at(pod, part)):
            yield f"{part}[{index}]", container
