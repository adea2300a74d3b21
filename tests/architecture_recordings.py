"""Each architecture in each environment, recorded once per process by running `__main__.py` as Pulumi would.

The configuration is the committed stack file's, with the architecture chosen and the keys set that a stack may leave
out (who is alerted), so that what depends on them is built and checked too. Region and domain are those of the
architecture's document where it names them, since its rows do.
"""

import functools
import json
import runpy
from collections.abc import Mapping
from pathlib import Path

import yaml

import architectures
from core.naming import PROJECT
from core.traceability import Resource, load_rows

from .computed_outputs import REGION
from .recording import Recording, record

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ("dev", "prod")
EVERY = tuple((name, environment) for name in architectures.names() for environment in ENVIRONMENTS)
"""Every architecture in every environment."""

OPTIONAL_KEYS = {
    "alertEmails": ["platform@example.com"],
    "alertPhones": {"on-call": "+12025550123"},
    "pagerEndpoint": "https://pager.example.com/alerts",
    "adminRoleArns": ["arn:aws:iam::000000000000:role/platform-admin"],
    "pipelinePrincipalArns": ["arn:aws:iam::000000000000:role/build-server"],
}
OPTIONAL_SETTINGS: Mapping[str, Mapping[str, object]] = {
    "evaluation": {"datadog": {"api_key_arn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:datadog-a1b2c3"}}
}
"""By architecture what switches on the parts that need an account with somebody else."""
SECRET_KEYS = ("alertPhones", "pagerEndpoint")


def documented(architecture: str, token: str, prop: str, default: str) -> str:
    """Return the first literal text that an architecture's rows ask for at a property."""
    literals = (
        row.expected
        for row in load_rows()
        if (row.architecture, row.token, row.property) == (architecture, token, prop) and row.expected
    )
    value: object = json.loads(next(literals, json.dumps(default)))
    return str(value)


def stack_config(architecture: str, environment: str) -> dict[str, object]:
    """Return the committed configuration for an architecture, without optional keys: keys with their namespace."""
    own = ROOT / f"Pulumi.{architecture}-{environment}.yaml"
    path = own if own.exists() else ROOT / f"Pulumi.{environment}.yaml"
    config: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))["config"]
    domain = str(config[f"{PROJECT}:domain"])
    zone = documented(architecture, "aws:ec2/subnet:Subnet", "availabilityZone", f"{REGION}a")
    return {
        **config,
        "aws:region": zone[:-1],
        f"{PROJECT}:architecture": architecture,
        f"{PROJECT}:environment": environment,
        f"{PROJECT}:domain": documented(architecture, "aws:acm/certificate:Certificate", "domainName", domain),
    }


def run_main(config: Mapping[str, object], environment: str, *, preview: bool = False) -> Recording[None]:
    """Run `__main__.py` under a configuration and return what it registers."""

    def main() -> None:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")

    secret_keys = [f"{PROJECT}:{key}" for key in SECRET_KEYS]
    return record(main, preview=preview, stack=environment, config=config, secret_keys=secret_keys)


@functools.cache
def recorded(architecture: str, environment: str, *, preview: bool = False) -> Recording[None]:
    """Return what the program registers for an architecture in an environment, every optional key set."""
    keys = {**OPTIONAL_KEYS, "settings": OPTIONAL_SETTINGS.get(architecture, {})}
    optional = {f"{PROJECT}:{key}": value for key, value in keys.items()}
    return run_main({**stack_config(architecture, environment), **optional}, environment, preview=preview)


@functools.cache
def built(architecture: str, environment: str) -> tuple[Resource, ...]:
    """Return the recorded resources as the row evaluator takes them: with the region and tags of their provider."""
    recording = recorded(architecture, environment)
    providers = {one.urn: _provided(one.inputs) for one in recording.of("pulumi:providers:aws")}
    return tuple(
        Resource(token=one.token, name=one.name, inputs=_effective(one.inputs, providers.get(one.provider, {})))
        for one in recording.resources
    )


def _provided(inputs: Mapping[str, object]) -> Mapping[str, object]:
    """Return what a provider adds to its resources; providers take objects as JSON text."""
    given = inputs.get("defaultTags")
    default = json.loads(given) if isinstance(given, str) else given
    return {"region": inputs.get("region"), "tags": default["tags"] if isinstance(default, dict) else {}}


def _effective(inputs: Mapping[str, object], provided: Mapping[str, object]) -> Mapping[str, object]:
    """Return inputs with what the provider adds; a resource's own region and tags win."""
    tags = [one for one in (provided.get("tags"), inputs.get("tags")) if isinstance(one, Mapping)]
    return {**provided, **inputs, "tags": {key: value for one in tags for key, value in one.items()}}
