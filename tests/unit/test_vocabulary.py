"""All architectures speak one language of settings: what two of them have at a path is the same thing."""

import types
import typing
from collections import defaultdict
from collections.abc import Iterator

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import architectures


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", field
        for option in options(field.annotation):
            if isinstance(option, type) and issubclass(option, BaseModel):
                yield from fields(option, f"{prefix}{name}.")


def options(annotation: object) -> tuple[object, ...]:
    """Return an annotation, or what it is a choice of."""
    return typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)


def is_section(field: FieldInfo) -> bool:
    return any(isinstance(option, type) and issubclass(option, BaseModel) for option in options(field.annotation))


def used() -> dict[str, dict[str, FieldInfo]]:
    """Return every path, and under it what each architecture has there."""
    found: dict[str, dict[str, FieldInfo]] = defaultdict(dict)
    for name in architectures.names():
        for path, field in fields(type(architectures.load(name).dev)):
            found[path][name] = field
    return found


SHARED = {path: of for path, of in used().items() if len(of) > 1}


@pytest.mark.parametrize("path", sorted(path for path, of in SHARED.items() if not any(map(is_section, of.values()))))
def test_a_setting_of_two_architectures_means_the_same_and_takes_the_same(path: str) -> None:
    meanings = {(field.description, str(field.annotation)) for field in SHARED[path].values()}
    assert len(meanings) == 1, SHARED[path]


@pytest.mark.parametrize("section", ["network", "database", "observability", "load_balancer", "firewall"])
def test_every_architecture_calls_its_sections_the_same(section: str) -> None:
    assert used()[section].keys() >= {"ecommerce", "ims", "scalable"}


@pytest.mark.parametrize("section", ["cluster", "platform", "services"])
def test_every_architecture_on_eks_calls_its_sections_the_same(section: str) -> None:
    assert used()[section].keys() >= {"ecommerce", "scalable"}
