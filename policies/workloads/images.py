"""Images: which exactly, from where, and which never."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule, strings
from policies.lib.view import View
from policies.workloads.specs import PODS, SERVICE, containers, each_container, entry, pod_of, template_path

_DOCKER_HUB = "docker.io"
_MOVING = ("", "latest")
"""Tags that name another image with every push."""
_UNWANTED = ("kubernetes-dashboard", "tiller", "tiller-deploy")
_NAME_LABELS = ("app", "name", "k8s-app", "app.kubernetes.io/name")


@dataclass(frozen=True)
class Image:
    """The parts of an image's name: `host/path/name:tag@digest`."""

    host: str
    name: str
    tag: str
    digest: str


def _image_of(container: View) -> Image:
    """Return the parts; without a host an image is one of Docker Hub's, without a tag it is `latest`."""
    text = str(container.value("image") or "")
    place, _, digest = text.partition("@")
    folder, _, last = place.rpartition("/")
    name, _, tag = last.partition(":")
    first = folder.partition("/")[0]
    host = first if "." in first or ":" in first or first == "localhost" else _DOCKER_HUB
    return Image(host, name, tag, digest)


@rule(
    "k8s-image-tag-fixed",
    "Containers say which version of an image they run",
    severity=Severity.MEDIUM,
    remedy="Name a tag other than latest, or a digest",
    types=PODS,
    controls=("CKV_K8S_14",),
)
def tag_fixed(resource: Resource) -> Iterator[str]:
    """Count an absent tag as latest, as Kubernetes does."""

    def check(container: View) -> Iterator[str]:
        image = _image_of(container)
        if not image.digest and image.tag in _MOVING:
            yield f"{container.path}.image has no fixed tag"

    return each_container(resource, check)


@rule(
    "k8s-image-digest",
    "Containers run the image that was tested, not what its tag names today",
    severity=Severity.LOW,
    remedy="Add @sha256: and the digest to the image",
    types=PODS,
    controls=("CKV_K8S_43",),
)
def digest_given(resource: Resource) -> Iterator[str]:
    """Look for the digest; a tag beside it is for people."""

    def check(container: View) -> Iterator[str]:
        if not _image_of(container).digest.startswith("sha256:"):
            yield f"{container.path}.image has no digest"

    return each_container(resource, check)


@rule(
    "k8s-image-pull-policy",
    "Nodes ask the registry for an image before they run it",
    severity=Severity.LOW,
    remedy="Set imagePullPolicy to Always, or give the image's digest",
    types=PODS,
    controls=("CKV_K8S_15",),
)
def pull_policy(resource: Resource) -> Iterator[str]:
    """Ask the registry each time, so that a pod needs the right to pull; layers that are there are not loaded again.

    That is what Kubernetes does with the tag latest, and without a tag, where no policy is set.
    """

    def check(container: View) -> Iterator[str]:
        policy, image = container.value("imagePullPolicy"), _image_of(container)
        always = policy == "Always" or (policy is None and image.tag in _MOVING)
        if not always and not image.digest:
            yield f"{container.path}.imagePullPolicy is not Always"

    return each_container(resource, check)


@rule(
    "k8s-allowed-registries",
    "Images come from registries that are trusted",
    severity=Severity.HIGH,
    remedy="Copy the image to a registry of the account, or add the host to the configuration",
    types=PODS,
    settings={
        "registries": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [
                "*.dkr.ecr.*.amazonaws.com",
                "*.dkr.ecr-fips.*.amazonaws.com",
                "*.dkr.ecr.*.amazonaws.com.cn",
                "*.dkr-ecr.*.on.aws",
                "*.dkr-ecr-fips.*.on.aws",
                "public.ecr.aws",
            ],
            "description": "Globs on the hosts that images may come from.",
        }
    },
)
def allowed_registries(resource: Resource) -> Iterator[str]:
    """Look at the host; an image without one comes from Docker Hub."""
    allowed = strings(resource.config.value("registries"))

    def check(container: View) -> Iterator[str]:
        host = _image_of(container).host
        if not any(fnmatchcase(host, pattern) for pattern in allowed):
            yield f"{container.path}.image is not from an allowed registry"

    return each_container(resource, check)


@rule(
    "k8s-no-git-sync",
    "No container runs what somebody pushes to a repository",
    severity=Severity.MEDIUM,
    remedy="Build what it fetches into an image",
    types=PODS,
    controls=("CKV_K8S_159",),
)
def no_git_sync(resource: Resource) -> Iterator[str]:
    """Look for the image of this name."""

    def check(container: View) -> Iterator[str]:
        if _image_of(container).name == "git-sync":
            yield f"{container.path}.image is git-sync"

    return each_container(resource, check)


@rule(
    "k8s-no-dashboard-or-tiller",
    "Nobody rules the cluster through a page or a program without its own users",
    severity=Severity.HIGH,
    remedy="Remove it; Helm 3 has no Tiller, and kubectl shows what the dashboard does",
    types=(*PODS, SERVICE),
    controls=("CKV_K8S_33", "CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45"),
)
def no_dashboard(resource: Resource) -> Iterator[str]:
    """Look at images, and at the labels that name what runs."""
    labels = [resource.at("metadata.labels")]
    if resource.token == SERVICE:
        labels.append(resource.at("spec.selector"))
    else:
        labels.append(resource.at(f"{template_path(resource.token)}.metadata.labels".lstrip(".")))
        for container in containers(pod_of(resource)):
            if _image_of(container).name in _UNWANTED:
                yield f"{container.path}.image is the Kubernetes dashboard or Tiller"
    if any(entry(view, "", name) in _UNWANTED for view in labels for name in _NAME_LABELS):
        yield "its labels name the Kubernetes dashboard or Tiller"
