"""Values of the charts that gather logs: Elastic's operator, its Elasticsearch, Logstash and Kibana, and Fluent Bit.

Keys as in the charts' own values at the versions of core/charts.py. Pods of the three are described by Kubernetes pod
templates, in which a container of the same name adds to the operator's own.
"""

import pulumi

from core.chart_values import EVERY_NODE, RESTRICTED_CONTAINER, Values, resources, spread, volume_claim
from core.charts import ELASTIC_STACK_VERSION
from core.log_pipeline import CREDENTIALS_VARIABLE, INGEST_PORT, STATE_FOLDER, shipper_config
from core.sections.platform import ElasticsearchSettings

NAMESPACE = "logging"

ELASTICSEARCH = "elasticsearch"
LOGSTASH = "logstash"
KIBANA = "kibana"

ELASTICSEARCH_PORT = 9200
ELASTICSEARCH_URL = f"https://{ELASTICSEARCH}-es-http.{NAMESPACE}.svc:{ELASTICSEARCH_PORT}"
ELASTICSEARCH_CA_SECRET = f"{ELASTICSEARCH}-es-http-certs-public"
ELASTICSEARCH_USER_SECRET = f"{ELASTICSEARCH}-es-elastic-user"
"""What the operator names after the cluster: service, certificate (`ca.crt`) and password (`elastic`).

https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/accessing-services
"""

PIPELINE_FOLDER = "/usr/share/logstash/config/pipelines"
_INGEST = "ingest"
_ZONE = "topology.kubernetes.io/zone"


def eck_operator(*, replicas: int) -> Values:
    """Return the values of the operator, which runs what is in its own namespace."""
    return {
        "managedNamespaces": [NAMESPACE],
        "replicaCount": replicas,
        "podDisruptionBudget": {"enabled": replicas > 1, "minAvailable": 1},
        "resources": resources(cpu="100m", memory="256Mi", most_memory="512Mi"),
        "podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "telemetry": {"disabled": True},
    }


def eck_elasticsearch(settings: ElasticsearchSettings, *, keep_volumes: bool) -> Values:
    """Return the values of the cluster. TLS and a generated password are always on; budgets are the operator's.

    With `keep_volumes` volumes outlive the cluster.
    """
    memory = f"{settings.memory_gib}Gi"
    pod = {
        "containers": [{"name": "elasticsearch", "resources": resources(cpu="500m", memory=memory)}],
        "topologySpreadConstraints": spread({"elasticsearch.k8s.elastic.co/cluster-name": ELASTICSEARCH}, over=_ZONE),
    }
    return {
        "fullnameOverride": ELASTICSEARCH,
        "version": ELASTIC_STACK_VERSION,
        "volumeClaimDeletePolicy": ("DeleteOnScaledownOnly" if keep_volumes else "DeleteOnScaledownAndClusterDeletion"),
        "nodeSets": [
            {
                "name": "default",
                "count": settings.nodes,
                # Mapping files into memory needs vm.max_map_count on the node, which only a privileged pod can raise.
                "config": {"node.store.allow_mmap": False},
                "podTemplate": {"spec": pod},
                # The operator wants this name.
                "volumeClaimTemplates": [
                    {"metadata": {"name": "elasticsearch-data"}, "spec": volume_claim(settings.volume_gib)}
                ],
            }
        ],
    }


def eck_logstash(*, replicas: int, pipeline: pulumi.Input[str]) -> Values:
    """Return the values of Logstash. `pipeline` is the name of the config map with its pipeline.

    A new pipeline comes under a new name, so the pods are replaced one after the other.
    """
    container = {
        "name": "logstash",
        "env": [{"name": "LS_JAVA_OPTS", "value": "-Xms1g -Xmx1g"}],
        "resources": resources(cpu="250m", memory="2Gi"),
        "volumeMounts": [{"name": "pipelines", "mountPath": PIPELINE_FOLDER, "readOnly": True}],
    }
    volumes = [
        {"name": "pipelines", "configMap": {"name": pipeline}},
        # What Logstash cannot send waits on the nodes, with Fluent Bit, so it needs no volume of its own.
        {"name": "logstash-data", "emptyDir": {}},
    ]
    return {
        "fullnameOverride": LOGSTASH,
        "version": ELASTIC_STACK_VERSION,
        "count": replicas,
        "elasticsearchRefs": [{"name": ELASTICSEARCH, "clusterName": CREDENTIALS_VARIABLE.lower()}],
        "pipelines": [{"pipeline.id": "main", "path.config": PIPELINE_FOLDER}],
        "podTemplate": {
            "spec": {
                "containers": [container],
                "volumes": volumes,
                "topologySpreadConstraints": spread({"logstash.k8s.elastic.co/name": LOGSTASH}),
            }
        },
        "services": [
            {
                "name": _INGEST,
                "service": {
                    "spec": {
                        "type": "ClusterIP",
                        "ports": [{"name": "http", "port": INGEST_PORT, "targetPort": INGEST_PORT, "protocol": "TCP"}],
                    }
                },
            }
        ],
    }


def eck_kibana(*, replicas: int) -> Values:
    """Return the values of Kibana, which only the cluster's API leads to."""
    return {
        "fullnameOverride": KIBANA,
        "version": ELASTIC_STACK_VERSION,
        "count": replicas,
        "elasticsearchRef": {"name": ELASTICSEARCH},
        "config": {"telemetry.optIn": False},
        "podTemplate": {
            "spec": {
                "containers": [{"name": "kibana", "resources": resources(cpu="100m", memory="1Gi", most_memory="2Gi")}],
                "topologySpreadConstraints": spread({"kibana.k8s.elastic.co/name": KIBANA}),
            }
        },
    }


def fluent_bit() -> Values:
    """Return the values of Fluent Bit, which reads the logs of all containers on every node (ECO-152).

    It reads as root, because that is who the files belong to, and can write to its own folder on the node only.
    """
    return {
        "kind": "DaemonSet",
        "config": shipper_config(f"{LOGSTASH}-ls-{_INGEST}.{NAMESPACE}.svc"),
        "tolerations": EVERY_NODE,
        "resources": resources(cpu="50m", memory="128Mi", most_memory="256Mi"),
        "securityContext": RESTRICTED_CONTAINER,
        "daemonSetVolumes": [
            {"name": "varlog", "hostPath": {"path": "/var/log"}},
            {"name": "state", "hostPath": {"path": STATE_FOLDER, "type": "DirectoryOrCreate"}},
        ],
        "daemonSetVolumeMounts": [
            {"name": "varlog", "mountPath": "/var/log", "readOnly": True},
            {"name": "state", "mountPath": STATE_FOLDER},
        ],
        # The chart's own test pod has no version.
        "testFramework": {"enabled": False},
    }
