"""The provider's own configuration: which cluster it speaks to, and what it does about changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from core.aws.rules import UNKNOWN
from sandbox.kubernetes.values import items_at, mapping_at, text_at

Settings = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings that count here; other options of the real provider are taken and do nothing."""

    kubeconfig: object
    namespace: str
    """Where objects go that name no namespace."""
    config_maps_mutable: bool
    """Whether new data of a config map updates it; otherwise it is replaced."""
    secrets_mutable: bool
    delete_unreachable: bool
    """Whether objects of a cluster that is gone count as deleted."""


def read(settings: Settings) -> Config:
    """Return the configuration in the provider's settings, in which true and false come as text."""
    return Config(
        kubeconfig=settings.get("kubeconfig"),
        namespace=str(settings.get("namespace") or "default"),
        config_maps_mutable=_is_on(settings.get("enableConfigMapMutable")),
        secrets_mutable=_is_on(settings.get("enableSecretMutable")),
        delete_unreachable=_is_on(settings.get("deleteUnreachable")),
    )


def _is_on(value: object) -> bool:
    return str(value).lower() == "true"


def findings(settings: Settings) -> list[tuple[str, str]]:
    """Return what is wrong with the settings as pairs of property and message; what is not known yet is fine."""
    kubeconfig = settings.get("kubeconfig")
    if kubeconfig is UNKNOWN:
        return []
    if not kubeconfig:
        reason = "required in the sandbox: the user's own ~/.kube/config is never read there"
        return [("kubeconfig", reason)]
    if server(kubeconfig) is None:
        return [("kubeconfig", "neither JSON nor YAML of a kubeconfig whose current context has a cluster")]
    return []


def server(kubeconfig: object) -> str | None:
    """Return the address of the cluster that the current context names."""
    return text_at(_active_cluster(kubeconfig), "server")


def diff(old: Settings, new: Settings) -> tuple[list[str], bool]:
    """Return the changed settings, and whether the provider now speaks to another cluster, which replaces everything.

    The cluster is known by `clusterIdentifier` if there is one, else by its entry in the kubeconfig, as for the real
    provider; one that is not known yet counts as another cluster.
    """
    changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key) or new.get(key) is UNKNOWN]
    return changed, _identity(old) != _identity(new)


def _identity(settings: Settings) -> object:
    if identifier := settings.get("clusterIdentifier"):
        return identifier
    kubeconfig = settings.get("kubeconfig")
    return UNKNOWN if kubeconfig is UNKNOWN else _active_cluster(kubeconfig)


def _active_cluster(kubeconfig: object) -> Mapping[str, object]:
    config = _parsed(kubeconfig)
    contexts = {item.get("name"): item for item in items_at(config, "contexts")}
    context = contexts.get(config.get("current-context"), {})
    clusters = {item.get("name"): item for item in items_at(config, "clusters")}
    return mapping_at(clusters.get(text_at(context, "context.cluster"), {}), "cluster")


def _parsed(kubeconfig: object) -> Mapping[str, object]:
    """Return a kubeconfig as an object; the provider takes its text, JSON or YAML, and objects come as JSON."""
    if not isinstance(kubeconfig, str):
        return mapping_at(kubeconfig)
    try:
        found: object = json.loads(kubeconfig)
    except ValueError:
        try:
            found = yaml.safe_load(kubeconfig)
        except yaml.YAMLError:
            return {}
    return mapping_at(found)
