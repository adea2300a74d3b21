"""Where the program leaves the document of the scalable platform, and why. Row ids as in core/data/requirements.csv."""

from core.traceability import Deviation

DEVIATIONS = (
    Deviation(
        rows=("SCA-028",),
        documented="the pipeline connects to EKS by an access entry among the cluster's own inputs",
        built="an access entry of its own (aws:eks/accessEntry) with the policy AmazonEKSEditPolicy in the services' "
        "namespace",
        reason="As a resource of its own the entry comes and goes without a change of the cluster, and is limited to a "
        "namespace that is made after it.",
    ),
    Deviation(
        rows=("SCA-054",),
        documented="Kubernetes 1.28",
        built="Kubernetes 1.35 under standard support",
        reason="Clusters of 1.28 can no longer be made since 26 November 2025. `settings.cluster.version` moves on one "
        "minor at a time.",
    ),
    Deviation(
        rows=("SCA-067",),
        documented="PostgreSQL 15.4",
        built="engine version 15, minor upgrades by RDS",
        reason="15.4 can no longer be created on RDS (15.13 to 15.19 can). `settings.database.engine_version` may pin "
        "a minor.",
    ),
    Deviation(
        rows=("SCA-017", "SCA-032", "SCA-137", "SCA-138", "SCA-139", "SCA-142"),
        documented="Elasticsearch, Logstash and Kibana",
        built="the three by Elastic's operator: charts eck-elasticsearch, eck-logstash and eck-kibana",
        reason="The charts named elasticsearch, logstash and kibana stand still at 8.5.1 since 2022 and change their "
        "password at every upgrade.",
    ),
    Deviation(
        rows=("SCA-140", "SCA-141"),
        documented="Fluentd collects and forwards logs",
        built="Fluent Bit on every node (chart fluent-bit), which forwards to Logstash",
        reason="It is the agent of the same project for this work and speaks its protocols, with a tenth of the memory "
        "on each node of 4 GiB. Fluentd's strength, processing, is done by Logstash here, and every cluster has one "
        "shipper.",
    ),
    Deviation(
        rows=("SCA-113",),
        documented="encryption in transit",
        built="TLS from users to the load balancer, to PostgreSQL and to Elasticsearch; between pods and to Redis "
        "plain TCP inside private subnets, closed by network policies and a password",
        reason="The document's services do not say that they serve TLS, and Redis with TLS needs an authority for "
        "certificates in the cluster that the document does not have. `settings.load_balancer.backend_protocol: HTTPS` "
        "encrypts the way to the services once their images serve it.",
    ),
    Deviation(
        rows=("SCA-117",),
        documented="credentials as Kubernetes secrets",
        built="Kubernetes secrets that External Secrets makes from AWS Secrets Manager; the database is signed in to "
        "with IAM tokens and has none",
        reason="A secret among the program's own objects would have its value in the state. The copy in the cluster is "
        "encrypted with KMS as documented.",
    ),
    Deviation(
        rows=("SCA-156",),
        documented="connections are pooled",
        built="by the application; RDS Proxy with `settings.database_proxy: {}`",
        reason="Only the backend connects: with pools of ten, its 20 pods at most stay below the some 220 connections "
        "that db.t3.small takes. A proxy costs by the hour, and is a switch for when they do not.",
    ),
    Deviation(
        rows=("SCA-202",),
        documented="administrative access through a VPN",
        built="the cluster's API inside the VPC alone, or from `settings.cluster.public_access_cidrs`; AWS Client VPN "
        "with `settings.vpn`",
        reason="A client VPN needs a certificate or an identity provider that only its owner has, and costs by the "
        "hour and zone.",
    ),
    Deviation(
        rows=("SCA-197", "SCA-198"),
        documented="SOC 2 and PCI DSS are considered",
        built="encryption at rest and in transit, network isolation, least privilege, audit logs and retention",
        reason="A standard is met by an organisation and attested by an auditor; no resource carries it. The policy "
        "packs hold the controls that resources can carry.",
    ),
)
