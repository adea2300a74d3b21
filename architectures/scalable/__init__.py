"""A scalable web platform: frontend, API gateway and backend on EKS, with PostgreSQL, Redis in the cluster and S3.

Prometheus, Grafana, Jaeger, Elasticsearch, Logstash and Kibana run in the cluster beside them.
"""

from architectures import Architecture

from .build import build
from .deviations import DEVIATIONS
from .settings import DEV, PROD

ARCHITECTURE = Architecture(
    title="Scalable web platform, three tiers on EKS with PostgreSQL, Redis in the cluster and S3",
    source="004_dddc4da8306746e0.txt",
    dev=DEV,
    prod=PROD,
    build=build,
    deviations=DEVIATIONS,
)
