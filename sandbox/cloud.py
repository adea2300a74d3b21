"""The simulated cloud: it keeps what exists and refuses what AWS refuses about things that depend on each other."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sandbox.derived import derived
from sandbox.diff import changes, revises, rules_of
from sandbox.errors import CloudError
from sandbox.outputs import ACCOUNT, Answers, completed
from sandbox.relations import check_deletion, check_relations, check_step
from sandbox.resource_facts import ResourceFacts
from sandbox.store import Link, Store, Thing

# Names of things that AWS itself provides, so that nobody has to make them.
_PROVIDED_BY_AWS = ("default", "alias/aws/", "aws/", "AWS", "pl-")


class Cloud:
    """What can be done to the things in a store."""

    def __init__(self, store: Store, facts: Mapping[str, ResourceFacts]) -> None:
        self.store = store
        self._facts = facts

    def create(self, token: str, urn: str, inputs: Mapping[str, object], region: str) -> Thing:
        """Make a thing, in status `creating`; raise `CloudError` if AWS would refuse it."""
        facts = self._facts[token]
        with self.store.transaction():
            self._check_unique(token, inputs, region, None)
            links = list(self._links(token, inputs))
            check_relations(self.store, token, {"region": region, **inputs}, None)
            count = self.store.next_count(urn)
            answers = Answers(facts, urn, count, inputs, region)
            if existing := self.store.get(token, answers.id):
                raise _exists(existing, "id", answers.id)
            outputs = completed(answers.outputs(), derived(self.store, token, inputs, None))
            thing = Thing(
                type=token,
                id=answers.id,
                urn=urn,
                region=region,
                status="creating",
                count=count,
                inputs=inputs,
                outputs=_visible(token, outputs),
            )
            self.store.save(thing, links)
        return thing

    def update(self, token: str, identifier: str, inputs: Mapping[str, object]) -> Thing:
        """Give a thing new inputs; what AWS chose and the program no longer says stays."""
        with self.store.transaction():
            thing = self.store.get(token, identifier)
            if thing is None:
                raise CloudError("NotFound", f"{token} {identifier} does not exist")
            self._check_unique(token, inputs, thing.region, thing)
            links = list(self._links(token, inputs))
            check_step(self.store, thing, inputs)
            check_relations(self.store, token, {"region": thing.region, **inputs}, thing)
            facts, revision = self._facts[token], self._revision(thing, inputs)
            answers = Answers(facts, thing.urn, thing.count, inputs, thing.region, revision)
            stays = rules_of(token).optional_computed - counted(facts)
            chosen = {key: thing.outputs[key] for key in stays if key in thing.outputs and inputs.get(key) is None}
            outputs = completed({**answers.outputs(), **chosen}, derived(self.store, token, inputs, thing))
            thing = replace(thing, inputs=inputs, outputs=_visible(token, outputs), status="available")
            self.store.save(thing, links)
        return thing

    def delete(self, token: str, identifier: str) -> None:
        """Remove a thing; one that is gone already is fine, one that is in use or protected is refused."""
        with self.store.transaction():
            thing = self.store.get(token, identifier)
            if thing is None:
                return
            check_deletion(thing)
            self._check_unused(thing)
            self.store.remove(thing)

    def check_deletable(self, token: str, identifier: str) -> None:
        """Raise what `delete` would raise, before any time is spent on it."""
        if thing := self.store.get(token, identifier):
            check_deletion(thing)
            self._check_unused(thing)

    def check_step(self, token: str, identifier: str, inputs: Mapping[str, object]) -> None:
        """Raise what `update` would raise about the way from the present inputs to `inputs`, if it is known by now."""
        if thing := self.store.get(token, identifier):
            check_step(self.store, thing, inputs)

    def _revision(self, thing: Thing, inputs: Mapping[str, object]) -> int:
        """Return which version of the thing AWS keeps as its newest once it has `inputs`."""
        rule = self._facts[thing.type].revision
        if rule is None:
            return 1
        newer = revises(rule, changes(thing.type, thing.inputs, inputs))
        return int(str(thing.outputs[rule.output])) + int(newer)

    def drift(self, thing: Thing, property_name: str, value: object) -> Thing:
        """Change one property by hand, as someone in the console would."""
        inputs = {**thing.inputs, property_name: value} if property_name in thing.inputs else thing.inputs
        changed = replace(thing, inputs=inputs, outputs={**thing.outputs, property_name: value})
        with self.store.transaction():
            self.store.save(changed, list(self._links(thing.type, changed.inputs)))
        return changed

    def _check_unused(self, thing: Thing) -> None:
        users = self.store.users_of(thing)
        if users:
            named = ", ".join(f"{user.label} by its {path}" for user, path in users[:5])
            raise CloudError("DependencyViolation", f"{thing.label} cannot be deleted: it is used by {named}")

    def _check_unique(self, token: str, inputs: Mapping[str, object], region: str, own: Thing | None) -> None:
        facts = self._facts[token]
        names = {*facts.unique, *({facts.name.property} if facts.name and facts.globally_unique else ())}
        for name in sorted(names):
            value = inputs.get(name)
            if value is None:
                continue
            found = self.store.things(
                "type = ? and json_extract(inputs, '$.' || ?) = ? and (region = ? or ?)",
                (token, name, value, region, facts.globally_unique),
            )
            for thing in found:
                if own is None or thing.id != own.id:
                    raise _exists(thing, name, value)

    def _links(self, token: str, inputs: Mapping[str, object]) -> Iterator[Link]:
        """Yield the references in `inputs`; raise `CloudError` if one of this account leads nowhere."""
        facts = self._facts[token]
        for path, target in facts.references.items():
            for value in _values(inputs, path):
                if not isinstance(value, str) or _is_elsewhere(value):
                    continue
                found = self._find(target, value)
                if found is None:
                    wanted = target.partition("#")[0].rsplit(":", 1)[-1]
                    raise CloudError("NotFound", f"{path}: there is no {wanted} {value!r}")
                yield Link(path, found.type, found.id, path not in facts.free_references)

    def _find(self, target: str, value: str) -> Thing | None:
        """Return the thing meant by `value`: the one of the wanted type, or one that AWS made something with."""
        token, _, names = target.partition("#")
        named: list[Thing] = []
        for name in names.split("|"):
            condition = "id = ?" if name == "id" else "json_extract(outputs, '$.' || ?) = ?"
            parameters = (token, value) if name == "id" else (token, name, value)
            named += self.store.things(f"type = ? and {condition}", parameters)
        # A default security group, a secret that RDS manages: known only from the outputs of what they came with.
        text = json.dumps(value)
        return next(iter(named or self.store.things("instr(outputs, ?) and not instr(inputs, ?)", (text, text))), None)


def counted(facts: ResourceFacts) -> frozenset[str]:
    """Return the outputs that show which version is the newest."""
    tables = (facts.outputs, *facts.variants.values())
    return frozenset(key for table in tables for key, template in table.items() if template == "{revision}")


def _visible(token: str, outputs: Mapping[str, object]) -> dict[str, object]:
    hidden = rules_of(token).write_only
    return {key: value for key, value in outputs.items() if key not in hidden}


def _exists(thing: Thing, name: str, value: object) -> CloudError:
    return CloudError("AlreadyExists", f"{thing.label} has the {name} {value!r} already, and it must be unique")


def _is_elsewhere(value: str) -> bool:
    """Return whether `value` names something that is not in the simulated account."""
    if value.startswith("arn:"):
        return value.split(":")[4:5] != [ACCOUNT]
    return not value or value.startswith(_PROVIDED_BY_AWS)


def _values(inputs: object, path: str) -> Iterator[object]:
    """Yield the values at a path such as `vpcConfig.subnetIds[]`."""
    if not path:
        if inputs is not None:
            yield inputs
        return
    part, _, rest = path.partition(".")
    value = inputs.get(part.removesuffix("[]")) if isinstance(inputs, Mapping) else None
    items = value if part.endswith("[]") and isinstance(value, list) else [value]
    for item in items:
        yield from _values(item, rest)
