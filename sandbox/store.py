"""What the simulated cloud keeps, in one SQLite file that several plugin processes and the command line share.

Everything is in here: the things that exist, what refers to what, how often a fault has struck, and how long each
operation would have taken on AWS.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import StoreDamagedError

_SCHEMA = """
create table if not exists things (
    type text not null, id text not null, urn text not null, region text not null, status text not null,
    count integer not null, inputs text not null, outputs text not null);
create unique index if not exists things_by_id on things (id, type, region);
create index if not exists things_by_urn on things (urn);
create table if not exists links (
    type text not null, id text not null, path text not null, target_type text not null, target_id text not null,
    holds integer not null, region text not null default '');
create index if not exists links_by_target on links (target_type, target_id);
create table if not exists counts (urn text primary key, n integer not null);
create table if not exists faults (key text primary key, n integer not null);
create table if not exists operations (
    run text not null, urn text not null, type text not null, operation text not null, seconds real not null);
"""
_UPGRADE = """
begin immediate;
alter table links add column region text not null default '';
update links set region = (select region from things where things.type = links.type and things.id = links.id);
create table moved as select * from things;
drop table things;
alter table moved rename to things;
commit;
"""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing that exists in the simulated cloud."""

    type: str
    id: str
    urn: str
    region: str
    """Where it is, with its type and id what it is known by: an AWS region, or the cluster of a Kubernetes object."""
    status: str
    """`creating` until its creation has ended, then `available`; `failed` if it came up broken."""
    count: int
    """How many times this URN has been created; with the URN it makes ids different and repeatable."""
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]

    @property
    def label(self) -> str:
        """Short words for messages: the last part of the type, the name in the program, and the id."""
        return f"{self.type.rsplit(':', 1)[-1]} {self.urn.rsplit('::', 1)[-1]} ({self.id})"

    @property
    def stack(self) -> str:
        """The stack that made it."""
        return stack_of(self.urn)


@dataclass(frozen=True)
class Link:
    """A reference from a thing's input to another thing; one that `holds` keeps AWS from deleting the target."""

    path: str
    target_type: str
    target_id: str
    holds: bool


@dataclass(frozen=True)
class Operation:
    """One creation, update or deletion, with the seconds that AWS would have taken."""

    urn: str
    type: str
    operation: str
    seconds: float


def stack_of(urn: str) -> str:
    """Return the stack's name from a URN such as `urn:pulumi:ims-dev::project::type::name`."""
    return urn.split(":")[2] if urn.startswith("urn:pulumi:") else ""


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring a store up to date that is from before there were Kubernetes objects.

    Then a thing was known by type and id alone, wherever it was.
    """
    columns = [row[1] for row in connection.execute("pragma table_info(links)")]
    if columns and "region" not in columns:
        connection.executescript(_UPGRADE)


class Store:
    """The SQLite file, opened once a thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._local = threading.local()

    @property
    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if not isinstance(connection, sqlite3.Connection):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.file, timeout=30, isolation_level=None)
            try:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma synchronous = normal")
                _upgrade(connection)
                connection.executescript(_SCHEMA)
            except sqlite3.DatabaseError as error:
                connection.close()
                raise StoreDamagedError(self.file, error) from error
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        self._connection.close()
        self._local = threading.local()

    def check(self) -> None:
        """Raise `StoreDamagedError` if the file is not a sound database."""
        rows = self._rows("pragma quick_check")
        if rows != [("ok",)]:
            raise StoreDamagedError(self.file, rows[0][0])

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock: what is looked up inside cannot change before it is written."""
        self._rows("begin immediate")
        try:
            yield
        except BaseException:
            self._rows("rollback")
            raise
        self._rows("commit")

    def _rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[str | int | float, ...]]:
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise StoreDamagedError(self.file, error) from error

    def things(self, where: str = "1", parameters: Sequence[object] = ()) -> list[Thing]:
        """Return the things for which the SQL condition `where` holds, in the order of their creation."""
        columns = "type, id, urn, region, status, count, inputs, outputs"
        return [
            Thing(
                type=str(row[0]),
                id=str(row[1]),
                urn=str(row[2]),
                region=str(row[3]),
                status=str(row[4]),
                count=int(row[5]),
                inputs=json.loads(str(row[6])),
                outputs=json.loads(str(row[7])),
            )
            for row in self._rows(f"select {columns} from things where {where} order by rowid", parameters)  # noqa: S608 - `where` is our own text, values are parameters
        ]

    def get(self, token: str, identifier: str, region: str | None = None) -> Thing | None:
        """Return the thing of type `token` with this id, or None; without a region, wherever it is."""
        found = self.things("type = ? and id = ? and ifnull(region = ?, 1)", (token, identifier, region))
        return next(iter(found), None)

    def save(self, thing: Thing, links: Sequence[Link] | None) -> None:
        """Insert or overwrite `thing` and its references; None leaves the references as they are."""
        self._rows(
            "insert into things values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id, type, region) do update set"
            " status = excluded.status, inputs = excluded.inputs, outputs = excluded.outputs",
            (
                thing.type,
                thing.id,
                thing.urn,
                thing.region,
                thing.status,
                thing.count,
                json.dumps(thing.inputs),
                json.dumps(thing.outputs),
            ),
        )
        if links is None:
            return
        own = (thing.type, thing.id, thing.region)
        self._rows("delete from links where type = ? and id = ? and region = ?", own)
        for link in links:
            row = (thing.type, thing.id, link.path, link.target_type, link.target_id, link.holds, thing.region)
            self._rows("insert into links values (?, ?, ?, ?, ?, ?, ?)", row)

    def set_status(self, thing: Thing, status: str) -> None:
        """Note that a thing has come up, or that it came up broken."""
        row = (status, thing.type, thing.id, thing.region)
        self._rows("update things set status = ? where type = ? and id = ? and region = ?", row)

    def remove(self, thing: Thing) -> None:
        """Forget `thing` and what it refers to."""
        for table in ("things", "links"):
            where = "type = ? and id = ? and region = ?"
            self._rows(f"delete from {table} where {where}", (thing.type, thing.id, thing.region))  # noqa: S608 - one of two names above

    def users_of(self, thing: Thing) -> list[tuple[Thing, str]]:
        """Return the other things whose references keep `thing` from being deleted, with the property that refers."""
        rows = self._rows(
            "select type, id, path, region from links where target_type = ? and target_id = ? and holds"
            " and not (type = target_type and id = target_id)",
            (thing.type, thing.id),
        )
        found = [(self.get(str(row[0]), str(row[1]), str(row[3])), str(row[2])) for row in rows]
        return [(user, path) for user, path in found if user is not None]

    def next_count(self, urn: str) -> int:
        """Count one more creation of `urn` and return which one it is, from 1."""
        self._rows("insert into counts values (?, 1) on conflict (urn) do update set n = n + 1", (urn,))
        return int(self._rows("select n from counts where urn = ?", (urn,))[0][0])

    def take_fault(self, key: str, times: int) -> bool:
        """Return whether the fault `key`, which may strike `times` times, still strikes, and count it."""
        with self.transaction():
            used = self._rows("select n from faults where key = ?", (key,))
            if used and int(used[0][0]) >= times:
                return False
            self._rows("insert into faults values (?, 1) on conflict (key) do update set n = n + 1", (key,))
        return True

    def record(self, run: str, operation: Operation) -> None:
        """Note one operation of the run `run`."""
        row = (run, operation.urn, operation.type, operation.operation, operation.seconds)
        self._rows("insert into operations values (?, ?, ?, ?, ?)", row)

    def operations(self, run: str) -> list[Operation]:
        """Return what the run `run` did, in the order of completion."""
        rows = self._rows("select urn, type, operation, seconds from operations where run = ? order by rowid", (run,))
        return [Operation(str(row[0]), str(row[1]), str(row[2]), float(row[3])) for row in rows]
