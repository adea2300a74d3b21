"""The Kubernetes API: which pods may call it, and who may do what there."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.lib.values import UNKNOWN, Value
from policies.lib.view import View, each
from policies.workloads.specs import PODS, SERVICE_ACCOUNT, pod_of

_RBAC = "kubernetes:rbac.authorization.k8s.io/v1"
CLUSTER_ROLE = f"{_RBAC}:ClusterRole"
ROLES = (f"{_RBAC}:Role", CLUSTER_ROLE)
BINDINGS = (f"{_RBAC}:RoleBinding", f"{_RBAC}:ClusterRoleBinding")

_EVERYBODY = ("system:anonymous", "system:unauthenticated", "system:authenticated")
_WRITING = ("create", "update", "patch", "delete")
_READING = ("get", "list", "watch")

_ALLOWED_ACCOUNTS = {
    "allowed": {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "default": [],
        "description": "Globs on the names of service accounts whose pods call the Kubernetes API.",
    }
}


@dataclass(frozen=True)
class _Power:
    """Something that a role should not be able to do: one of the verbs on one of the resources of an API group."""

    what: str
    group: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...]

    def is_in(self, granted: View) -> bool:
        """Say whether a role's rule has it, by name or by a star: a star for resources ends where the group does."""
        if not {"*", self.group} & set(strings(granted.value("apiGroups"))):
            return False
        resources, verbs = strings(granted.value("resources")), strings(granted.value("verbs"))
        pairs = [(resource, given) for resource in self.resources for given in resources]
        named = any(fnmatchcase(resource, given) or fnmatchcase(given, resource) for resource, given in pairs)
        return named and any(verb in ("*", *self.verbs) for verb in verbs)


_CORE = ""
_AUTHORIZATION = "rbac.authorization.k8s.io"
_CERTIFICATES = "certificates.k8s.io"
_RIGHTS = ("roles", "clusterroles", "rolebindings", "clusterrolebindings")

_ESCALATING = (
    _Power("giving any role", _AUTHORIZATION, _RIGHTS, ("bind",)),
    _Power("giving rights that it has not", _AUTHORIZATION, _RIGHTS, ("escalate",)),
    _Power("changing who has which role", _AUTHORIZATION, ("rolebindings", "clusterrolebindings"), _WRITING),
    _Power("posing as others", _CORE, ("users", "groups", "serviceaccounts"), ("impersonate",)),
    _Power("posing as others", "authentication.k8s.io", ("uids", "userextras", "userextras/*"), ("impersonate",)),
    _Power("running commands in pods", _CORE, ("pods/exec", "pods/attach"), ("create", "get")),
    _Power("reaching the kubelets", _CORE, ("nodes/proxy",), (*_READING, *_WRITING)),
    _Power("making tokens of service accounts", _CORE, ("serviceaccounts/token",), ("create",)),
)
"""https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks"""

_CONTROLLING = (
    _Power(
        "changing admission webhooks",
        "admissionregistration.k8s.io",
        ("validatingwebhookconfigurations", "mutatingwebhookconfigurations"),
        _WRITING,
    ),
    _Power("approving certificates", _CERTIFICATES, ("certificatesigningrequests/approval",), ("update", "patch")),
    _Power("approving certificates", _CERTIFICATES, ("signers",), ("approve",)),
    _Power("leading the requests of services elsewhere", _CORE, ("services/status",), ("update", "patch")),
)


@rule(
    "k8s-no-sa-token-automount",
    "Pods that do not call the Kubernetes API have no token for it",
    severity=Severity.MEDIUM,
    remedy="Set automountServiceAccountToken to false, or add the account to the configuration",
    types=(*PODS, SERVICE_ACCOUNT),
    controls=("CKV_K8S_38",),
    settings=_ALLOWED_ACCOUNTS,
)
def no_token(resource: Resource) -> Iterator[str]:
    """Expect it in so many words on account and pod: Kubernetes mounts a token by default."""
    holder = resource if resource.token == SERVICE_ACCOUNT else pod_of(resource)
    if holder.value("automountServiceAccountToken") is False:
        return
    name = resource.value("metadata.name") if holder is resource else holder.value("serviceAccountName")
    if not any(fnmatchcase(str(name), pattern) for pattern in strings(resource.config.value("allowed"))):
        yield "automountServiceAccountToken is not false"


def _is_default(name: Value) -> bool:
    return name in (None, "", "default")


@rule(
    "k8s-no-default-service-account",
    "Nothing works as the account that every pod of a namespace may be",
    severity=Severity.MEDIUM,
    remedy="Make a service account of its own",
    types=(*PODS, SERVICE_ACCOUNT, *BINDINGS),
    controls=("CKV_K8S_41", "CKV_K8S_42"),
)
def no_default_account(resource: Resource) -> Iterator[str]:
    """Take a pod without a token: as whom it does not call makes no difference."""
    if resource.token in BINDINGS:
        yield from _no_default_subject(resource)
    elif resource.token == SERVICE_ACCOUNT:
        if resource.peek("metadata.name") == "default" and resource.value("automountServiceAccountToken") is not False:
            yield "the account default has a token"
    else:
        pod = pod_of(resource)
        if _is_default(pod.peek("serviceAccountName")) and pod.value("automountServiceAccountToken") is not False:
            yield f"{pod.path}.serviceAccountName is not set, and the token of the account default is mounted"


def _no_default_subject(binding: Resource) -> Iterator[str]:
    def check(subject: View) -> Iterator[str]:
        if subject.value("kind") == "ServiceAccount" and subject.value("name") == "default":
            yield f"{subject.path} is the account default"

    return each(binding.items("subjects"), check)


@rule(
    "k8s-rbac-no-wildcards",
    "Roles name what may be done, and to what",
    severity=Severity.HIGH,
    remedy="Name the API groups, resources and verbs",
    types=ROLES,
    controls=("CKV_K8S_49",),
)
def no_wildcards(role: Resource) -> Iterator[str]:
    """Look for the star in all three."""

    def check(granted: View) -> Iterator[str]:
        found = [name for name in ("apiGroups", "resources", "verbs") if "*" in strings(granted.value(name))]
        if found:
            yield f"{granted.path} has * in {', '.join(found)}"

    return each(role.items("rules"), check)


def _without(role: Resource, powers: tuple[_Power, ...]) -> Iterator[str]:
    def check(granted: View) -> Iterator[str]:
        for what in dict.fromkeys(power.what for power in powers if power.is_in(granted)):
            yield f"{granted.path} allows {what}"

    return each(role.items("rules"), check)


@rule(
    "k8s-rbac-no-escalation",
    "No role is a way to the rights of others",
    severity=Severity.HIGH,
    remedy="Remove it from the role",
    types=ROLES,
    controls=("CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_1", "CKV2_K8S_2", "CKV2_K8S_3"),
)
def no_escalation(role: Resource) -> Iterator[str]:
    """Look for the known ways up."""
    return _without(role, _ESCALATING)


@rule(
    "k8s-rbac-no-webhook-or-csr-control",
    "No role changes what the cluster lets in or whom it believes",
    severity=Severity.HIGH,
    remedy="Remove it from the role",
    types=ROLES,
    controls=("CKV_K8S_155", "CKV_K8S_156", "CKV2_K8S_4"),
)
def no_control(role: Resource) -> Iterator[str]:
    """Look at admission webhooks, at certificates, and at addresses of services."""
    return _without(role, _CONTROLLING)


@rule(
    "k8s-rbac-no-read-all-secrets",
    "No role reads the secrets of all namespaces",
    severity=Severity.HIGH,
    remedy="Use a Role in the namespace, or name the secrets in resourceNames",
    types=(CLUSTER_ROLE,),
    controls=("CKV2_K8S_5",),
)
def no_all_secrets(role: Resource) -> Iterator[str]:
    """Count listing as reading: a list holds the values."""
    reading = _Power("reading all secrets", _CORE, ("secrets",), _READING)

    def check(granted: View) -> Iterator[str]:
        if reading.is_in(granted) and not granted.given("resourceNames"):
            yield f"{granted.path} allows {reading.what}"

    return each(role.items("rules"), check)


@rule(
    "k8s-no-cluster-admin-binding",
    "Nobody may do everything in the cluster",
    severity=Severity.CRITICAL,
    remedy="Bind a role with what the work needs; people come in by access entries of EKS",
    types=BINDINGS,
    settings={
        "allowed": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "Globs on the names of subjects that may be administrators.",
        }
    },
)
def no_cluster_admin(binding: Resource) -> Iterator[str]:
    """Look at who gets the role cluster-admin."""
    if binding.value("roleRef.name") != "cluster-admin":
        return
    allowed = strings(binding.config.value("allowed"))

    def check(subject: View) -> Iterator[str]:
        if not any(fnmatchcase(str(subject.value("name")), pattern) for pattern in allowed):
            yield f"{subject.path} gets cluster-admin"

    yield from each(binding.items("subjects"), check)


@rule(
    "k8s-rbac-no-everybody",
    "No right is given to everybody",
    severity=Severity.CRITICAL,
    remedy="Name the account or the group",
    types=BINDINGS,
)
def no_everybody(binding: Resource) -> Iterator[str]:
    """Look for those without a name, for all who have one, and for all pods of the cluster."""

    def check(subject: View) -> Iterator[str]:
        name = subject.peek("name")
        if name is not UNKNOWN and (name in _EVERYBODY or name == "system:serviceaccounts"):
            yield f"{subject.path} is everybody"

    return each(binding.items("subjects"), check)
