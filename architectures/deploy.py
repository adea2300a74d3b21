"""From configuration to a built architecture: read, check everything, then register."""

import difflib
import inspect
import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from core.naming import PROJECT, type_token
from core.settings import (
    ConfigError,
    Mistake,
    StackSettings,
    merge_profile,
    placeholder_mistakes,
    read_config,
    stack_zones,
    validate_stack,
)
from core.tags import stack_tags

from . import Architecture, Outputs, Profile, load, names
from .context import StackContext


class ArchitectureStack(pulumi.ComponentResource):
    """The root of a stack's resources: gives them all the provider with the stack's default tags."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__(type_token("architecture", "ArchitectureStack"), name, {}, opts)


def deploy() -> Outputs:
    """Build the configured architecture and return the stack's outputs.

    Raises ConfigError with every mistake in the configuration, before any resource is registered.
    """
    values, secrets = read_config()
    overrides = values.pop("settings", {})
    stack, mistakes = validate_stack(values, secrets)
    name = values.get("architecture")
    if isinstance(name, str) and name not in names():
        mistakes.append(_unknown_architecture(name))
        raise ConfigError(mistakes)
    if not isinstance(name, str) or values.get("environment", "dev") not in ("dev", "prod"):
        raise ConfigError(mistakes)
    architecture = load(name)
    profile = architecture.profile(str(values.get("environment", "dev")))
    if not isinstance(overrides, Mapping):
        mistakes.append(Mistake("settings", overrides, "is not an object", "pulumi config rm settings"))
        overrides = {}
    profile, more = merge_profile(profile, overrides)
    mistakes += more
    region = aws.config.region or architecture.region or "us-east-1"
    zones: tuple[str, ...] = ()
    if stack is not None and not more:
        zones, more = stack_zones(stack, region, profile.network.zone_count)
        mistakes += more
    if mistakes or stack is None:
        raise ConfigError(mistakes)
    if architecture.region not in (None, region):
        pulumi.warn(
            f"the document of {name} names the region {architecture.region}, and this stack is in {region}. If that is "
            f"not on purpose: pulumi config set aws:region {architecture.region}"
        )
    return _build(architecture, stack, profile, region, zones)


def _unknown_architecture(name: str) -> Mistake:
    nearest = next(iter(difflib.get_close_matches(name, names(), n=1)), names()[0])
    problem = f"is no architecture. Allowed: {', '.join(names())}"
    return Mistake("architecture", name, problem, f"pulumi config set architecture {nearest}")


def _build(
    architecture: Architecture[Profile], stack: StackSettings, profile: Profile, region: str, zones: tuple[str, ...]
) -> Outputs:
    tags = stack_tags(
        environment=stack.environment, project=PROJECT, owner=stack.owner, architecture=stack.architecture
    )
    provider = aws_provider(region, tags)
    account_id = aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=provider)).account_id
    mistakes = placeholder_mistakes(stack, account_id)
    if mistakes:
        raise ConfigError(mistakes)
    root = ArchitectureStack(stack.architecture, pulumi.ResourceOptions(providers=[provider]))
    named_after_architecture = pulumi.get_stack().split("-")[0] == stack.architecture
    context = StackContext(
        architecture=stack.architecture,
        environment=stack.environment,
        prefix=pulumi.get_stack() if named_after_architecture else f"{stack.architecture}-{pulumi.get_stack()}",
        region=region,
        account_id=account_id,
        zones=zones,
        domain=stack.domain,
        hosted_zone_id=stack.hosted_zone_id,
        images=stack.images,
        alert_emails=stack.alert_emails,
        alert_phones={label: pulumi.Output.secret(phone) for label, phone in stack.alert_phones.items()},
        pager_endpoint=pulumi.Output.secret(stack.pager_endpoint) if stack.pager_endpoint else None,
        admin_role_arns=stack.admin_role_arns,
        pipeline_principal_arns=stack.pipeline_principal_arns,
        tags=tags,
        protected=stack.environment == "prod" if stack.protect_data is None else stack.protect_data,
        opts=pulumi.ResourceOptions(parent=root),
    )
    outputs = architecture.build(context, profile)
    root.register_outputs({})
    return outputs


def aws_provider(region: str, tags: Mapping[str, str]) -> aws.Provider:
    """Return a provider that takes every `aws:` key of the stack file, as the default one does, and our default tags.

    A stack file may add tags of its own with `aws:defaultTags`; ours win.
    """
    config = pulumi.Config("aws")
    settings: dict[str, object] = {}
    for argument, parameter in inspect.signature(aws.ProviderArgs.__init__).parameters.items():
        text = None if argument == "self" else config.get(_camel(argument))
        if text is not None:
            plain = "str]" in str(parameter.annotation) and "Sequence" not in str(parameter.annotation)
            settings[argument] = text if plain else json.loads(text)
    own = settings.pop("default_tags", None)
    given = own.get("tags", {}) if isinstance(own, dict) else {}
    settings |= {"region": region, "default_tags": {"tags": {**given, **tags}}}
    return aws.Provider("aws", aws.ProviderArgs(**settings))  # type: ignore[arg-type]  # names and types are the SDK's own


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
