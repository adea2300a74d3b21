"""IMS 2.0: a FastAPI backend on ECS Fargate behind a load balancer with a web firewall, PostgreSQL and Redis.

The React frontend is hosted outside AWS and takes the output `apiUrl`.
"""

from architectures import Architecture

from .build import build
from .deviations import DEVIATIONS
from .settings import DEV, PROD

ARCHITECTURE = Architecture(
    title="IMS 2.0, FastAPI on ECS Fargate with PostgreSQL and Redis",
    source="000_9f5f6fe6c5f4b073.txt",
    dev=DEV,
    prod=PROD,
    build=build,
    deviations=DEVIATIONS,
)
