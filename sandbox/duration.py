"""How long a run would have taken on AWS: its operations, scheduled as the engine schedules them.

An operation starts when everything it depends on has ended and one of the engine's workers is free. Deletions come
after everything else, dependants first.
"""

import heapq
import itertools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox.state import Resource
from sandbox.store import Operation

_SHORT = 5  # seconds


@dataclass(frozen=True)
class Step:
    """One operation: how long it takes and what must have ended before it; a step of no time needs no worker."""

    key: str
    label: str
    seconds: float
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """When everything has ended, and the chain of steps that decides it."""

    seconds: float
    chain: tuple[Step, ...]


def default_parallelism() -> int:
    """Return how many operations the engine runs at once unless told otherwise: four a processor (CLI 3.259.0)."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 4 * processors


def schedule(steps: Sequence[Step], workers: int) -> Schedule:
    """Run `steps`, in the order given where several could start, on `workers` workers."""
    by_key = {step.key: step for step in steps}
    waits = {step.key: {need for need in step.needs if need in by_key and need != step.key} for step in steps}
    ended: dict[str, float] = {}
    cause: dict[str, str | None] = {}
    running: list[tuple[float, int, str]] = []
    now, latest = 0.0, None
    while len(ended) < len(steps):
        started = _start(steps, waits, ended, {key for _, _, key in running}, workers - len(running))
        for order, step in started:
            cause[step.key] = _cause(step, ended, now, latest)
            if step.seconds:
                heapq.heappush(running, (now + step.seconds, order, step.key))
            else:
                ended[step.key] = now
        if started:
            continue
        if not running:
            break  # a circle of dependencies: the engine would not have accepted it
        now, _, latest = heapq.heappop(running)
        ended[latest] = now
    return Schedule(now, _chain(by_key, cause, latest))


def _start(
    steps: Sequence[Step], waits: Mapping[str, set[str]], ended: Mapping[str, float], running: set[str], free: int
) -> list[tuple[int, Step]]:
    """Return the steps that can start now, with their place in the order."""
    started: list[tuple[int, Step]] = []
    for order, step in enumerate(steps):
        if step.key in ended or step.key in running or not waits[step.key] <= ended.keys():
            continue
        if step.seconds and free <= 0:
            continue
        free -= 1 if step.seconds else 0
        started.append((order, step))
    return started


def _cause(step: Step, ended: Mapping[str, float], now: float, latest: str | None) -> str | None:
    """Return what `step` had to wait for: a dependency that ended just now, or else whatever freed a worker."""
    for need in step.needs:
        if need in ended and ended[need] == now:
            return need
    return latest


def _chain(steps: Mapping[str, Step], cause: Mapping[str, str | None], last: str | None) -> tuple[Step, ...]:
    chain: list[Step] = []
    while last is not None:
        chain.append(steps[last])
        last = cause.get(last)
    return tuple(step for step in reversed(chain) if step.seconds)


def on_aws(
    operations: Iterable[Operation], before: Sequence[Resource], after: Sequence[Resource], workers: int
) -> Schedule:
    """Return the schedule of a run that did `operations` and took the state from `before` to `after`."""
    made: dict[str, float] = {}
    deleted: dict[str, float] = {}
    for operation in operations:
        target = deleted if operation.operation == "delete" else made
        target[operation.urn] = target.get(operation.urn, 0) + operation.seconds
    waits = _with_parts(after)
    forwards = [Step(item.urn, item.label, made.get(item.urn, 0), waits[item.urn]) for item in after]
    dependants: dict[str, list[str]] = {}
    for item in before:
        for need in item.needs:
            dependants.setdefault(need, []).append(item.urn)
    backwards = [
        Step(item.urn, f"{item.label} (deleted)", deleted.get(item.urn, 0), tuple(dependants.get(item.urn, ())))
        for item in reversed(before)
    ]
    first, second = schedule(forwards, workers), schedule(backwards, workers)
    return Schedule(first.seconds + second.seconds, (*first.chain, *second.chain))


def _with_parts(resources: Sequence[Resource]) -> dict[str, tuple[str, ...]]:
    """Return what each resource waits for, in the order of registration: of a component that it needs, every part.

    The program itself names the parts of a component of its own; of one that a plugin makes it knows only the whole.
    """
    parts: dict[str, list[str]] = {}
    waits: dict[str, tuple[str, ...]] = {}
    parents = {item.urn: item.parent for item in resources}
    for item in resources:
        above = list(_above(item, parents))
        below = (part for need in item.needs if need not in above for part in parts.get(need, ()))
        waits[item.urn] = tuple(dict.fromkeys((*item.needs, *below)))
        for component in above:
            parts.setdefault(component, []).append(item.urn)
    return waits


def _above(item: Resource, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield the parent, its parent, and so on."""
    parent = item.parent
    while parent:
        yield parent
        parent = parents.get(parent, "")


def describe(result: Schedule, workers: int) -> str:
    """Return `result` in words."""
    if not result.chain:
        return "On AWS this run would take no time worth naming: nothing was made, changed or deleted."
    return (
        f"On AWS this would take about {spoken(result.seconds)}, {workers} operations at a time.\n"
        f"The chain that decides it: {' > '.join(_summed(result.chain))}"
    )


def _summed(chain: Iterable[Step]) -> Iterator[str]:
    """Yield the steps in words, short ones in a row as one: they mostly waited for a free worker."""
    for is_short, steps in itertools.groupby(chain, lambda step: step.seconds < _SHORT):
        group = list(steps)
        if is_short and len(group) > 1:
            yield f"{len(group)} short steps {spoken(sum(step.seconds for step in group))}"
        else:
            yield from (f"{step.label} {spoken(step.seconds)}" for step in group)


def spoken(seconds: float) -> str:
    """Return seconds in words, such as `15 min 12 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
