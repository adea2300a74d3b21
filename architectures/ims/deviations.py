"""Where the program leaves the IMS document, and why. Row ids as in core/data/requirements.csv."""

from core.traceability import Deviation

DEVIATIONS = (
    Deviation(
        rows=("IMS-060",),
        documented="PostgreSQL 15.4",
        built="engine version 15, minor upgrades by RDS",
        reason="15.4 can no longer be created on RDS (15.13 to 15.19 can). `settings.database.engine_version` may pin "
        "a minor.",
    ),
    Deviation(
        rows=("IMS-027", "IMS-250"),
        documented="Redis in cluster mode",
        built="cluster mode in prod only",
        reason="Cluster mode needs automatic failover, which the one node documented for dev cannot do.",
    ),
    Deviation(
        rows=("IMS-029", "IMS-077", "IMS-078"),
        documented="a cluster of 3 nodes",
        built="one shard of a primary and two replicas",
        reason="Three shards without replicas, the other reading, could not fail over as the document wants.",
    ),
    Deviation(
        rows=("IMS-071", "IMS-073"),
        documented="read replicas and synchronous replication",
        built="a Multi-AZ standby (synchronous) and one read replica (asynchronous) in prod",
        reason="RDS replicates synchronously only to the standby, which serves no reads.",
    ),
    Deviation(
        rows=("IMS-168",),
        documented="secrets in Secrets Manager",
        built="the database password by RDS in dev, by Secrets Manager's generator in prod",
        reason="AWS refuses read replicas of a database whose password RDS manages, and prod has a replica.",
    ),
    Deviation(
        rows=("IMS-016", "IMS-194"),
        documented="TLS 1.3 everywhere, but HTTP from the load balancer to the containers",
        built="TLS 1.3 at the edge, TLS required by PostgreSQL and Redis, HTTP from the load balancer to the tasks",
        reason="The diagram draws HTTP/1.1; it stays in private subnets behind a group that admits the load balancer "
        "alone. RDS and ElastiCache can require TLS, but not version 1.3 alone.",
    ),
    Deviation(
        rows=("IMS-054", "IMS-055"),
        documented="a task count of 3, and a current count of 1 instance",
        built="3 tasks, never fewer, in dev and prod",
        reason="3 is the requirement, 1 an arithmetic example; the document names no environment.",
    ),
    Deviation(
        rows=("IMS-156",),
        documented="more than 1000 requests a second add an instance",
        built="60000 requests per task and minute",
        reason="The AWS metric counts per target and minute; the document states capacity per instance.",
    ),
    Deviation(
        rows=("IMS-042",),
        documented="api.ims-2.0.com",
        built="the key `domain`, with that name as the committed placeholder",
        reason="The name lies below 0.com, which nobody can register under. A real account refuses it.",
    ),
    Deviation(
        rows=("IMS-196",),
        documented="AES-256 with KMS keys for all data at rest",
        built="the log bucket uses SSE-S3, all else the stack's key",
        reason="Load balancers can deliver access logs only to a bucket with SSE-S3.",
    ),
    Deviation(
        rows=("IMS-201",),
        documented="MFA for admin access",
        built="no human role is made by this program",
        reason="How people sign in is the account's matter (IAM Identity Center), not one stack's.",
    ),
    Deviation(
        rows=("IMS-222", "IMS-224", "IMS-226", "IMS-227"),
        documented="Slack, text messages and paging",
        built="topics always; subscriptions when their receivers are configured",
        reason="No receiver is named in the document: `settings.observability.alerts.slack`, `alertPhones`, "
        "`pagerEndpoint`.",
    ),
    Deviation(
        rows=("IMS-204",),
        documented="Prometheus scrapes every 15 seconds",
        built="a collector beside each task that writes to Amazon Managed Service for Prometheus",
        reason="The document names no host for Prometheus, and nothing else on Fargate scrapes.",
    ),
)
