"""What the Kubernetes API refuses about an object by itself, beyond its schema.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and the pages of the kinds.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from core.aws.rules import UNKNOWN
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.values import containers_of, items_at, mapping_at, pod_of, pod_path, text_at
from sandbox.outputs import value_at

_Inputs = Mapping[str, object]
_Findings = Iterator[tuple[str, str]]

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(rf"{_LABEL.pattern}(\.{_LABEL.pattern})*")
_PATH_SEGMENT = re.compile(r"[^/%]+")  # what RBAC objects may be called
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_LABEL_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_LONGEST_LABEL = 63
_LONGEST_NAME = 253
_LONGEST_ANNOTATIONS = 256 * 1024  # bytes, all together
_PORTS = range(1, 65536)
_UNITS: Mapping[str, float] = {
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "": 1,
    **{unit: 1000.0**power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": 1024.0**power for power, unit in enumerate("KMGTPE", 1)},
}


def findings(kind: Kind, inputs: _Inputs) -> _Findings:
    """Yield pairs of property path and message; the shape of `inputs` must be right already."""
    yield from _metadata(kind, mapping_at(inputs, "metadata"))
    path = pod_path(kind.name)
    if path is not None:
        prefix = f"{path}.spec" if path else "spec"
        claims = [claim.get("name") for claim in _claims(inputs)]
        yield from ((f"{prefix}.{place}", text) for place, text in _pod(pod_of(kind.name, inputs), claims))
    if rule := _RULES.get(kind.name):
        yield from rule(inputs)


def _metadata(kind: Kind, metadata: _Inputs) -> _Findings:
    name = metadata.get("name")
    if isinstance(name, str):
        yield from _name(kind, name)
    if not kind.namespaced and metadata.get("namespace") is not None:
        yield "metadata.namespace", f"a {kind.name} is in no namespace"
    for key, value in mapping_at(metadata, "labels").items():
        if isinstance(value, str) and (len(value) > _LONGEST_LABEL or not _LABEL_VALUE.fullmatch(value)):
            reason = f"{value!r} is given; at most {_LONGEST_LABEL} letters, digits, '-', '_' and '.' are allowed"
            yield f'metadata.labels["{key}"]', reason
    for part in ("labels", "annotations"):
        for key in mapping_at(metadata, part):
            if not _is_label_key(key):
                yield f"metadata.{part}", f"{key!r} is no key; wanted is name or domain/name"
    annotations = [value for value in mapping_at(metadata, "annotations").values() if isinstance(value, str)]
    if sum(len(value.encode()) for value in annotations) > _LONGEST_ANNOTATIONS:
        yield "metadata.annotations", f"they are longer than {_LONGEST_ANNOTATIONS} bytes together"


def _name(kind: Kind, name: str) -> _Findings:
    pattern, limit = _SUBDOMAIN, _LONGEST_NAME
    if kind.group == "rbac.authorization.k8s.io":
        pattern = _PATH_SEGMENT
    elif kind.name in ("Namespace", "Service"):
        pattern, limit = _LABEL, _LONGEST_LABEL
    elif kind.name == "CronJob":
        limit = 52  # its jobs' names have 11 characters more
    if len(name) > limit or not pattern.fullmatch(name):
        yield "metadata.name", f"{name!r} is given; at most {limit} small letters, digits and '-' are allowed"


def _is_label_key(key: str) -> bool:
    prefix, slash, name = key.rpartition("/")
    fits = len(name) <= _LONGEST_LABEL and _LABEL_NAME.fullmatch(name) is not None
    return fits and (not slash or (len(prefix) <= _LONGEST_NAME and _SUBDOMAIN.fullmatch(prefix) is not None))


def _claims(inputs: _Inputs) -> list[_Inputs]:
    """Return the metadata of the claims that a stateful set makes for each pod; its pods mount them by name."""
    return [mapping_at(claim, "metadata") for claim in items_at(inputs, "spec.volumeClaimTemplates")]


def _pod(pod: _Inputs, claims: Collection[object]) -> _Findings:
    volumes = {*claims, *(volume.get("name") for volume in items_at(pod, "volumes"))}
    names: set[object] = set()
    if isinstance(containers := pod.get("containers"), list) and not containers:
        yield "containers", "a pod needs at least one container"
    for path, container in containers_of(pod):
        name = container.get("name")
        if name in names and name is not UNKNOWN:
            yield f"{path}.name", f"{name!r} is given twice"
        names.add(name)
        yield from _container(container, path, volumes)


def _container(container: _Inputs, path: str, volumes: set[object]) -> _Findings:
    if not container.get("image"):
        yield f"{path}.image", "required, but not given"
    for index, port in enumerate(items_at(container, "ports")):
        yield from _port(port, "containerPort", f"{path}.ports[{index}]")
    for index, mount in enumerate(items_at(container, "volumeMounts")):
        if UNKNOWN not in (mount.get("name"), *volumes) and mount.get("name") not in volumes:
            yield f"{path}.volumeMounts[{index}].name", f"the pod has no volume {mount.get('name')!r}"
    limits = mapping_at(container, "resources.limits")
    for resource, request in mapping_at(container, "resources.requests").items():
        wanted, limit = quantity(request), quantity(limits.get(resource))
        if wanted is not None and limit is not None and wanted > limit:
            yield f"{path}.resources.requests.{resource}", f"{request} is more than the limit, {limits[resource]}"


def quantity(value: object) -> float | None:
    """Return a quantity such as 500m or 1Gi as a number, None if it is not known or not there."""
    if isinstance(value, int | float):
        return float(value)
    found = re.fullmatch(r"([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)", value) if isinstance(value, str) else None
    return float(found[1]) * _UNITS[found[2]] if found and found[2] in _UNITS else None


def _port(port: _Inputs, key: str, path: str) -> _Findings:
    number = port.get(key)
    if isinstance(number, int) and number not in _PORTS:
        yield f"{path}.{key}", f"{number} is given; ports are 1 to 65535"


def _workload(inputs: _Inputs) -> _Findings:
    """Refuse a workload that does not select the pods that it makes."""
    selector = mapping_at(inputs, "spec.selector.matchLabels")
    labels = value_at(inputs, "spec.template.metadata.labels")
    for key, value in selector.items() if labels is not UNKNOWN else ():
        label = mapping_at(labels).get(key)
        if label != value and UNKNOWN not in (label, value):
            reason = f"{key}={value} is given; the template's pods have {label!r} there, so it would not select them"
            yield "spec.selector.matchLabels", reason


def _service(inputs: _Inputs) -> _Findings:
    ports = items_at(inputs, "spec.ports")
    kind, is_headless = text_at(inputs, "spec.type"), value_at(inputs, "spec.clusterIP") == "None"
    if value_at(inputs, "spec.ports") in (None, []) and kind != "ExternalName" and not is_headless:
        yield "spec.ports", "a service needs at least one port"
    for index, port in enumerate(ports):
        yield from _port(port, "port", f"spec.ports[{index}]")
        if len(ports) > 1 and port.get("name") is None:
            yield f"spec.ports[{index}].name", "required as soon as there are two ports"


def _ingress(inputs: _Inputs) -> _Findings:
    rules = items_at(inputs, "spec.rules")
    if not value_at(inputs, "spec.rules") and value_at(inputs, "spec.defaultBackend") is None:
        yield "spec", "a rule or a default backend is required"
    for index, rule in enumerate(rules):
        for position, path in enumerate(items_at(rule, "http.paths")):
            text = path.get("path")
            if path.get("pathType") in ("Exact", "Prefix") and not str(text or "").startswith("/") and text != UNKNOWN:
                yield f"spec.rules[{index}].http.paths[{position}].path", f"{text!r} is given; it must begin with /"


def _autoscaler(inputs: _Inputs) -> _Findings:
    fewest, most = value_at(inputs, "spec.minReplicas"), value_at(inputs, "spec.maxReplicas")
    if isinstance(fewest, int) and isinstance(most, int) and fewest > most:
        yield "spec.minReplicas", f"{fewest} is more than spec.maxReplicas, {most}"


def _disruption_budget(inputs: _Inputs) -> _Findings:
    spec = mapping_at(inputs, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        yield "spec", "minAvailable and maxUnavailable exclude each other"


_RULES: Mapping[str, Callable[[_Inputs], _Findings]] = {
    "Deployment": _workload,
    "StatefulSet": _workload,
    "DaemonSet": _workload,
    "Service": _service,
    "Ingress": _ingress,
    "HorizontalPodAutoscaler": _autoscaler,
    "PodDisruptionBudget": _disruption_budget,
}
