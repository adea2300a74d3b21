"""An e-commerce platform: services for users, products and orders on EKS, with PostgreSQL, Redis and S3.

Prometheus, Grafana, Elasticsearch, Logstash and Kibana run in the cluster beside them.
"""

from architectures import Architecture

from .build import build
from .deviations import DEVIATIONS
from .settings import DEV, PROD

ARCHITECTURE = Architecture(
    title="E-commerce platform, microservices on EKS with PostgreSQL, Redis and S3",
    source="001_4d72d45e01d0d7c4.txt",
    dev=DEV,
    prod=PROD,
    build=build,
    deviations=DEVIATIONS,
)
