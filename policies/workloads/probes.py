"""Probes and resources: Kubernetes knows when a container works, and how much it needs."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import number, rule, strings
from policies.lib.view import View, each
from policies.workloads.specs import CRON_JOB, JOB, LASTING, PODS, each_container, pod_of

_PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
_DEFAULT_PERIOD, _DEFAULT_TIMEOUT, _DEFAULT_GRACE = 10, 1, 30
"""Seconds, where a pod says nothing: https://kubernetes.io/docs/concepts/workloads/pods/probes/"""
_SLEEP = re.compile(r"\bsleep\s+(\d+(?:\.\d+)?)([smh]?)\b")
_AMOUNTS = ("requests", "limits")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


def _probed(resource: Resource, name: str) -> Iterator[str]:
    def check(container: View) -> Iterator[str]:
        if not container.given(name):
            yield f"{container.path} has no {name}"

    return each(pod_of(resource).items("containers"), check)


@rule(
    "k8s-liveness-probe",
    "A container that hangs is started anew",
    severity=Severity.MEDIUM,
    remedy="Give each container a livenessProbe",
    types=LASTING,
    controls=("CKV_K8S_8",),
)
def liveness(resource: Resource) -> Iterator[str]:
    """Pass over jobs, which end by themselves."""
    return _probed(resource, "livenessProbe")


@rule(
    "k8s-readiness-probe",
    "A container gets requests only when it can answer",
    severity=Severity.MEDIUM,
    remedy="Give each container a readinessProbe",
    types=LASTING,
    controls=("CKV_K8S_9",),
)
def readiness(resource: Resource) -> Iterator[str]:
    """Pass over jobs, which nobody asks anything."""
    return _probed(resource, "readinessProbe")


@rule(
    "k8s-probe-timeout",
    "A probe ends before the next begins",
    severity=Severity.LOW,
    remedy="Lower timeoutSeconds or raise periodSeconds",
    types=LASTING,
)
def probe_timeout(resource: Resource) -> Iterator[str]:
    """Look at all three probes, with Kubernetes' defaults: every 10 seconds, 1 second of patience."""

    def check(container: View) -> Iterator[str]:
        for name in _PROBES:
            period = number(container.value(f"{name}.periodSeconds")) or _DEFAULT_PERIOD
            if (number(container.value(f"{name}.timeoutSeconds")) or _DEFAULT_TIMEOUT) > period:
                yield f"{container.path}.{name}.timeoutSeconds is above periodSeconds"

    return each_container(resource, check)


@rule(
    "k8s-drain-within-grace",
    "A container that stops has time to finish what it began",
    severity=Severity.MEDIUM,
    remedy="Raise terminationGracePeriodSeconds above the seconds that preStop sleeps",
    types=LASTING,
)
def drain_within_grace(resource: Resource) -> Iterator[str]:
    """Compare the sleep with the time after which the container is killed, which counts from the same moment."""
    pod = pod_of(resource)
    given = pod.value("terminationGracePeriodSeconds")
    grace = _DEFAULT_GRACE if given is None else number(given)

    def check(container: View) -> Iterator[str]:
        sleeps = container.given("lifecycle.preStop.sleep")
        if sleeps and number(container.value("lifecycle.preStop.sleep.seconds")) >= grace:
            yield f"{container.path}.lifecycle.preStop.sleep lasts until the container is killed"
        if _slept(container) >= grace:
            yield f"{container.path}.lifecycle.preStop.exec sleeps until the container is killed"

    return each(pod.items("containers"), check)


def _slept(container: View) -> float:
    """Return for how many seconds the command before a stop sleeps; the longest time, if it does so several times."""
    command = " ".join(strings(container.value("lifecycle.preStop.exec.command")))
    return max((float(time) * _SECONDS[unit] for time, unit in _SLEEP.findall(command)), default=-1)


@rule(
    "k8s-resource-requests",
    "Containers say how much CPU and memory they need",
    severity=Severity.MEDIUM,
    remedy="Set resources.requests.cpu and memory",
    types=PODS,
    controls=("CKV_K8S_10", "CKV_K8S_12"),
)
def requests(resource: Resource) -> Iterator[str]:
    """Look for both: the scheduler, the autoscaler and the order of eviction go by them.

    A limit without a request counts: Kubernetes takes it for the request as well. So does what the pod has as a whole.
    """
    pod = pod_of(resource)

    def check(container: View) -> Iterator[str]:
        missing = [
            name
            for name in ("cpu", "memory")
            if not any(view.given(f"resources.{kind}.{name}") for view in (container, pod) for kind in _AMOUNTS)
        ]
        if missing:
            yield f"{container.path}.resources.requests lacks {', '.join(missing)}"

    return each_container(resource, check)


@rule(
    "k8s-resource-limits",
    "No container can take all of its node",
    severity=Severity.MEDIUM,
    remedy="Set resources.limits.cpu and memory",
    types=PODS,
    controls=("CKV_K8S_11", "CKV_K8S_13"),
    settings={
        "resources": {
            "type": "array",
            "items": {"type": "string", "enum": ["cpu", "memory", "ephemeral-storage"]},
            "default": ["cpu", "memory"],
            "description": "What must have a limit. Some leave out cpu, whose limit slows down where a node has room.",
        }
    },
)
def limits(resource: Resource) -> Iterator[str]:
    """Look for those that the configuration names, at the container or at the pod as a whole."""
    wanted, pod = strings(resource.config.value("resources")), pod_of(resource)

    def check(container: View) -> Iterator[str]:
        missing = [
            name for name in wanted if not any(view.given(f"resources.limits.{name}") for view in (container, pod))
        ]
        if missing:
            yield f"{container.path}.resources.limits lacks {', '.join(missing)}"

    return each_container(resource, check)


@rule(
    "k8s-job-deadline",
    "Jobs end, whatever happens",
    severity=Severity.LOW,
    remedy="Set activeDeadlineSeconds",
    types=(JOB, CRON_JOB),
)
def job_deadline(resource: Resource) -> Iterator[str]:
    """Look at the job, or the one that a schedule starts, and at its pods: what hangs holds its node for ever."""
    job = resource.at("spec.jobTemplate.spec" if resource.token == CRON_JOB else "spec")
    if not job.given("activeDeadlineSeconds") and not job.given("template.spec.activeDeadlineSeconds"):
        yield f"{job.path}.activeDeadlineSeconds is not set"
