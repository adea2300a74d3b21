"""What a stack's configuration says, as typed values; every mistake is reported at once with the line that mends it.

Two layers: `StackSettings` are the keys that choose (architecture, environment, owner, domain ...); the sizes and
counts live in the chosen architecture's profile, which the key `settings` overrides value by value.
"""

import difflib
import json
import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import pulumi
from pulumi.runtime import config
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from core.domain_types import Arn, DomainName, Email, HttpsUrl, ImageReference, PhoneNumber, ZoneName
from core.naming import PROJECT
from core.sections.base import Section, SettingError

Environment = Literal["dev", "prod"]
Profile = TypeVar("Profile", bound=BaseModel)

PLACEHOLDER_DOMAINS = (
    "ims-2.0.com",
    "example.com",
    "example.org",
    "example.net",
    "example",
    "invalid",
    "test",
    "localhost",
)
"""Names nobody can own: the documents' own, and those reserved by RFC 2606. Good for the sandbox only."""

SANDBOX_ACCOUNT = "000000000000"

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


class StackSettings(Section):
    """The configuration keys of a stack, all but the overrides in `settings`."""

    model_config = ConfigDict(alias_generator=to_camel)

    architecture: str = Field(
        description="Which documented system to build: the name of a package in `architectures/` that has a `build.py`."
    )
    environment: Environment = Field(description="Which profile of the architecture to use.")
    owner: str = Field(
        min_length=1, max_length=256, description="Who answers for the stack: the value of the tag Owner."
    )
    domain: DomainName = Field(description="The DNS name to serve.")
    hosted_zone_id: str | None = Field(
        default=None,
        pattern=r"Z[A-Z0-9]{1,31}",
        description="Id of an existing Route 53 zone that holds `domain`. Without it the stack makes the zone and "
        "exports its name servers.",
    )
    images: dict[str, ImageReference] = Field(
        default_factory=dict,
        description="Service name to container image. A service without an entry runs a small public image that "
        "answers its health check.",
    )
    availability_zones: tuple[ZoneName, ...] = Field(
        default=(),
        description="Zones to use, in order; append, never reorder. Default: the region's zones a, b, c ... as many "
        "as the profile asks for.",
    )
    alert_emails: tuple[Email, ...] = Field(default=(), description="Who gets every alert by e-mail.")
    alert_phones: dict[str, PhoneNumber] = Field(
        default_factory=dict,
        description="Who gets errors and critical alerts as text messages: a lasting label such as on-call to a "
        "number. Set it with --secret.",
    )
    pager_endpoint: HttpsUrl | None = Field(
        default=None, description="URL of the paging service that gets critical alerts. Set it with --secret."
    )
    admin_role_arns: tuple[Arn, ...] = Field(
        default=(), description="IAM roles that administer what needs administrators (Kubernetes clusters)."
    )
    pipeline_principal_arns: tuple[Arn, ...] = Field(
        default=(),
        description="IAM roles or users that may take the role of the delivery pipeline, such as that of its build "
        "server. Default: nobody may.",
    )
    protect_data: bool | None = Field(
        default=None,
        description="Whether databases, buckets, keys and addresses are protected from deletion. Default: in prod.",
    )


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in the configuration: the key's path, what was given, what is wrong with it, and the mend."""

    key: str
    given: object
    problem: str
    mend: str

    def __str__(self) -> str:
        """Return the mistake as the user reads it."""
        given = "" if self.given is None else f" = {json.dumps(self.given, default=str)}"
        return f"  {self.key}{given}\n    {self.problem}\n    mend: {self.mend}"


class ConfigError(pulumi.RunError):
    """The configuration cannot be used. Pulumi shows the text alone, without a traceback."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        many = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "\n\n".join(str(mistake) for mistake in mistakes)
        super().__init__(f"{many} in this stack's configuration; nothing was created.\n\n{lines}\n")
        self.mistakes = tuple(mistakes)


def closest(word: str, known: Sequence[str]) -> str:
    """Return the known word nearest to `word`, or the first one."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.4)), known[0] if known else "VALUE")


def read_config() -> tuple[dict[str, object], frozenset[str]]:
    """Return every key of the project's configuration namespace with its value, and which of them are secret.

    `pulumi.Config` reads only keys it is asked for; a misspelt key is found by listing what there is.
    """
    raw = {**config.get_config_env(), **config.CONFIG.get()}
    secrets = {*config.get_config_secret_keys_env(), *config._SECRET_KEYS.get()}  # noqa: SLF001  # no public reader
    prefix = f"{PROJECT}:"
    named = {key.removeprefix(prefix): _parsed(value) for key, value in raw.items() if key.startswith(prefix)}
    values = {key: value for key, value in named.items() if value != ""}  # "" is Pulumi.yaml's way to say: not set
    return values, frozenset(key.removeprefix(prefix) for key in secrets)


def _parsed(value: object) -> object:
    """Return a configuration value: objects, lists and booleans come from the engine as JSON text."""
    if isinstance(value, str) and (value[:1] in "[{" or value in ("true", "false")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def validate_stack(
    values: Mapping[str, object], secret_keys: frozenset[str]
) -> tuple[StackSettings | None, list[Mistake]]:
    """Check the keys of a stack. Returns the settings, or None and what is wrong with them."""
    try:
        return StackSettings.model_validate(values), []
    except ValidationError as error:
        return None, [_mistake(StackSettings, "", details, secret_keys) for details in _causes(error)]


def merge_profile(profile: Profile, overrides: Mapping[str, object]) -> tuple[Profile, list[Mistake]]:
    """Lay `overrides` over a profile and check the whole. Returns the result, or the profile and what is wrong.

    Objects merge key by key; every other value, lists included, is replaced. Where the keys are names that the user
    chooses (node groups), null removes an entry of the profile.
    """
    base = profile.model_dump()
    merged = _without_removed(type(profile), base, deep_merge(base, overrides))
    try:
        return type(profile).model_validate(merged), []
    except ValidationError as error:
        return profile, [_mistake(type(profile), "settings", details, frozenset()) for details in _causes(error)]


def deep_merge(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return `base` with the values of `over` laid over it, object by object."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = deep_merge(below, value)
        else:
            merged[key] = value
    return merged


def _without_removed(model: object, base: object, merged: object) -> object:
    """Leave out the entries of mappings that `base` has and that are null in `merged`."""
    if not isinstance(base, Mapping) or not isinstance(merged, Mapping):
        return merged
    has_own_keys = typing.get_origin(model) is Mapping
    removed = {key for key, value in merged.items() if has_own_keys and value is None and key in base}
    return {
        key: _without_removed(_model_below(model, key), base.get(key), value)
        for key, value in merged.items()
        if key not in removed
    }


def placeholder_mistakes(stack: StackSettings, account_id: str) -> list[Mistake]:
    """Return what in the configuration is good for the sandbox alone, if `account_id` is a real account."""
    if account_id == SANDBOX_ACCOUNT:
        return []
    roles = [
        Mistake(
            f"adminRoleArns[{position}]",
            arn,
            f"is a placeholder: the sandbox's account has it, and account {account_id} does not",
            f"pulumi config set --path 'adminRoleArns[{position}]' arn:aws:iam::{account_id}:role/ROLE",
        )
        for position, arn in enumerate(stack.admin_role_arns)
        if f"::{SANDBOX_ACCOUNT}:" in arn
    ]
    domain = domain_mistake(stack.domain, account_id)
    return roles if domain is None else [domain, *roles]


def domain_mistake(domain: str, account_id: str) -> Mistake | None:
    """Say whether `domain` is a placeholder that cannot be served from a real account."""
    placeholder = any(domain == name or domain.endswith(f".{name}") for name in PLACEHOLDER_DOMAINS)
    if not placeholder or account_id == SANDBOX_ACCOUNT:
        return None
    return Mistake(
        "domain",
        domain,
        f"is a placeholder; nobody can own it, so account {account_id} could never get a certificate for it",
        "pulumi config set domain api.your-own-domain.com",
    )


def stack_zones(stack: StackSettings, region: str, count: int) -> tuple[tuple[str, ...], list[Mistake]]:
    """Return the `count` zones of a stack: the configured ones, else the region's first letters."""
    zones = stack.availability_zones or tuple(f"{region}{letter}" for letter in "abcdef"[:count])
    problem = None
    if len(zones) != count:
        problem = f"names {len(zones)} zones, the profile's settings.network.zone_count is {count}"
    elif len(set(zones)) != len(zones):
        problem = "names a zone twice"
    elif any(not zone.startswith(region) for zone in zones):
        problem = f"names a zone outside the region {region}"
    if problem is None:
        return zones, []
    good = json.dumps([f"{region}{letter}" for letter in "abcdef"[:count]])
    return zones, [
        Mistake("availabilityZones", list(zones), problem, f"pulumi config set --json availabilityZones '{good}'")
    ]


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """Return pydantic's errors without those that only follow: a list is too short since its items were refused."""
    found = error.errors()
    refused = {details["loc"][:-1] for details in found}
    return [details for details in found if details["type"] != "too_short" or details["loc"] not in refused]


def _mistake(model: type[BaseModel], prefix: str, details: ErrorDetails, secret_keys: frozenset[str]) -> Mistake:
    """Turn one of pydantic's errors into a mistake with its mend."""
    path = list(details["loc"])
    given, problem, example = details["input"], details["msg"].removeprefix("Value error, "), _example(details)
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, SettingError):  # a section refuses a combination: the field to change is the cause's
        for part in cause.field.split("."):
            path.append(part)
            given = given.get(part) if isinstance(given, Mapping) else getattr(given, part, None)
        example = example if cause.mend is None else str(cause.mend)
    if path and path[-1] == "[key]":  # pydantic's way to say that the name before it is wrong
        key = _key(prefix, path[:-1])
        return Mistake(key, None, f"is not a usable name: {problem}", f"pulumi config rm {_quoted(key)}")
    key = _key(prefix, path)
    if path and path[0] in secret_keys:
        problem, given = problem.replace(repr(given), "it"), "[secret]"
    if details["type"] == "missing":
        return Mistake(key, None, "is not set", f"pulumi config set {_quoted(key)} VALUE")
    if details["type"] == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        nearest = _key(prefix, [*path[:-1], closest(str(path[-1]), known)])
        problem = f"is not a setting. Known here: {', '.join(known) or 'none'}"
        mend = f"pulumi config rm {_quoted(key)}, and if you meant it: pulumi config set {_quoted(nearest)} VALUE"
        return Mistake(key, given, problem, mend)
    if isinstance(given, Mapping | BaseModel):
        given, example = None, "..."
    return Mistake(key, given, problem, f"pulumi config set {_quoted(key)} {example}")


def _key(prefix: str, path: Sequence[str | int]) -> str:
    """Return the path of a setting as `pulumi config set --path` reads it: settings.a.b[0]["c.d"]."""
    key = prefix
    for part in path:
        if isinstance(part, str) and _PLAIN.fullmatch(part):
            key += f".{part}" if key else part
        else:
            key += f"[{json.dumps(part)}]"
    return key


def _quoted(key: str) -> str:
    """Return the option and the key as they are typed into a shell."""
    if "[" in key:
        return f"--path '{key}'"
    return f"--path {key}" if "." in key else key


def _example(details: ErrorDetails) -> str:
    """Return a value that would do, as far as the error tells it."""
    context = details.get("ctx", {})
    if "expected" in context:
        return str(context["expected"]).split(" or ")[0].split(", ")[0].strip("'")
    for bound in ("ge", "le", "gt", "lt"):
        if bound in context:
            return str(context[bound])
    return {"bool_parsing": "true", "bool_type": "true", "int_parsing": "1", "int_type": "1"}.get(
        details["type"], "VALUE"
    )


def _fields_at(model: object, path: Sequence[str | int]) -> list[str]:
    """Return the names of the fields that the model has at `path`, as the configuration spells them."""
    for part in path:
        model = _model_below(model, str(part))
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_below(model: object, part: str) -> object:
    if isinstance(model, type) and issubclass(model, BaseModel):
        field = model.model_fields.get(part)
        return None if field is None else field.annotation
    arguments = typing.get_args(model)
    models = [one for one in arguments if isinstance(one, type) and issubclass(one, BaseModel)]
    if not models:
        return None
    is_container = typing.get_origin(model) in (dict, tuple, list, Mapping)
    return models[0] if is_container else _model_below(models[0], part)
