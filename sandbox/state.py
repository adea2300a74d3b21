"""The stack's state as Pulumi's file backend keeps it: what exists, what was interrupted, who holds the lock."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import StoreDamagedError


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource of the state."""

    urn: str
    type: str
    id: str
    protect: bool
    needs: tuple[str, ...]
    """URNs that must exist before it: dependencies, parent, and what its properties come from."""
    parent: str = ""

    @property
    def label(self) -> str:
        """Short words for messages: the last part of the type and the name in the program."""
        return f"{self.type.rsplit(':', 1)[-1]} {self.urn.rsplit('::', 1)[-1]}"


@dataclass(frozen=True)
class Holder:
    """Who holds a stack's lock."""

    pid: int
    host: str

    @property
    def is_alive(self) -> bool:
        """Return whether the process still runs; one on another host is taken to be alive."""
        if self.host != socket.gethostname():
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        name = Path(f"/proc/{self.pid}/cmdline")
        # The number may have been given to another program since.
        return not name.exists() or b"pulumi" in name.read_bytes()


class State:
    """One stack in the file backend."""

    def __init__(self, backend: Path, project: str, stack: str) -> None:
        self._file = backend / ".pulumi" / "stacks" / project / f"{stack}.json"
        self._locks = backend / ".pulumi" / "locks" / "organization" / project / stack

    @property
    def exists(self) -> bool:
        """Return whether the stack has been made."""
        return self._file.exists()

    def resources(self) -> list[Resource]:
        """Return the stack's resources in the order of their registration, without those only waiting to be deleted."""
        return [resource for resource in map(_resource, self._entries("resources")) if resource is not None]

    def pending_creations(self) -> list[str]:
        """Return the URNs of the creations that were interrupted, so that nobody knows whether they happened."""
        pending = [entry for entry in self._entries("pending_operations") if entry.get("type") == "creating"]
        return [str(entry["resource"]["urn"]) for entry in pending if isinstance(entry["resource"], Mapping)]

    def known_ids(self) -> set[tuple[str, str]]:
        """Return type and id of everything in the state, also of what waits to be deleted."""
        return {(str(entry["type"]), str(entry["id"])) for entry in self._entries("resources") if "id" in entry}

    def holders(self) -> list[Holder]:
        """Return who holds the stack's lock."""
        found = []
        for file in sorted(self._locks.glob("*.json")):
            try:
                lock = json.loads(file.read_text(encoding="utf-8"))
                found.append(Holder(int(lock["pid"]), str(lock["hostname"])))
            except FileNotFoundError:
                continue
            except (ValueError, KeyError) as error:
                raise StoreDamagedError(file, error) from error
        return found

    def _entries(self, section: str) -> Iterator[Mapping[str, object]]:
        if not self.exists:
            return
        try:
            latest = json.loads(self._file.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {}
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise StoreDamagedError(self._file, error) from error
        yield from latest.get(section) or []


def _resource(entry: Mapping[str, object]) -> Resource | None:
    if entry.get("delete"):
        return None
    needs = [entry.get("parent"), *_list(entry.get("dependencies"))]
    by_property = entry.get("propertyDependencies")
    for urns in by_property.values() if isinstance(by_property, Mapping) else ():
        needs += _list(urns)
    return Resource(
        urn=str(entry["urn"]),
        type=str(entry["type"]),
        id=str(entry.get("id", "")),
        protect=bool(entry.get("protect")),
        needs=tuple(dict.fromkeys(str(need) for need in needs if need)),
        parent=str(entry.get("parent", "")),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
