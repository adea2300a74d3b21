"""The metrics that AWS's services publish to CloudWatch, with their dimensions.

CloudWatch takes an alarm on any name: one that nothing publishes stays without data for ever. core/data/metrics.json
has the namespaces that are judged, from the lists of the services' guides
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html) as Grafana's AWS
SDK carries them, with a few newer names of the same guides; other namespaces are not judged. Metrics in `percent` lie
between 0 and 100; the CPU of ECS, which may burst above what tasks reserve, is not among them.
"""

import functools
import json
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "metrics.json"


@functools.cache
def _namespaces() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(_FILE.read_text())
    return read


def metrics_of(namespace: str) -> frozenset[str] | None:
    """Return the names of a namespace's metrics, None for a namespace that is not listed."""
    found = _namespaces().get(namespace)
    return None if found is None else frozenset(found["metrics"].split())


def dimensions_of(namespace: str) -> frozenset[str] | None:
    """Return the names of the dimensions that a namespace uses, None for a namespace that is not listed."""
    found = _namespaces().get(namespace)
    return None if found is None else frozenset(found["dimensions"].split())


def is_percentage(namespace: str, metric: str) -> bool:
    """Say whether a metric never leaves 0 to 100."""
    return metric in _namespaces().get(namespace, {}).get("percent", "").split()
