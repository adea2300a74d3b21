"""Helm releases: which chart exactly, and what can be seen of what it makes.

The pods of a chart are made by Helm and pass no rule; the values that the program gives to the chart do.
"""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule
from policies.lib.secret_variables import holds_secret, names_secret
from policies.lib.values import UNKNOWN, Value
from policies.lib.view import Undecided
from policies.workloads.specs import RELEASE

_EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
_PRIVILEGES = ("privileged", "allowPrivilegeEscalation", "hostNetwork", "hostPID", "hostIPC")
_TAGS = ("tag", "imageTag")


@rule(
    "k8s-helm-release-pinned",
    "A release is of one version of a chart, from a place that proves who it is",
    severity=Severity.HIGH,
    remedy="Set version to an exact one, and repositoryOpts.repo to an https address or chart to an oci one",
    types=(RELEASE,),
)
def pinned(release: Resource) -> Iterator[str]:
    """Refuse ranges, folders on one machine, and plain HTTP."""
    if not _EXACT.fullmatch(str(release.value("version") or "")):
        yield "version is not exact"
    repository = release.value("repositoryOpts.repo") or release.value("chart")
    if not str(repository).startswith(("https://", "oci://")):
        yield "the chart comes neither over https nor from an OCI registry"


@rule(
    "k8s-helm-release-cleaned",
    "A release that fails leaves nothing half done",
    severity=Severity.MEDIUM,
    remedy="Set atomic to true, or cleanupOnFail where a rollback would take data along",
    types=(RELEASE,),
)
def cleaned(release: Resource) -> Iterator[str]:
    """Take either: atomic goes back to what was, cleanupOnFail removes what the failed version added."""
    if release.value("atomic") is not True and release.value("cleanupOnFail") is not True:
        yield "neither atomic nor cleanupOnFail is true"


@rule(
    "k8s-helm-release-awaited",
    "A release is done when its pods work",
    severity=Severity.LOW,
    remedy="Remove skipAwait",
    types=(RELEASE,),
)
def awaited(release: Resource) -> Iterator[str]:
    """Refuse a release that reports success at once: what depends on it would come too early."""
    if release.value("skipAwait") is True:
        yield "skipAwait is true"


@rule(
    "k8s-helm-no-secret-values",
    "No secret stands in the values of a release, which Helm keeps in the cluster",
    severity=Severity.CRITICAL,
    remedy="Have External Secrets bring it, and give the chart the name of the Kubernetes secret",
    types=(RELEASE,),
)
def no_secret_values(release: Resource) -> Iterator[str]:
    """Look at names and texts on every level; what AWS is still to make up is told if its name is a secret's."""
    unread = ""
    for path, name, value in _leaves(release.value("values"), "values"):
        if value is UNKNOWN and names_secret(name):
            unread = unread or path
        elif holds_secret(name, value):
            yield f"{path} looks like a secret in clear"
    if unread:
        raise Undecided(unread)


@rule(
    "k8s-helm-no-privileges",
    "No release asks for the rights of the node",
    severity=Severity.HIGH,
    remedy="Remove it, or exempt a release that works on the nodes themselves",
    types=(RELEASE,),
)
def no_privileges(release: Resource) -> Iterator[str]:
    """Look for the switches of pods on every level, as charts hand them on, and for folders of the node."""
    for path, name, value in _leaves(release.value("values"), "values"):
        if name in _PRIVILEGES and value is True:
            yield f"{path} is true"
        elif name == "runAsUser" and value == 0:
            yield f"{path} is 0"
        elif _is_folder(path, name, value):
            yield f"{path} is a folder of the node"
        elif ".capabilities.add[" in path:
            yield f"{path} is a right of root"


def _is_folder(path: str, name: str, value: Value) -> bool:
    """Say whether a value is a folder of the node: as Kubernetes writes it, or as a text, which many charts take."""
    return (".hostPath." in path and name == "path") or (name == "hostPath" and isinstance(value, str) and value != "")


@rule(
    "k8s-helm-no-public-load-balancer",
    "No release opens a way in beside the ingress",
    severity=Severity.HIGH,
    remedy="Set the service's type to ClusterIP",
    types=(RELEASE,),
)
def no_public_load_balancer(release: Resource) -> Iterator[str]:
    """Look for services of type LoadBalancer and NodePort."""
    for path, name, value in _leaves(release.value("values"), "values"):
        if name in ("type", "serviceType") and value in ("LoadBalancer", "NodePort"):
            yield f"{path} is {value}"


@rule(
    "k8s-helm-image-tag-fixed",
    "Releases run fixed versions of images",
    severity=Severity.MEDIUM,
    remedy="Name a version, or leave it to the chart",
    types=(RELEASE,),
)
def image_tag_fixed(release: Resource) -> Iterator[str]:
    """Look for tags and images that say latest; without a tag the chart's version decides."""
    for path, name, value in _leaves(release.value("values"), "values"):
        if (name in _TAGS and value == "latest") or (name == "image" and str(value).endswith(":latest")):
            yield f"{path} is latest"


def _leaves(value: Value, path: str, name: str = "") -> Iterator[tuple[str, str, Value]]:
    """Yield path, name and value of everything in the values that is neither map nor list."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}", key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}[{index}]", name)
    else:
        yield path, name, value
