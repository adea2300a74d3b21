"""What must hold of everything that any architecture registers, in any environment."""

import ipaddress
import itertools
import json
import re
from collections.abc import Iterator

import pytest

from core.aws.rules import UNKNOWN, violations
from core.naming import PROJECT
from core.tags import REQUIRED_TAGS
from sandbox.kubernetes import schemas
from sandbox.shape import problems
from tests.architecture_recordings import EVERY, recorded, run_main, stack_config
from tests.iam_findings import findings
from tests.recording import Recording, Registered

DATA_TOKENS = ("aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup", "aws:kms/key:Key")

each = pytest.mark.parametrize(("name", "environment"), EVERY, ids=[f"{name}-{env}" for name, env in EVERY])


def components(recording: Recording[None]) -> list[Registered]:
    return [one for one in recording.resources if not one.custom and not one.remote]


def is_provider(resource: Registered) -> bool:
    return resource.token.startswith("pulumi:providers:")


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(texts(item) for item in value.values())
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(texts(item) for item in value)


@each
def test_preview_and_update_register_the_same_resources(name: str, environment: str) -> None:
    planned = {one.urn for one in recorded(name, environment, preview=True).resources}
    assert planned == {one.urn for one in recorded(name, environment).resources}


@each
def test_every_resource_has_one_of_our_components_as_parent(name: str, environment: str) -> None:
    recording = recorded(name, environment)
    ours = {one.urn for one in components(recording) if one.token.startswith(f"{PROJECT}:")}
    orphans = [one.urn for one in recording.resources if one.custom and not is_provider(one) and one.parent not in ours]
    assert orphans == []


@each
def test_every_component_registers_its_outputs(name: str, environment: str) -> None:
    assert [one.urn for one in components(recorded(name, environment)) if one.outputs is None] == []


@each
def test_every_input_is_known_to_the_sdk(name: str, environment: str) -> None:
    wrong = {one.urn: found for one in recorded(name, environment).resources if (found := shape_problems(one))}
    assert wrong == {}


def shape_problems(resource: Registered) -> list[str]:
    """Return what the SDK's types say; a component of ours has no type there, nor has a provider.

    Kubernetes objects are judged below: custom resources have no type there either.
    """
    typed = not is_provider(resource) and not resource.token.startswith("kubernetes:")
    of_a_provider = (resource.custom or resource.remote) and typed
    return problems(resource.token, resource.inputs) if of_a_provider else []


@each
@pytest.mark.parametrize("preview", [False, True])
def test_aws_would_accept_every_resource(name: str, environment: str, *, preview: bool) -> None:
    recording = recorded(name, environment, preview=preview)
    wrong = {one.urn: found for one in recording.resources if (found := violations(one.token, one.inputs))}
    assert wrong == {}


@each
@pytest.mark.parametrize("preview", [False, True])
def test_a_cluster_of_the_version_would_accept_every_kubernetes_object(
    name: str, environment: str, *, preview: bool
) -> None:
    recording = recorded(name, environment, preview=preview)
    versions = [str(one.inputs["version"]) for one in recording.of("eks:index:Cluster")]
    objects = [one for one in recording.resources if one.token.startswith("kubernetes:") and one.custom]
    assert len(versions) <= 1
    assert bool(versions) is bool(objects)
    wrong = {one.urn: found for one in objects if (found := schemas.problems(one.token, one.inputs, versions[0]))}
    assert wrong == {}


@each
def test_no_output_was_turned_into_text(name: str, environment: str) -> None:
    for one in recorded(name, environment).resources:
        assert not any("Calling __str__ on an Output" in text for text in texts(one.inputs)), one.urn
        assert not any("<pulumi.output.Output object" in text for text in texts(one.inputs)), one.urn


@each
def test_every_policy_document_is_valid_iam(name: str, environment: str) -> None:
    wrong = [finding for one in recorded(name, environment).resources for finding in findings(one)]
    assert wrong == []


@each
def test_subnets_lie_in_their_vpc_and_do_not_overlap(name: str, environment: str) -> None:
    recording = recorded(name, environment)
    ranges = [ipaddress.ip_network(str(one.inputs["cidrBlock"])) for one in recording.of("aws:ec2/vpc:Vpc")]
    subnets = [ipaddress.ip_network(str(one.inputs["cidrBlock"])) for one in recording.of("aws:ec2/subnet:Subnet")]
    assert subnets
    assert [str(subnet) for subnet in subnets if not any(_holds(vpc, subnet) for vpc in ranges)] == []
    overlapping = [f"{one} {other}" for one, other in itertools.combinations(subnets, 2) if one.overlaps(other)]
    assert overlapping == []


def _holds(
    outer: ipaddress.IPv4Network | ipaddress.IPv6Network, inner: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    return (
        isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network) and inner.subnet_of(outer)
    )


@each
def test_no_name_ends_in_a_counter(name: str, environment: str) -> None:
    counted = re.compile(r"[-_][0-9]$|[-_][0-9][-_]")
    assert [one.urn for one in recorded(name, environment).resources if counted.search(one.name)] == []


@each
def test_children_are_named_after_their_component(name: str, environment: str) -> None:
    recording = recorded(name, environment)
    names = {one.urn: one.name for one in components(recording)}
    strangers = [one.urn for one in recording.resources if one.custom and names.get(one.parent, "") not in one.name]
    assert strangers == []


@each
def test_every_aws_resource_gets_the_required_tags_from_its_provider(name: str, environment: str) -> None:
    recording = recorded(name, environment)
    tagging = {one.urn for one in recording.of("pulumi:providers:aws") if _default_tags(one) >= set(REQUIRED_TAGS)}
    untagged = [one.urn for one in recording.resources if one.token.startswith("aws:") and one.provider not in tagging]
    assert tagging
    assert untagged == []


def _default_tags(provider: Registered) -> set[str]:
    """Return the keys of a provider's default tags; providers take objects as JSON text."""
    given = provider.inputs.get("defaultTags")
    settings = json.loads(given) if isinstance(given, str) else given
    return set(settings["tags"]) if isinstance(settings, dict) else set()


@each
def test_data_is_protected_in_prod_and_only_there(name: str, environment: str) -> None:
    found = [one for one in recorded(name, environment).resources if one.token in DATA_TOKENS]
    # The key of copies in another region goes and comes with them; what they copy is protected.
    data = [one for one in found if not one.name.endswith("-replica-key")]
    assert [one.urn for one in data if one.protect is not (environment == "prod")] == []


@each
def test_no_secret_is_exported_or_registered_in_clear(name: str, environment: str) -> None:
    recording = recorded(name, environment)
    for one in recording.resources:
        clear = [
            key for key in ("secretString", "authToken", "password") if key in one.inputs and key not in one.secrets
        ]
        assert clear == [], one.urn
    exported = [
        key for key, value in recording.exports.items() if value is not UNKNOWN and "RandomPassword" in str(value)
    ]
    assert exported == []


@each
def test_the_program_only_looks_up_account_region_clusters_and_passwords(name: str, environment: str) -> None:
    assert {call.rpartition(":")[2] for call in recorded(name, environment).calls} <= {
        "getCallerIdentity",
        "getClusters",
        "getRegion",
        "getRandomPassword",
    }


@each
def test_the_optional_keys_may_be_left_out(name: str, environment: str) -> None:
    bare = {one.urn for one in run_main(stack_config(name, environment), environment).resources}
    assert bare
    assert bare <= {one.urn for one in recorded(name, environment).resources}
