"""The sandbox's copy of a stack file: it follows the committed file, and keeps what the user changed in the copy.

Pulumi writes into stack files (a salt for its passphrase, what `pulumi config set` sets), so the sandbox never lets it
write into the committed ones.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml

from sandbox.errors import SandboxError

_ABSENT = object()
_OTHER_SECRETS_PROVIDER = ("encryptionsalt", "encryptedkey", "secretsprovider")


def update_copy(committed: Mapping[str, object], copy: Path, base: Path) -> None:
    """Bring `copy` up to date with `committed`; `base` holds what was committed the time before and is rewritten."""
    before = read(base) if base.exists() else {}
    write(copy, merge(before, committed, read(copy)) if copy.exists() else committed)
    write(base, committed)


def read(file: Path) -> dict[str, object]:
    """Return the YAML mapping in `file`; raise `SandboxError` if there is none."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise SandboxError(f"{file} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise SandboxError(f"{file} must be a YAML mapping")
    return content


def committed_settings(file: Path, overrides: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """Return the committed stack file with `overrides` of its config, and the keys left out of it.

    Left out is what is encrypted for another secrets provider: the sandbox cannot decrypt it.
    """
    content = {key: value for key, value in read(file).items() if key not in _OTHER_SECRETS_PROVIDER}
    config = content.get("config")
    settings = config if isinstance(config, Mapping) else {}
    encrypted = [key for key, value in settings.items() if _is_encrypted(value)]
    kept = {key: value for key, value in settings.items() if key not in encrypted}
    return {**content, "config": {**kept, **overrides}}, encrypted


def _is_encrypted(value: object) -> bool:
    if isinstance(value, Mapping):
        return "secure" in value or any(_is_encrypted(item) for item in value.values())
    return isinstance(value, list) and any(_is_encrypted(item) for item in value)


def merge(base: object, theirs: object, ours: object) -> object:
    """Return `theirs` with what `ours` changed since `base`, key by key in mappings; on a conflict `ours` stays."""
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        known = base if isinstance(base, Mapping) else {}
        merged = {
            key: merge(known.get(key, _ABSENT), theirs.get(key, _ABSENT), ours.get(key, _ABSENT))
            for key in [*theirs, *(key for key in ours if key not in theirs)]
        }
        return {key: value for key, value in merged.items() if value is not _ABSENT}
    return theirs if ours is base or ours == base else ours


def write(file: Path, content: object) -> None:
    """Write `content` as YAML to `file`, unless it says so already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
