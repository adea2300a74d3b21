"""Datadog, which watches a system from outside AWS."""

from pydantic import Field

from core.domain_types import Arn
from core.sections.base import Section


class DatadogSettings(Section):
    """An agent beside each task that sends traces, metrics and logs to Datadog."""

    api_key_arn: Arn = Field(
        description="ARN of the secret (Secrets Manager) or SecureString (Parameter Store) that holds the API key of "
        "your Datadog organisation, encrypted with AWS's own key of that store or the stack's. You put it there; it "
        "never passes through this program."
    )
    site: str = Field(
        default="datadoghq.com", pattern=r"^[a-z0-9.-]+$", description="Datadog's site that your organisation is on."
    )
    image: str = Field(
        default="public.ecr.aws/datadog/agent:7", description="Image of the agent; pin a version in production."
    )
    cpu: int = Field(default=64, ge=32, description="CPU units of the agent; they come out of the task's size.")
    memory: int = Field(default=256, ge=128, description="Memory of the agent in MiB; it comes out of the task's size.")
