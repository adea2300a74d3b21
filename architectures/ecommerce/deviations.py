"""Where the program leaves the e-commerce document, and why. Row ids as in core/data/requirements.csv."""

from core.traceability import Deviation

DEVIATIONS = (
    Deviation(
        rows=("ECO-064",),
        documented="Kubernetes 1.28",
        built="Kubernetes 1.35 under standard support",
        reason="Clusters of 1.28 can no longer be made since 26 November 2025. `settings.cluster.version` moves on one "
        "minor at a time.",
    ),
    Deviation(
        rows=("ECO-075",),
        documented="the add-on CoreDNS, as an option of the cluster",
        built="CoreDNS as an add-on of its own (eks:index:Addon), at the version of the Kubernetes release",
        reason="Inside the cluster's component it waits for nodes, which wait for the component: 20 minutes, and then "
        "it fails. As an add-on of its own it comes after the nodes.",
    ),
    Deviation(
        rows=("ECO-079",),
        documented="PostgreSQL 15.4",
        built="engine version 15, minor upgrades by RDS",
        reason="15.4 can no longer be created on RDS (15.13 to 15.19 can). `settings.database.engine_version` may pin "
        "a minor.",
    ),
    Deviation(
        rows=("ECO-032", "ECO-149", "ECO-150", "ECO-151"),
        documented="Elasticsearch, Logstash and Kibana",
        built="the three by Elastic's operator: charts eck-elasticsearch, eck-logstash and eck-kibana",
        reason="The charts named elasticsearch, logstash and kibana stand still at 8.5.1 since 2022 and change their "
        "password at every upgrade. The product search shares the cluster, on indices of its own.",
    ),
    Deviation(
        rows=("ECO-109",),
        documented="automatic rotation of all secrets",
        built="JWT and API keys rotate by a function, the database's password by RDS; third-party credentials do not",
        reason="Only their issuer can change third-party credentials. The secret is there, and people fill it.",
    ),
    Deviation(
        rows=("ECO-159",),
        documented="TLS end to end",
        built="TLS to the load balancer, HTTP from there to the pods inside private subnets, unless "
        "`settings.load_balancer.backend_protocol` is HTTPS",
        reason="The services of the document do not say that they serve TLS; a service mesh is its phase 2.",
    ),
    Deviation(
        rows=("ECO-219", "ECO-220", "ECO-221"),
        documented="PCI DSS, GDPR and SOC 2 apply",
        built="encryption at rest and in transit, network isolation, least privilege, audit trail and retention",
        reason="A standard is met by an organisation and attested by an auditor; no resource carries it. The policy "
        "packs hold the controls that resources can carry.",
    ),
)
