"""How a line that a pod writes becomes a document in Elasticsearch: configuration of each part on the way.

Fluent Bit on each node reads the container's log and adds what Kubernetes knows of the pod, Logstash settles level and
time and chooses the index, and Elasticsearch deletes the index when it is old.
"""

import json

INDEX_PREFIX = "logs-"
INDEX = INDEX_PREFIX + "%{[kubernetes][namespace_name]}-%{+YYYY.MM.dd}"
"""One index per namespace and day (ECO-154). Fluent Bit names the namespace `namespace_name`; the day is UTC."""

POLICY = "logs"
INGEST_PORT = 8080
STATE_FOLDER = "/var/lib/fluent-bit"
"""On the node: how far each log is read, and what could not be sent yet. A new pod goes on where the last one ended."""

CREDENTIALS_VARIABLE = "ELASTICSEARCH"
"""Prefix of the variables that the operator gives Logstash for the cluster it refers to under this name."""


def shipper_config(logstash_host: str) -> dict[str, str]:
    """Return Fluent Bit's configuration in the sections that its chart takes.

    A batch is acknowledged when Logstash has it. Until then it waits on the node's disk, at most 1 GB, and after ten
    tries (about half an hour) it is dropped, so that a long outage fills no disk.
    https://docs.fluentbit.io/manual/administration/buffering-and-storage
    """
    return {
        "service": _section(
            "SERVICE",
            Flush="1",
            Daemon="Off",
            Log_Level="warn",
            Parsers_File="/fluent-bit/etc/parsers.conf",
            HTTP_Server="On",
            HTTP_Listen="0.0.0.0",  # noqa: S104  # the probes come from the node
            HTTP_Port="2020",
            Health_Check="On",
            **{"storage.path": f"{STATE_FOLDER}/buffer", "storage.max_chunks_up": "64"},
        ),
        "inputs": _section(
            "INPUT",
            Name="tail",
            Path="/var/log/containers/*.log",
            # Its own lines would come back for ever.
            Exclude_Path="/var/log/containers/fluent-bit-*.log",
            Tag="kube.*",
            DB=f"{STATE_FOLDER}/tail.db",
            Skip_Long_Lines="On",
            Refresh_Interval="10",
            **{"multiline.parser": "cri", "storage.type": "filesystem"},
        ),
        "filters": _section(
            "FILTER",
            Name="kubernetes",
            Match="kube.*",
            Merge_Log="On",
            Merge_Log_Key="application",
            Annotations="Off",
            Buffer_Size="256k",
            **{"K8S-Logging.Exclude": "On"},
        ),
        "outputs": _section(
            "OUTPUT",
            Name="http",
            Match="kube.*",
            Host=logstash_host,
            Port=str(INGEST_PORT),
            URI="/",
            Format="json",
            Json_date_key="@timestamp",
            Json_date_format="iso8601",
            Retry_Limit="10",
            **{"storage.total_limit_size": "1G"},
        ),
        "customParsers": "",
    }


def _section(kind: str, **entries: str) -> str:
    lines = [f"    {key} {value}" for key, value in entries.items()]
    return "\n".join([f"[{kind}]", *lines, ""])


def logstash_pipeline() -> str:
    """Return the pipeline that takes Fluent Bit's batches, settles the level and writes daily indices.

    The operator gives address, user, password and certificate of Elasticsearch as variables. An event that
    Elasticsearch refuses is logged and dropped; one that it cannot take yet is tried again.
    """
    prefix = CREDENTIALS_VARIABLE
    return f"""\
input {{
  http {{
    port => {INGEST_PORT}
    codec => "json"
    ecs_compatibility => "disabled"
  }}
}}

filter {{
  mutate {{
    remove_field => ["headers", "host", "http", "url", "user_agent"]
  }}
  if [application][level] {{
    mutate {{ copy => {{ "[application][level]" => "level" }} }}
    mutate {{ uppercase => ["level"] }}
  }} else if [log] =~ /\\b(CRITICAL|FATAL)\\b/ {{
    mutate {{ add_field => {{ "level" => "CRITICAL" }} }}
  }} else if [log] =~ /\\bERROR\\b/ {{
    mutate {{ add_field => {{ "level" => "ERROR" }} }}
  }} else if [log] =~ /\\bWARN(ING)?\\b/ {{
    mutate {{ add_field => {{ "level" => "WARN" }} }}
  }} else {{
    mutate {{ add_field => {{ "level" => "INFO" }} }}
  }}
  if [level] == "WARNING" {{
    mutate {{ replace => {{ "level" => "WARN" }} }}
  }}
  if ![kubernetes][namespace_name] {{
    mutate {{ add_field => {{ "[kubernetes][namespace_name]" => "unknown" }} }}
  }}
}}

output {{
  elasticsearch {{
    hosts => ["${{{prefix}_ES_HOSTS}}"]
    user => "${{{prefix}_ES_USER}}"
    password => "${{{prefix}_ES_PASSWORD}}"
    ssl_certificate_authorities => ["${{{prefix}_ES_SSL_CERTIFICATE_AUTHORITY}}"]
    index => "{INDEX}"
    action => "index"
    data_stream => false
    manage_template => false
    ilm_enabled => false
  }}
}}
"""


def lifecycle_policy(retention_days: int) -> str:
    """Return the index lifecycle policy that deletes an index this many days after it was made (ECO-153).

    https://www.elastic.co/docs/manage-data/lifecycle/index-lifecycle-management
    """
    delete = {"min_age": f"{retention_days}d", "actions": {"delete": {}}}
    phases = {"hot": {"actions": {"set_priority": {"priority": 100}}}, "delete": delete}
    return json.dumps({"policy": {"phases": phases}}, sort_keys=True, indent=1)


def index_template() -> str:
    """Return the template that every daily index is made from.

    Elasticsearch has a template of its own for `logs-*-*` that would make data streams, which Logstash could not write
    daily indices into; the higher priority wins. Fields of the application's own that differ in type between services
    would make documents bounce, so they are kept as one searchable field.
    https://www.elastic.co/docs/manage-data/data-store/templates
    """
    mappings = {
        "properties": {
            "@timestamp": {"type": "date"},
            "level": {"type": "keyword"},
            "log": {"type": "text"},
            "application": {"type": "flattened"},
            "kubernetes": {"properties": {"labels": {"type": "flattened"}}},
        }
    }
    settings = {
        "index.lifecycle.name": POLICY,
        "index.number_of_shards": 1,
        # A copy as soon as there is a second node; a single node stays green without.
        "index.auto_expand_replicas": "0-1",
    }
    template = {"settings": settings, "mappings": mappings}
    return json.dumps(
        {"index_patterns": [f"{INDEX_PREFIX}*"], "priority": 500, "template": template}, sort_keys=True, indent=1
    )


def setup_script() -> str:
    """Return the shell script that gives Elasticsearch the policy and the template. Doing it again changes nothing.

    It waits up to ten minutes for the cluster. The password stays off the command line, where others could see it.
    """
    return f"""\
set -eu
put() {{
  printf 'user = "elastic:%s"' "$ELASTIC_PASSWORD" | curl --config - --cacert /certificates/ca.crt \\
    --fail-with-body --silent --show-error --retry 60 --retry-all-errors --retry-delay 10 --retry-max-time 600 \\
    --request PUT --header 'Content-Type: application/json' --data-binary "@/setup/$1" "$ELASTICSEARCH_URL/$2"
}}
put policy.json _ilm/policy/{POLICY}
put template.json _index_template/{POLICY}
"""
