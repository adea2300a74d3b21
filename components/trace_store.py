"""Traces of requests through the services of a cluster: taken and shown by Jaeger, kept with the logs."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs
from pulumi_kubernetes.policy.v1 import PodDisruptionBudget, PodDisruptionBudgetSpecArgs

from components.helm_release import HelmReleaseArgs, helm_release
from components.log_stack import LogStack
from core.charts import JAEGER
from core.naming import type_token
from core.sections.platform import TracingSettings
from core.tracing_values import JAEGER as NAME
from core.tracing_values import OTLP_URL, jaeger


@dataclass(frozen=True, kw_only=True)
class TraceStoreArgs:
    """What the store of traces is made from."""

    settings: TracingSettings
    logs: LogStack
    """Its Elasticsearch keeps the traces, so Jaeger stands in its namespace, comes after it and goes before it."""


class TraceStore(pulumi.ComponentResource):
    """Jaeger (SCA-016, SCA-133), which any pod may send traces to, and which only the cluster's API leads to.

    While its pods are replaced or Elasticsearch is away, traces are lost; the services do not wait for it.
    """

    otlp_url: pulumi.Output[str]
    """Where services send traces, by OTLP over HTTP, once something takes them."""

    def __init__(self, name: str, args: TraceStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "TraceStore"), name, {}, opts)
        release = helm_release(
            f"{name}-{JAEGER.name}",
            HelmReleaseArgs(
                chart=JAEGER, namespace=args.logs.ready_namespace, values=jaeger(args.settings), holds_data=False
            ),
            pulumi.ResourceOptions(parent=self),
        )
        # The chart brings no budget.
        PodDisruptionBudget(
            name,
            metadata=ObjectMetaArgs(name=NAME, namespace=args.logs.ready_namespace),
            spec=PodDisruptionBudgetSpecArgs(
                max_unavailable=1,
                selector=LabelSelectorArgs(match_labels={"app.kubernetes.io/name": NAME}),
                unhealthy_pod_eviction_policy="AlwaysAllow",
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.otlp_url = release.urn.apply(lambda _: OTLP_URL)
        self.register_outputs({"otlpUrl": self.otlp_url})
