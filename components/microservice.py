"""A microservice in Kubernetes, with all that keeps it running and apart from others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes.apps.v1 import (
    Deployment,
    DeploymentSpecArgs,
    DeploymentStrategyArgs,
    RollingUpdateDeploymentArgs,
)
from pulumi_kubernetes.autoscaling.v2 import HorizontalPodAutoscaler
from pulumi_kubernetes.core.v1 import Service, ServiceAccount, ServicePortArgs, ServiceSpecArgs
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicy, NetworkPolicySpecArgs
from pulumi_kubernetes.policy.v1 import PodDisruptionBudget, PodDisruptionBudgetSpecArgs

from components.network_rules import DNS, Destination, Peer, egress_rule, ingress_rule
from components.pod_account import PodAccount, pod_account
from components.pod_scaling import autoscaler_spec
from components.pod_template import PORT_NAME, PodSource, Scheme, SecretKey, pod_template
from core.kubernetes_labels import NAME_LABEL, recommended_labels
from core.naming import type_token
from core.ordering import after
from core.sections.microservice import MicroserviceSettings

ROLLOUT_TIMEOUT = "30m"
"""How long Pulumi waits for a rollout that makes progress. Its own 10 minutes are short for ten pods one after another;
a rollout without progress fails earlier, at `rollout.deadline_seconds`.
"""

HISTORY = 5
"""Earlier versions of a deployment that can be gone back to."""


@dataclass(frozen=True, kw_only=True)
class MicroserviceArgs:
    """What a microservice needs to know."""

    settings: MicroserviceSettings
    service_name: str
    """Its name inside the namespace: of its service in DNS, its service account, its deployment and the rest."""
    namespace: pulumi.Input[str]
    image: pulumi.Input[str] | None
    """The image to run, or None for the bootstrap image, which answers health checks and nothing else."""
    role_arn: pulumi.Input[str] | None = None
    """Role in AWS that its pods take (components/workload_identity.py); None if they need nothing there."""
    reads_config: bool = False
    """Whether its service account may read the config map of its own name; nothing else in the cluster's API."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    secrets: Mapping[str, SecretKey] = field(default_factory=dict)
    """Variables whose values come from Kubernetes secrets (components/synced_secret.py)."""
    sources: Sequence[Peer]
    """Who may connect to it: subnets of the load balancer, pods that call it, the namespace that collects metrics."""
    destinations: Sequence[Destination] = ()
    """Where it may connect to, besides DNS."""
    scheme: Scheme = "HTTP"
    """What it serves on its port. With HTTPS, the load balancer's way to it is encrypted too (ECO-159)."""


class Microservice(pulumi.ComponentResource):
    """A deployment with its service, service account, autoscaler, disruption budget and network policy.

    All of them bear the service's name, because pipelines, alerts and people address them by it.
    """

    service_name: pulumi.Output[str]
    """Name of the service, once pods of it answer: what an ingress sends requests to."""

    def __init__(self, name: str, args: MicroserviceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("kubernetes", "Microservice"), name, {}, opts)
        self._label = name
        self._args = args
        self._selector = {NAME_LABEL: args.service_name}
        self._child = pulumi.ResourceOptions(parent=self)
        account = self._service_account()
        policy = self._network_policy()
        service = self._service()
        deployment = self._deployment(account, policy)
        self._autoscaler(deployment)
        self._disruption_budget()
        self.service_name = after(args.service_name, service)
        self.register_outputs({"serviceName": self.service_name})

    def _metadata(self, annotations: Mapping[str, pulumi.Input[str]] | None = None) -> ObjectMetaArgs:
        return ObjectMetaArgs(
            name=self._args.service_name,
            namespace=self._args.namespace,
            labels={**self._selector, **recommended_labels(self._args.service_name, self._args.namespace)},
            annotations=dict(annotations) if annotations else None,
        )

    def _service_account(self) -> ServiceAccount:
        args = self._args
        account = PodAccount(
            name=args.service_name,
            namespace=args.namespace,
            role_arn=args.role_arn,
            reads_config=args.reads_config,
        )
        return pod_account(self._label, account, self._child)

    def _service(self) -> Service:
        settings, scheme = self._args.settings, self._args.scheme
        annotations = {
            "prometheus.io/scrape": "true",
            "prometheus.io/scheme": scheme.lower(),
            "prometheus.io/path": settings.metrics_path,
        }
        if settings.paths:
            annotations |= _target_group(settings, scheme)
        return Service(
            self._label,
            metadata=self._metadata(annotations),
            spec=ServiceSpecArgs(
                type="ClusterIP",
                selector=dict(self._selector),
                # Network policies in the VPC CNI need the service's port to be the container's.
                ports=[ServicePortArgs(name=PORT_NAME, port=settings.port, target_port=PORT_NAME, protocol="TCP")],
            ),
            opts=self._child,
        )

    def _deployment(self, account: ServiceAccount, policy: NetworkPolicy) -> Deployment:
        args, rollout = self._args, self._args.settings.rollout
        source = PodSource(
            name=args.service_name,
            settings=args.settings,
            labels=self._selector,
            service_account=after(args.service_name, account),
            image=args.image,
            scheme=args.scheme,
            environment=args.environment,
            secrets=args.secrets,
        )
        return Deployment(
            self._label,
            metadata=self._metadata(),
            spec=DeploymentSpecArgs(
                replicas=args.settings.scaling.minimum,
                selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                strategy=DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=RollingUpdateDeploymentArgs(
                        max_surge=rollout.max_surge, max_unavailable=rollout.max_unavailable
                    ),
                ),
                progress_deadline_seconds=rollout.deadline_seconds,
                revision_history_limit=HISTORY,
                template=pod_template(source),
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                # Pods start under their policy. They cannot wait for the service: it is done only when pods answer.
                depends_on=[policy],
                # The autoscaler owns the number once the service runs.
                ignore_changes=["spec.replicas"],
                custom_timeouts=pulumi.CustomTimeouts(create=ROLLOUT_TIMEOUT, update=ROLLOUT_TIMEOUT),
            ),
        )

    def _autoscaler(self, deployment: Deployment) -> HorizontalPodAutoscaler:
        deployment_name = after(self._args.service_name, deployment)
        return HorizontalPodAutoscaler(
            self._label,
            metadata=self._metadata(),
            spec=autoscaler_spec(deployment_name, self._args.settings.scaling),
            opts=self._child,
        )

    def _disruption_budget(self) -> PodDisruptionBudget:
        least = self._args.settings.min_available
        return PodDisruptionBudget(
            self._label,
            metadata=self._metadata(),
            spec=PodDisruptionBudgetSpecArgs(
                min_available=least,
                max_unavailable=1 if least is None else None,
                selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                # Pods that do not work anyway must not keep a node from being drained.
                unhealthy_pod_eviction_policy="AlwaysAllow",
            ),
            opts=self._child,
        )

    def _network_policy(self) -> NetworkPolicy:
        args = self._args
        return NetworkPolicy(
            self._label,
            metadata=self._metadata(),
            spec=NetworkPolicySpecArgs(
                pod_selector=LabelSelectorArgs(match_labels=dict(self._selector)),
                policy_types=["Ingress", "Egress"],
                ingress=[ingress_rule(args.sources, args.settings.port)] if args.sources else [],
                egress=[egress_rule(destination) for destination in (DNS, *args.destinations)],
            ),
            opts=self._child,
        )


def _check(name: str, args: MicroserviceArgs) -> None:
    if not re.fullmatch(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", args.service_name):
        raise ValueError(
            f"Microservice {name}: service_name {args.service_name!r} is no DNS label (lower case letters, digits and "
            "hyphens, at most 63, beginning with a letter)"
        )
    if args.settings.paths and not args.sources:
        raise ValueError(f"Microservice {name}: it has paths of the public entrance, but sources lets nobody connect")
    if args.scheme == "HTTPS" and args.image is None:
        raise ValueError(f"Microservice {name}: scheme HTTPS needs an image, for the bootstrap image serves HTTP only")


def _target_group(settings: MicroserviceSettings, scheme: Scheme) -> dict[str, str]:
    """Return the annotations of a service that tell the load balancer controller how to treat its pods.

    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
    """
    probes = settings.probes
    attributes = {
        # Connections to a stopping pod are given up when the pod is: not earlier, and not after the default 300 s.
        "deregistration_delay.timeout_seconds": settings.termination_seconds,
        "load_balancing.algorithm.type": "least_outstanding_requests",
    }
    annotations = {
        "backend-protocol": scheme,
        "healthcheck-protocol": scheme,
        "healthcheck-path": probes.path,
        "healthcheck-interval-seconds": str(probes.period_seconds),
        "healthcheck-timeout-seconds": str(probes.timeout_seconds),
        "healthy-threshold-count": "2",
        # AWS takes 2 to 10.
        "unhealthy-threshold-count": str(max(probes.readiness_failures, 2)),
        "success-codes": "200-399",
        "target-group-attributes": ",".join(f"{key}={value}" for key, value in attributes.items()),
    }
    return {f"alb.ingress.kubernetes.io/{key}": value for key, value in annotations.items()}
