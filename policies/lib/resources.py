"""A resource as a rule sees it, alone or within its stack."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property

from pulumi_policy import PolicyResource, ResourceValidationArgs

from policies.lib.values import UNKNOWN, plain
from policies.lib.view import View

_ADDRESSES = ("id", "arn", "bucket", "name")
"""Outputs by which other resources name one."""


class Resource(View):
    """The checked inputs of one resource, before anything happens to it."""

    def __init__(self, args: ResourceValidationArgs, config: Mapping[str, object]) -> None:
        super().__init__(plain(args.props))
        self.token = args.resource_type
        self.urn = args.urn
        self.name = args.name
        self.config = View(plain(config))
        self.protect = args.opts.protect
        """The resource option `protect`."""
        self.delete_before_replace = bool(args.opts.delete_before_replace)
        """The resource option of this name."""
        self._provider = args.provider

    @cached_property
    def provider(self) -> View:
        """The inputs of the resource's provider; empty where the engine names none."""
        return View(plain(self._provider.props) if self._provider is not None else {}, "provider")


class StackResource(View):
    """One resource of a whole stack: its outputs, unknown ones included."""

    def __init__(self, resource: PolicyResource) -> None:
        super().__init__(plain(resource.props))
        self.token = resource.resource_type
        self.urn = resource.urn
        self.name = resource.name
        self._sources = {
            name: frozenset(source.urn for source in sources)
            for name, sources in resource.property_dependencies.items()
        }

    def comes_from(self, name: str, other: "StackResource") -> bool:
        """Say whether property `name` was computed from `other`, or holds its id, name or ARN.

        Ids are unknown at preview, so the engine's record of what a property depends on is asked first.
        """
        if other.urn in self._sources.get(name, ()):
            return True
        value = self.peek(name)
        return value not in (None, UNKNOWN) and value in [other.peek(address) for address in _ADDRESSES]

    def states(self, name: str) -> bool:
        """Say whether the program gives property `name`.

        At the first preview the provider names what AWS may answer by itself as unknown, such as the older blocks
        inside a bucket, so something unknown counts only if it was computed from something.
        """
        value = self.peek(name)
        return bool(self.sources(name)) if value is UNKNOWN else value not in (None, "", [], {})

    def sources(self, name: str) -> frozenset[str]:
        """Return the URNs of the resources from which property `name` was computed."""
        return self._sources.get(name, frozenset())


class Stack:
    """All resources of a stack, converted once per run of a policy and only as far as they are asked for."""

    def __init__(self, resources: Iterable[PolicyResource]) -> None:
        self._resources = {resource.urn: resource for resource in resources}
        self._converted: dict[str, StackResource] = {}

    def of(self, types: Container[str]) -> Iterator[StackResource]:
        """Yield the resources of the given types."""
        for urn, resource in self._resources.items():
            if resource.resource_type in types:
                if urn not in self._converted:
                    self._converted[urn] = StackResource(resource)
                yield self._converted[urn]

    def leads_back(self, item: StackResource, name: str, other: StackResource) -> bool:
        """Say whether property `name` of `item` names `other`, or is unknown and was computed from it over others."""
        if item.comes_from(name, other):
            return True
        return item.peek(name) is UNKNOWN and other.urn in self.origins(item, name)

    def origins(self, item: StackResource, name: str) -> frozenset[str]:
        """Return the URNs of all resources from which property `name` was computed, over others too."""
        seen: set[str] = set()
        ahead = set(item.sources(name))
        while ahead:
            urn = ahead.pop()
            seen.add(urn)
            found = self._resources[urn].property_dependencies.values() if urn in self._resources else ()
            ahead |= {source.urn for sources in found for source in sources} - seen
        return frozenset(seen)

    def traces_to(self, item: StackResource, name: str, types: Container[str]) -> bool:
        """Say whether property `name` of `item` was computed from a resource of `types`, over others if need be."""
        return any(self.token_of(urn) in types for urn in self.origins(item, name))

    def is_used(self, used: StackResource, *, besides: Container[str] = ()) -> bool:
        """Say whether a property of some resource, of other types than `besides`, was computed from `used`."""
        return any(
            used.urn == source.urn
            for resource in self._resources.values()
            if resource.resource_type not in besides and resource.urn != used.urn
            for sources in resource.property_dependencies.values()
            for source in sources
        )

    def token_of(self, urn: str) -> str:
        """Return the type of the resource with this URN, empty if the stack has none."""
        resource = self._resources.get(urn)
        return resource.resource_type if resource is not None else ""
