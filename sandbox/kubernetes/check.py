"""What the provider does to inputs before anything is planned: name, namespace, and reasons to refuse them."""

import hashlib
from collections.abc import Mapping

from core.aws.rules import UNKNOWN
from sandbox.check import Checked
from sandbox.kubernetes import schemas
from sandbox.kubernetes.changes import AUTONAMED
from sandbox.kubernetes.kinds import RELEASE, kind_of
from sandbox.kubernetes.provider_config import Config
from sandbox.kubernetes.values import mapping_at

_Inputs = Mapping[str, object]

_RANDOM_LENGTH = 8
_TIMEOUT = 300  # seconds, Helm's own


def check(token: str, name: str, olds: _Inputs, news: _Inputs, seed: bytes, version: str, config: Config) -> Checked:
    """Complete and judge the inputs `news` of the object or release called `name` in the program.

    `olds` are the completed inputs of the time before, so that a generated name stays; `seed` is the engine's,
    `version` the cluster's.
    """
    given = {key: value for key, value in news.items() if value is not None}
    made = f"{name}-{hashlib.sha256(seed).hexdigest()[:_RANDOM_LENGTH]}"
    complete = _release if token == RELEASE else _object
    inputs = complete(token, made, olds, given, config)
    return Checked(inputs, schemas.findings(token, inputs, version))


def _release(_token: str, made: str, olds: _Inputs, given: _Inputs, config: Config) -> dict[str, object]:
    inputs = {"name": olds.get("name") or made, "namespace": config.namespace, **given}
    return inputs if inputs.get("skipAwait") else {"timeout": _TIMEOUT, **inputs}


def _object(token: str, made: str, olds: _Inputs, given: _Inputs, config: Config) -> dict[str, object]:
    metadata = given.get("metadata", {})
    if not isinstance(metadata, Mapping):
        return {**given}  # not known yet, or of the wrong shape
    complete = {key: value for key, value in metadata.items() if value is not None}
    if not complete.get("name"):
        before = mapping_at(olds, "metadata")
        if mapping_at(before, "annotations").get(AUTONAMED) == "true":
            made = str(before.get("name"))
        annotations = complete.get("annotations")
        marked = UNKNOWN if annotations is UNKNOWN else {**mapping_at(annotations), AUTONAMED: "true"}
        complete |= {"name": made, "annotations": marked}
    if kind_of(token).namespaced and not complete.get("namespace"):
        complete["namespace"] = config.namespace
    return {**given, "metadata": complete}
