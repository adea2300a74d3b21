"""A Helm chart at its pinned version, installed under a fixed name."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.helm.v3 import Release, RepositoryOptsArgs

from core.charts import Chart

KEPT_REVISIONS = 5
"""Each revision is a Secret with all values and manifests in it; Helm's own default keeps ten."""


@dataclass(frozen=True, kw_only=True)
class HelmReleaseArgs:
    """What a release is made from.

    `values` is laid over the chart's defaults: maps are merged, lists are replaced as a whole, None removes a default.
    Nothing secret belongs there, as Helm keeps the values in the cluster.
    """

    chart: Chart
    namespace: pulumi.Input[str]
    values: Mapping[str, object]
    holds_data: bool
    """Whether the pods keep data. A release without is rolled back by Helm when it fails; with data it is left as it
    is, for the removal after a failed first installation would take volumes along.
    """
    timeout_minutes: int = 10
    """How long Helm waits for the pods to be ready, or gone; the first ones may wait for a node."""


def helm_release(name: str, args: HelmReleaseArgs, opts: pulumi.ResourceOptions) -> Release:
    """Install a chart and wait until its pods are ready, which lets others depend on what it serves.

    The release is called as its chart is, since service accounts, services and certificates are named after it. So
    there is one of a chart in a namespace.
    """
    fixed_name = pulumi.ResourceOptions(
        # A second release of the same name cannot stand beside the first.
        delete_before_replace=True,
    )
    return Release(
        name,
        name=args.chart.name,
        chart=args.chart.name,
        version=args.chart.version,
        repository_opts=RepositoryOptsArgs(repo=args.chart.repository),
        namespace=args.namespace,
        values=dict(args.values),
        timeout=args.timeout_minutes * 60,
        atomic=not args.holds_data,
        cleanup_on_fail=True,
        max_history=KEPT_REVISIONS,
        skip_await=False,
        opts=pulumi.ResourceOptions.merge(opts, fixed_name),
    )
