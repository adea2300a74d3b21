"""The product evaluation system: CloudFront before two services on ECS Fargate, PostgreSQL, Redis and a file store."""

from architectures import Architecture

from .build import build
from .deviations import DEVIATIONS
from .settings import DEV, PROD

ARCHITECTURE = Architecture(
    title="Product evaluation system, Vue and Flask on ECS Fargate behind CloudFront",
    source="002_8080ac2917272697.txt",
    dev=DEV,
    prod=PROD,
    build=build,
    deviations=DEVIATIONS,
)
