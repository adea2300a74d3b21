"""What an object refers to and must find in its cluster or in AWS.

Kubernetes takes many objects whose references lead nowhere; their pods then never start, or their controller waits for
ever, and the provider gives up after ten minutes. Here that is refused at once.
"""

from collections.abc import Callable, Iterator, Mapping

from sandbox.kubernetes.aws_links import external_secret_problems, service_account_problems, volume_problems
from sandbox.kubernetes.contents import Contents, annotation
from sandbox.kubernetes.kinds import CHART_OF_GROUP, Kind
from sandbox.kubernetes.pod_references import keys_of, pod_problems
from sandbox.kubernetes.schemas import is_custom, no_match
from sandbox.kubernetes.values import items_at, pod_of, pod_path, text_at
from sandbox.outputs import value_at

_Inputs = Mapping[str, object]
_Problems = Iterator[tuple[str, str]]

_ACTIONS = "alb.ingress.kubernetes.io/actions."


def problems(contents: Contents, kind: Kind, inputs: _Inputs) -> _Problems:
    """Yield pairs of property path and message for what an object needs and does not find."""
    namespace = text_at(inputs, "metadata.namespace") if kind.namespaced else None
    if is_custom(kind) and not _is_defined(contents, kind):
        chart = CHART_OF_GROUP.get(kind.group)
        source = f"the chart {chart}" if chart else "a CustomResourceDefinition"
        yield "apiVersion", no_match(kind, f"{source} brings it, and it is not in the cluster")
    if namespace is not None and not contents.has("Namespace", None, namespace):
        yield "metadata.namespace", f"there is no namespace {namespace!r}"
    path = pod_path(kind.name)
    if path is not None and namespace is not None:
        prefix = f"{path}.spec" if path else "spec"
        for place, text in pod_problems(contents, namespace, pod_of(kind.name, inputs)):
            yield f"{prefix}.{place}", text
    if rule := _RULES.get(kind.name):
        yield from rule(contents, namespace or "", inputs)


def _is_defined(contents: Contents, kind: Kind) -> bool:
    if (chart := CHART_OF_GROUP.get(kind.group)) and contents.has_chart(chart):
        return True
    defined = contents.of("CustomResourceDefinition")
    return any(value_at(one.inputs, "spec.group") == kind.group for one in defined)


def _ingress(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    """Yield services and ports that are not there; `use-annotation` means an action in the annotations instead."""
    backends = [("spec.defaultBackend", value_at(inputs, "spec.defaultBackend"))]
    for number, rule in enumerate(items_at(inputs, "spec.rules")):
        for index, path in enumerate(items_at(rule, "http.paths")):
            backends.append((f"spec.rules[{number}].http.paths[{index}].backend", path.get("backend")))
    for place, backend in backends:
        name = text_at(backend, "service.name")
        if name is None:
            continue
        if text_at(backend, "service.port.name") == "use-annotation":
            if annotation(inputs, f"{_ACTIONS}{name}") is None:
                yield f"{place}.service", f"there is no annotation {_ACTIONS}{name}"
            continue
        service = contents.find("Service", namespace, name)
        if service is not None:
            yield from _service_port(service.outputs, backend, place)
        elif not contents.has("Service", namespace, name):
            yield f"{place}.service.name", f"there is no service {name!r} in the namespace {namespace}"


def _service_port(service: _Inputs, backend: object, place: str) -> _Problems:
    ports = items_at(service, "spec.ports")
    for key in ("number", "name"):
        wanted = value_at(backend, f"service.port.{key}") if isinstance(backend, Mapping) else None
        known = [port.get("port" if key == "number" else "name") for port in ports]
        if wanted is not None and wanted not in known:
            named = text_at(service, "metadata.name")
            yield f"{place}.service.port.{key}", f"the service {named} has no port {wanted}; it has {known}"


def _autoscaler(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    kind, name = text_at(inputs, "spec.scaleTargetRef.kind"), text_at(inputs, "spec.scaleTargetRef.name")
    if kind and name and not contents.has(kind, namespace, name):
        yield "spec.scaleTargetRef", f"there is no {kind} {name!r} in the namespace {namespace}"


def _role_binding(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    kind, name = text_at(inputs, "roleRef.kind"), text_at(inputs, "roleRef.name")
    if kind and name and not contents.has(kind, namespace if kind == "Role" else None, name):
        yield "roleRef", f"there is no {kind} {name!r}"


def _claim(contents: Contents, _namespace: str, inputs: _Inputs) -> _Problems:
    yield from volume_problems(contents, inputs, "spec")


def _stateful_set(contents: Contents, _namespace: str, inputs: _Inputs) -> _Problems:
    for index, claim in enumerate(items_at(inputs, "spec.volumeClaimTemplates")):
        yield from volume_problems(contents, claim, f"spec.volumeClaimTemplates[{index}].spec")


def _service_account(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    yield from service_account_problems(contents, namespace, inputs)


def _external_secret(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    """Yield a store that is not there, a secret of AWS that is not there, and a target that exists already."""
    kind = text_at(inputs, "spec.secretStoreRef.kind") or "SecretStore"
    name = text_at(inputs, "spec.secretStoreRef.name")
    if name is not None:
        store = contents.find(kind, namespace if kind == "SecretStore" else None, name)
        if store is None:
            yield "spec.secretStoreRef", f"there is no {kind} {name!r}"
        else:
            yield from external_secret_problems(contents, store, inputs)
    if keys_of(inputs) == frozenset():
        yield "spec", "neither data, dataFrom nor a template is given, so the secret would stay empty"


_RULES: Mapping[str, Callable[[Contents, str, _Inputs], _Problems]] = {
    "Ingress": _ingress,
    "HorizontalPodAutoscaler": _autoscaler,
    "RoleBinding": _role_binding,
    "ClusterRoleBinding": _role_binding,
    "PersistentVolumeClaim": _claim,
    "StatefulSet": _stateful_set,
    "ServiceAccount": _service_account,
    "ExternalSecret": _external_secret,
}
