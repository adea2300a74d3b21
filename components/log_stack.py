"""Logs of all pods of a cluster: gathered on the nodes, parsed, stored for a time, and searched in Kibana."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.batch.v1 import Job, JobSpecArgs
from pulumi_kubernetes.core.v1 import (
    CapabilitiesArgs,
    ConfigMap,
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EnvVarArgs,
    EnvVarSourceArgs,
    PodSecurityContextArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    ResourceRequirementsArgs,
    SeccompProfileArgs,
    SecretKeySelectorArgs,
    SecretVolumeSourceArgs,
    SecurityContextArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.helm_release import HelmReleaseArgs, helm_release
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from core import charts, log_pipeline, logging_values
from core.chart_values import Values
from core.charts import Chart
from core.kubernetes_labels import recommended_labels
from core.naming import type_token
from core.ordering import after as once
from core.sections.platform import LoggingSettings

_SETUP_MINUTES = 20
"""How long the first node of Elasticsearch may take, with its machine and its volume, and the setup after it."""


@dataclass(frozen=True, kw_only=True)
class LogStackArgs:
    """What the logging of a cluster is made from. With `protected`, logs are kept from deletion."""

    settings: LoggingSettings
    operator_replicas: int
    needs: Sequence[pulumi.Resource]
    """What is there before the namespace and goes after it: the cluster's services, with the class of volumes."""
    protected: bool


class LogStack(pulumi.ComponentResource):
    """Fluent Bit on every node, Logstash, Elasticsearch and Kibana, the last three run by Elastic's operator.

    Each waits for what it writes to, so the first log line finds its index template, and at the end everything goes in
    the opposite order: what Elastic's operator runs before the operator, the namespace with the volumes' claims last.
    Kubernetes deletes the namespace when the claims are gone.
    """

    elasticsearch_url: pulumi.Output[str]
    """Address of Elasticsearch within the cluster, once it answers. Its certificate and its user `elastic` are secrets
    of the namespace `logging`.
    """
    ready_namespace: pulumi.Output[str]
    """Name of that namespace, once Elasticsearch answers, for what uses its certificate and its user."""

    def __init__(self, name: str, args: LogStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("observability", "LogStack"), name, {}, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        namespace = KubernetesNamespace(
            f"{name}-namespace",
            KubernetesNamespaceArgs(
                namespace=logging_values.NAMESPACE,
                # Fluent Bit reads the node's folders.
                pod_security="privileged",
                isolated=False,
                needs=args.needs,
            ),
            # Volumes go with the namespace.
            pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        self._namespace = namespace.name
        settings = args.settings
        operator = self._release(charts.ECK_OPERATOR, logging_values.eck_operator(replicas=args.operator_replicas))
        elasticsearch = self._release(
            charts.ECK_ELASTICSEARCH,
            logging_values.eck_elasticsearch(settings.elasticsearch, keep_volumes=args.protected),
            after=operator,
            holds_data=True,
        )
        self._release(
            charts.ECK_KIBANA, logging_values.eck_kibana(replicas=settings.kibana_replicas), after=elasticsearch
        )
        setup = self._set_up(elasticsearch)
        pipeline = self._config("pipeline", {"logs.conf": log_pipeline.logstash_pipeline()})
        logstash = self._release(
            charts.ECK_LOGSTASH,
            logging_values.eck_logstash(replicas=settings.logstash_replicas, pipeline=pipeline.metadata.name),
            after=setup,
        )
        self._release(charts.FLUENT_BIT, logging_values.fluent_bit(), after=logstash)
        self.elasticsearch_url = once(logging_values.ELASTICSEARCH_URL, setup)
        self.ready_namespace = once(logging_values.NAMESPACE, setup)
        self.register_outputs({"elasticsearchUrl": self.elasticsearch_url})

    def _release(
        self, chart: Chart, values: Values, *, after: pulumi.Resource | None = None, holds_data: bool = False
    ) -> Release:
        return helm_release(
            f"{self.pulumi_resource_name}-{chart.name}",
            HelmReleaseArgs(chart=chart, namespace=self._namespace, values=values, holds_data=holds_data),
            pulumi.ResourceOptions(
                parent=self,
                depends_on=[] if after is None else [after],
                protect=holds_data and self._args.protected,
            ),
        )

    def _config(self, purpose: str, data: dict[str, str]) -> ConfigMap:
        """Make a config map under a new name for new content, so that what mounts it is started anew."""
        return ConfigMap(
            f"{self.pulumi_resource_name}-{purpose}",
            metadata=ObjectMetaArgs(namespace=self._namespace),
            data=data,
            opts=self._child,
        )

    def _set_up(self, elasticsearch: Release) -> Job:
        """Give Elasticsearch the index lifecycle (ECO-153) and wait until it has it.

        Helm does not know when Elasticsearch is ready, so the job's end is also the sign for Logstash to start.
        """
        config = self._config(
            "lifecycle",
            {
                "policy.json": log_pipeline.lifecycle_policy(self._args.settings.log_retention_days),
                "template.json": log_pipeline.index_template(),
                "setup.sh": log_pipeline.setup_script(),
            },
        )
        return Job(
            f"{self.pulumi_resource_name}-lifecycle",
            metadata=ObjectMetaArgs(
                namespace=self._namespace, labels=recommended_labels("elasticsearch-setup", self._namespace)
            ),
            spec=JobSpecArgs(
                backoff_limit=3,
                active_deadline_seconds=_SETUP_MINUTES * 60,
                template=PodTemplateSpecArgs(spec=_setup_pod(config.metadata.name)),
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[elasticsearch],
                custom_timeouts=pulumi.CustomTimeouts(create=f"{_SETUP_MINUTES}m"),
            ),
        )


def _setup_pod(config: pulumi.Input[str]) -> PodSpecArgs:
    """Return a pod that runs the setup script once, as no user of the image: it needs only sh and curl."""
    password = SecretKeySelectorArgs(name=logging_values.ELASTICSEARCH_USER_SECRET, key="elastic")
    return PodSpecArgs(
        restart_policy="Never",
        automount_service_account_token=False,
        security_context=PodSecurityContextArgs(
            run_as_non_root=True, run_as_user=10001, seccomp_profile=SeccompProfileArgs(type="RuntimeDefault")
        ),
        containers=[
            ContainerArgs(
                name="setup",
                image=charts.ELASTICSEARCH_IMAGE,
                image_pull_policy="Always",
                command=["sh", "/setup/setup.sh"],
                env=[
                    EnvVarArgs(name="ELASTICSEARCH_URL", value=logging_values.ELASTICSEARCH_URL),
                    EnvVarArgs(name="ELASTIC_PASSWORD", value_from=EnvVarSourceArgs(secret_key_ref=password)),
                ],
                volume_mounts=[
                    VolumeMountArgs(name="setup", mount_path="/setup", read_only=True),
                    VolumeMountArgs(name="certificates", mount_path="/certificates", read_only=True),
                ],
                resources=ResourceRequirementsArgs(
                    requests={"cpu": "10m", "memory": "64Mi"}, limits={"cpu": "250m", "memory": "128Mi"}
                ),
                security_context=SecurityContextArgs(
                    allow_privilege_escalation=False,
                    read_only_root_filesystem=True,
                    capabilities=CapabilitiesArgs(drop=["ALL"]),
                ),
            )
        ],
        volumes=[
            VolumeArgs(name="setup", config_map=ConfigMapVolumeSourceArgs(name=config)),
            VolumeArgs(
                name="certificates",
                secret=SecretVolumeSourceArgs(secret_name=logging_values.ELASTICSEARCH_CA_SECRET),
            ),
        ],
    )
