"""Prometheus, Alertmanager and Grafana in a cluster, with our own alerts and dashboards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import ConfigMap
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.helm_release import HelmReleaseArgs, helm_release
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.pod_template import PORT_NAME
from components.secret import GeneratedSecret, GeneratedSecretArgs
from components.synced_secret import RemoteValue, SecretStore, SecretStoreArgs, SyncedSecret, SyncedSecretArgs
from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core.alert_rules import AlertRule, alertmanager_config, rule_group
from core.charts import KUBE_PROMETHEUS_STACK
from core.cluster_permissions import alert_publishing
from core.grafana import GrafanaDashboard, dashboard_json
from core.iam import Statement
from core.monitoring_values import (
    ADMIN_SECRET,
    ALERTMANAGER_ACCOUNT,
    DASHBOARD_LABEL,
    NAMESPACE,
    SECRETS_ACCOUNT,
    annotated_services,
    kube_prometheus_stack,
)
from core.naming import type_token
from core.sections.observability import Severity
from core.sections.platform import MonitoringSettings
from core.task_permissions import secret_reading

PROMETHEUS_API = "monitoring.coreos.com/v1"


@dataclass(frozen=True, kw_only=True)
class MonitoringStackArgs:
    """What the monitoring of a cluster is made from.

    `topic_arns` are the SNS topics that alerts of a severity go to; alerts of others go nowhere. The key is that of the
    topics and of Grafana's password. `metrics_of` are the namespaces whose services publish metrics; their network
    policies must let the namespace `monitoring` in. `secrets_controller` is the release of external-secrets.
    """

    settings: MonitoringSettings
    region: str
    account_id: str
    oidc_provider_arn: pulumi.Input[str]
    oidc_issuer: pulumi.Input[str]
    secrets_controller: pulumi.Resource
    needs: Sequence[pulumi.Resource]
    """What is there before the namespace and goes after it: the cluster's services, with the class of volumes."""
    kms_key_arn: pulumi.Input[str]
    topic_arns: Mapping[Severity, pulumi.Input[str]]
    metrics_of: Sequence[str]
    rules: Sequence[AlertRule]
    dashboards: Sequence[GrafanaDashboard]
    protected: bool
    """Whether metrics and Grafana's password are kept from deletion."""


class MonitoringStack(pulumi.ComponentResource):
    """kube-prometheus-stack, alert rules, dashboards, and a monitor for the services of our namespaces.

    Our custom resources depend on the release, which brings their definitions, so they go before it. Volumes go with
    the release, or at the latest with the namespace, which Kubernetes deletes when their claims are gone.
    """

    admin_secret_arn: pulumi.Output[str]
    """Secret with `username` and `password` of Grafana's administrator."""

    def __init__(self, name: str, args: MonitoringStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "MonitoringStack"), name, {}, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._namespace = KubernetesNamespace(
            f"{name}-namespace",
            KubernetesNamespaceArgs(
                namespace=NAMESPACE,
                # The node exporter sees the node's processes and file systems.
                pod_security="privileged",
                isolated=False,
                needs=args.needs,
            ),
            # Volumes go with the namespace.
            pulumi.ResourceOptions(parent=self, protect=args.protected),
        ).name
        self.admin_secret_arn, password = self._password()
        release = self._release(password)
        self._custom("services", "ServiceMonitor", annotated_services(args.metrics_of, PORT_NAME), release)
        self._custom("alerts", "PrometheusRule", rule_group("workloads", args.rules), release)
        for dashboard in args.dashboards:
            self._dashboard(dashboard)
        self.register_outputs({"adminSecretArn": self.admin_secret_arn})

    def _password(self) -> tuple[pulumi.Output[str], pulumi.Resource]:
        """Have AWS make Grafana's password and External Secrets bring it; no program and no chart sees it."""
        args, name = self._args, f"{self.pulumi_resource_name}-grafana-admin"
        secret = GeneratedSecret(
            name,
            GeneratedSecretArgs(
                description="Administrator of Grafana",
                kms_key_arn=args.kms_key_arn,
                account_id=args.account_id,
                length=32,
                username="admin",
                protected=args.protected,
            ),
            self._child,
        )
        reader = self._role(SECRETS_ACCOUNT, secret_reading([secret.arn], args.kms_key_arn, args.region))
        store = SecretStore(
            f"{self.pulumi_resource_name}-secrets",
            SecretStoreArgs(
                controller=args.secrets_controller,
                namespace=self._namespace,
                service_account=SECRETS_ACCOUNT,
                role_arn=reader,
                region=args.region,
            ),
            self._child,
        )
        synced = SyncedSecret(
            name,
            SyncedSecretArgs(
                controller=args.secrets_controller,
                namespace=self._namespace,
                store_name=store.name,
                secret_name=ADMIN_SECRET,
                values={key: RemoteValue(secret_arn=secret.arn, json_key=key) for key in ("username", "password")},
            ),
            self._child,
        )
        return secret.arn, synced

    def _role(self, service_account: str, statements: Sequence[Statement]) -> pulumi.Output[str]:
        identity = WorkloadIdentity(
            f"{self.pulumi_resource_name}-{service_account}",
            WorkloadIdentityArgs(
                oidc_provider_arn=self._args.oidc_provider_arn,
                oidc_issuer=self._args.oidc_issuer,
                namespace=NAMESPACE,
                service_account=service_account,
                statements=statements,
            ),
            self._child,
        )
        return identity.role_arn

    def _release(self, password: pulumi.Resource) -> Release:
        """Install the chart once Grafana's password is there, for its pod cannot start before."""
        args = self._args
        topics = args.topic_arns
        publishing = alert_publishing(list(topics.values()), kms_key_arn=args.kms_key_arn, region=args.region)
        values = kube_prometheus_stack(
            args.settings,
            alertmanager_config=alertmanager_config(topics, region=args.region),
            alertmanager_role_arn=self._role(ALERTMANAGER_ACCOUNT, publishing),
            keep_volumes=args.protected,
        )
        return helm_release(
            f"{self.pulumi_resource_name}-{KUBE_PROMETHEUS_STACK.name}",
            HelmReleaseArgs(
                chart=KUBE_PROMETHEUS_STACK,
                namespace=self._namespace,
                values=values,
                holds_data=True,
                timeout_minutes=15,
            ),
            pulumi.ResourceOptions(parent=self, depends_on=[password], protect=args.protected),
        )

    def _custom(self, purpose: str, kind: str, spec: Mapping[str, object], release: Release) -> None:
        """Make an object of a kind that the release defines."""
        CustomResource(
            f"{self.pulumi_resource_name}-{purpose}",
            api_version=PROMETHEUS_API,
            kind=kind,
            metadata=ObjectMetaArgs(name=purpose, namespace=self._namespace),
            spec=dict(spec),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[release]),
        )

    def _dashboard(self, dashboard: GrafanaDashboard) -> None:
        """Make a dashboard (ECO-144 to 147) under a fixed name.

        It is replaced by deletion first. Under a new name the sidecar would load the new text and then delete the file,
        which has the same name, together with the old one.
        """
        ConfigMap(
            f"{self.pulumi_resource_name}-{dashboard.slug}",
            metadata=ObjectMetaArgs(name=dashboard.slug, namespace=self._namespace, labels=dict(DASHBOARD_LABEL)),
            data={f"{dashboard.slug}.json": dashboard_json(dashboard)},
            opts=self._child,
        )
