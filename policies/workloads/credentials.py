"""Secrets of workloads: where they stand, and where they do not."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.secret_variables import holds_secret, names_secret
from policies.lib.values import UNKNOWN
from policies.lib.view import View, each
from policies.workloads.specs import CONFIG_MAP, PATCHES, PODS, SECRET, SERVICE_ACCOUNT, each_container, maybe_entry

_ROLE = "eks.amazonaws.com/role-arn"
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+")
_KEYS_OF_AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_ACCOUNT_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - a type


@rule(
    "k8s-no-plain-secret-env",
    "No secret stands among the variables of a container",
    severity=Severity.CRITICAL,
    remedy="Have External Secrets bring it from AWS Secrets Manager",
    types=(*PODS, *PATCHES),
)
def no_plain_secret(resource: Resource) -> Iterator[str]:
    """Look at names and values: everyone who may read the object reads its variables."""

    def check(variable: View) -> Iterator[str]:
        value = variable.peek("value")
        name = str(variable.value("name"))
        if holds_secret(name, variable.value("value") if value is UNKNOWN and names_secret(name) else value):
            yield f"{variable.path} looks like a secret in clear"

    return each_container(resource, lambda container: each(container.items("env"), check))


@rule(
    "k8s-no-secret-env",
    "Secrets are files, not variables, which logs and crash reports like to show",
    severity=Severity.LOW,
    remedy="Mount the secret as a volume",
    types=PODS,
    controls=("CKV_K8S_35",),
)
def no_secret_env(resource: Resource) -> Iterator[str]:
    """Look for variables that come from a Kubernetes secret, one by one or all of it."""

    def check(container: View) -> Iterator[str]:
        single = any(item.given("valueFrom.secretKeyRef") for item in container.items("env"))
        if single or any(item.given("secretRef") for item in container.items("envFrom")):
            yield f"{container.path} has secrets among its variables"

    return each_container(resource, check)


@rule(
    "k8s-config-map-no-secrets",
    "No secret stands in a config map",
    severity=Severity.CRITICAL,
    remedy="Have External Secrets bring it as a Kubernetes secret",
    types=(CONFIG_MAP,),
)
def config_map(resource: Resource) -> Iterator[str]:
    """Look at the keys, and at access keys, private keys and passwords in URLs within the texts."""
    keys = resource.keys("data")
    found = [key for key in keys if holds_secret(key, maybe_entry(resource, "data", key))]
    if found:
        yield f"data looks as if it held a secret: {', '.join(found)}"


@rule(
    "k8s-no-secret-object",
    "The values of Kubernetes secrets do not pass through the program",
    severity=Severity.MEDIUM,
    remedy="Keep the secret in AWS Secrets Manager and have External Secrets bring it",
    types=(SECRET,),
)
def no_secret_object(resource: Resource) -> Iterator[str]:
    """Pass over tokens of service accounts, which Kubernetes fills in."""
    if resource.value("type") == _ACCOUNT_TOKEN:
        return
    for name in ("data", "stringData"):
        if resource.given(name):
            yield f"{name} is given by the program, so it stands in its state"


@rule(
    "k8s-service-account-irsa",
    "Pods get their rights in AWS from the role of their service account",
    severity=Severity.HIGH,
    remedy=f"Annotate the service account with {_ROLE}, and remove access keys",
    types=(*PODS, SERVICE_ACCOUNT),
)
def irsa(resource: Resource) -> Iterator[str]:
    """Refuse access keys in pods, and an annotation that is no role's ARN: EKS would pass over it in silence."""
    if resource.token == SERVICE_ACCOUNT:
        role = maybe_entry(resource, "metadata.annotations", _ROLE)
        if role not in (None, UNKNOWN) and not _ROLE_ARN.fullmatch(str(role)):
            yield f"the annotation {_ROLE} is no ARN of a role"
        return

    def check(container: View) -> Iterator[str]:
        if any(item.value("name") in _KEYS_OF_AWS for item in container.items("env")):
            yield f"{container.path} has an access key of AWS among its variables"

    yield from each_container(resource, check)
