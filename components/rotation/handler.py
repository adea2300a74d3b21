"""Rotation of a random value in Secrets Manager, such as the key that signs JSON web tokens.

Secrets Manager calls the function four times for one rotation, each time with a step, the secret's ARN and a token that
becomes the new version's id. Every step may be repeated, so each looks first whether its work is done.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

The version before stays readable as AWSPREVIOUS, so that what it signed can be checked until the next rotation.

This file is the whole deployment package: boto3 comes with the runtime, and there are no other imports to pack.
"""

import importlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypedDict, cast

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"
LEAST_LENGTH = 32
"""Characters that a value must have: letters and digits hold almost six bits each, so these make 190 bits."""

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


class Event(TypedDict):
    """What Secrets Manager sends."""

    Step: str
    SecretId: str
    ClientRequestToken: str


class Description(TypedDict, total=False):
    """The part of DescribeSecret's answer that is read here."""

    RotationEnabled: bool
    VersionIdsToStages: Mapping[str, Sequence[str]]


class SecretsManager(Protocol):
    """The calls of the boto3 client that are made here."""

    def describe_secret(self, *, SecretId: str) -> Description:  # noqa: N803  # boto3's own spelling
        """Return which version has which labels."""
        ...

    def get_secret_value(self, **request: str) -> Mapping[str, str]:
        """Return the value of a version."""
        ...

    def get_random_password(self, **request: int | bool) -> Mapping[str, str]:
        """Return a new random value."""
        ...

    def put_secret_value(self, **request: str | Sequence[str]) -> object:
        """Add a version."""
        ...

    def update_secret_version_stage(self, **request: str) -> object:
        """Move a label from one version to another."""
        ...


def handle(event: Event, context: object) -> None:
    """Run one step. What is raised here fails the rotation, and Secrets Manager tries again later."""
    del context
    client = cast("SecretsManager", importlib.import_module("boto3").client("secretsmanager"))
    rotate(client, event)


def rotate(client: SecretsManager, event: Event) -> None:
    """Run one step of the rotation with the given client."""
    step, secret, token = event["Step"], event["SecretId"], event["ClientRequestToken"]
    if step not in STEPS:
        raise ValueError(f"unknown step {step!r}, expected one of {', '.join(STEPS)}")
    labels = _labels_of(client, secret, token)
    if CURRENT in labels:
        log.info("%s: version %s of %s is current already", step, token, secret)
        return
    if PENDING not in labels:
        raise ValueError(f"version {token} of {secret} is not labelled {PENDING}")
    STEPS[step](client, secret, token)
    log.info("%s: done for version %s of %s", step, token, secret)


def create_secret(client: SecretsManager, secret: str, token: str) -> None:
    """Store a new value, as long as the current one, unless an earlier try has stored it."""
    if _pending_value(client, secret, token) is not None:
        return
    current = client.get_secret_value(SecretId=secret, VersionStage=CURRENT)["SecretString"]
    generated = client.get_random_password(
        PasswordLength=max(len(current), LEAST_LENGTH), ExcludePunctuation=True, RequireEachIncludedType=True
    )
    client.put_secret_value(
        SecretId=secret,
        ClientRequestToken=token,
        SecretString=generated["RandomPassword"],
        VersionStages=[PENDING],
    )


def set_secret(client: SecretsManager, secret: str, token: str) -> None:
    """Do nothing: no other system has to be told. Services read the secret itself."""


def check_secret(client: SecretsManager, secret: str, token: str) -> None:
    """Refuse a pending value that is missing or too short to be a key.

    Without an immediate rotation Secrets Manager calls this step alone, with a copy of the current value, to see
    whether the function can be used.
    """
    value = _pending_value(client, secret, token)
    if value is None:
        raise ValueError(f"version {token} of {secret} has no value")
    if len(value) < LEAST_LENGTH:
        raise ValueError(f"version {token} of {secret} has {len(value)} characters, expected {LEAST_LENGTH} or more")


def finish_secret(client: SecretsManager, secret: str, token: str) -> None:
    """Make the pending version the current one. Secrets Manager labels the one before AWSPREVIOUS by itself."""
    versions = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
    before = next(version for version, labels in versions.items() if CURRENT in labels)
    client.update_secret_version_stage(
        SecretId=secret, VersionStage=CURRENT, MoveToVersionId=token, RemoveFromVersionId=before
    )
    client.update_secret_version_stage(SecretId=secret, VersionStage=PENDING, RemoveFromVersionId=token)


STEPS: Mapping[str, Callable[[SecretsManager, str, str], None]] = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": check_secret,
    "finishSecret": finish_secret,
}


def _labels_of(client: SecretsManager, secret: str, token: str) -> Sequence[str]:
    """Return the labels of the version that is being made; raise ValueError if it does not belong to a rotation."""
    described = client.describe_secret(SecretId=secret)
    if described.get("RotationEnabled") is False:
        raise ValueError(f"rotation of {secret} is not enabled")
    versions = described.get("VersionIdsToStages", {})
    if token not in versions:
        raise ValueError(f"{secret} has no version {token}")
    return versions[token]


def _pending_value(client: SecretsManager, secret: str, token: str) -> str | None:
    """Return the pending version's value, or None if it has none yet."""
    try:
        return client.get_secret_value(SecretId=secret, VersionId=token, VersionStage=PENDING)["SecretString"]
    except Exception as error:
        # The client makes its error classes when it is made, so they cannot be named here.
        if type(error).__name__ != "ResourceNotFoundException":
            raise
        return None
