"""What AWS answers: ids, ARNs, endpoints, made from the templates in the tables (sandbox/resource_facts.py)."""

import hashlib
import re
import uuid
from collections.abc import Mapping

from core.aws.rules import UNKNOWN
from sandbox.resource_facts import ResourceFacts

ACCOUNT = "000000000000"
"""The simulated cloud's account, which no AWS account can have."""

_ONE_INPUT = re.compile(r"\{inputs\[([^]]+)\]\}")


def value_at(inputs: Mapping[str, object], path: str) -> object:
    """Return the value at a path such as `vpcConfig.vpcId`, or None."""
    value: object = inputs
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def holds(condition: str, inputs: Mapping[str, object]) -> bool:
    """Return whether `inputs` meet a condition such as `multiAz=true` or `port=set`."""
    path, _, wanted = condition.partition("=")
    value = value_at(inputs, path)
    return (wanted == "set" and value is not None) or word(value) == wanted


def word(value: object) -> str:
    """Return `value` as conditions write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Inputs:
    """Lets a template say `{inputs[vpcConfig.vpcId]}`."""

    def __init__(self, inputs: Mapping[str, object]) -> None:
        self._inputs = inputs

    def __getitem__(self, path: str) -> object:
        value = value_at(self._inputs, path)
        return "" if value is None else value


class Answers:
    """The values for one thing's templates; the same URN and creation count give the same values."""

    def __init__(
        self, facts: ResourceFacts, urn: str, count: int, inputs: Mapping[str, object], region: str, revision: int = 1
    ) -> None:
        digest = hashlib.sha256(f"{urn}#{count}".encode()).hexdigest()
        self._facts = facts
        self._inputs = inputs
        self._words: dict[str, object] = {
            "region": region,
            "account": ACCOUNT,
            "partition": "aws",
            "name": self._name(urn, digest),
            "count": count,
            "revision": revision,
            "hex8": digest[:8],
            "hex17": digest[8:25],
            "HEX32": digest[:32].upper(),
            "digits": str(int(digest[:24], 16))[-12:].rjust(12, "1"),
            "uuid": str(uuid.UUID(digest[32:64])),
            "issuer": str(inputs.get("url") or "").removeprefix("https://"),
            "inputs": _Inputs(inputs),
        }
        self.id = self._text(facts.id)
        self._words["id"] = self.id

    def _name(self, urn: str, digest: str) -> object:
        """Return the naming property's value; AWS completes a given prefix."""
        if self._facts.name is None:
            return urn.rsplit("::", 1)[-1]
        given = self._inputs.get(self._facts.name.property)
        prefix = self._inputs.get(f"{self._facts.name.property}Prefix")
        return f"{prefix}{digest[:16]}" if given is None and prefix is not None else given

    def _text(self, template: str) -> str:
        return template.format_map(self._words)

    def _fill(self, template: object) -> object:
        if isinstance(template, str):
            if template in ("{count}", "{revision}"):
                return self._words[template[1:-1]]
            single = _ONE_INPUT.fullmatch(template)
            return value_at(self._inputs, single[1]) if single else self._text(template)
        if isinstance(template, list | tuple):
            return [self._fill(item) for item in template]
        if isinstance(template, Mapping):
            return {key: self._fill(item) for key, item in template.items()}
        return template

    def outputs(self) -> dict[str, object]:
        """Return the inputs as AWS echoes them, and what AWS adds."""
        templates = dict(self._facts.outputs)
        for condition, others in self._facts.variants.items():
            templates |= others if holds(condition, self._inputs) else {}
        own = {key: self._fill(template) for key, template in templates.items()}
        if self._facts.name is not None:
            own.setdefault(self._facts.name.property, self._words["name"])
        return completed(own, echoed(self._inputs))


def completed(own: Mapping[str, object], inputs: Mapping[str, object]) -> dict[str, object]:
    """Return `inputs` with what AWS adds by itself in `own`, also inside the objects that are in both."""
    parts = {
        key: {**before, **given}
        for key, given in inputs.items()
        if isinstance(given, Mapping) and isinstance(before := own.get(key), Mapping)
    }
    return {**own, **inputs, **parts}


def echoed(inputs: Mapping[str, object]) -> dict[str, object]:
    """Return `inputs` without what is the provider's own business."""
    return {key: value for key, value in inputs.items() if not key.startswith("__") and value is not None}


def at_preview(
    facts: ResourceFacts, computed: frozenset[str], inputs: Mapping[str, object], known: Mapping[str, object]
) -> dict[str, object]:
    """Return a preview's outputs: the inputs, what is `known` from before, and unknown for all else that AWS sets."""
    own: dict[str, object] = {**dict.fromkeys(computed, UNKNOWN), **known}
    for key, template in facts.outputs.items():
        if isinstance(template, Mapping) and isinstance(inputs.get(key), Mapping):
            before = known.get(key)
            own[key] = {part: before.get(part) if isinstance(before, Mapping) else UNKNOWN for part in template}
    return completed(own, echoed(inputs))
