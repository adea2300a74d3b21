"""AWSomeShop: a FastAPI application on ECS Fargate behind a load balancer, MySQL, and Cognito for its users.

The most exact of the documents, and the cheapest system: it stands in one zone on purpose.
"""

from architectures import Architecture

from .build import build
from .deviations import DEVIATIONS
from .settings import DEV, PROD

ARCHITECTURE = Architecture(
    title="AWSomeShop, FastAPI on ECS Fargate with MySQL and Cognito",
    source="003_0b3f04faa824b81c.txt",
    region="us-east-2",
    dev=DEV,
    prod=PROD,
    build=build,
    deviations=DEVIATIONS,
)
