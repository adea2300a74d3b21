"""The Datadog agent beside a task, and what tells the application's data from others'.

https://docs.datadoghq.com/integrations/ecs_fargate/
"""

from collections.abc import Mapping

from core.containers import Sidecar
from core.sections.datadog import DatadogSettings

AGENT = "datadog-agent"


def agent(settings: DatadogSettings) -> Sidecar:
    """Return the agent's container. It writes its configuration to its own file system, and so as root."""
    key = {"DD_API_KEY": settings.api_key_arn}
    in_parameter_store = ":ssm:" in settings.api_key_arn
    return Sidecar(
        name=AGENT,
        image=settings.image,
        cpu=settings.cpu,
        memory=settings.memory,
        environment={
            "DD_APM_ENABLED": "true",
            "DD_LOGS_ENABLED": "true",
            "DD_SITE": settings.site,
            "ECS_FARGATE": "true",
        },
        secrets={} if in_parameter_store else key,
        parameters=key if in_parameter_store else {},
        writes_to_root=True,
    )


def labels(service: str, environment: str, version: str) -> Mapping[str, str]:
    """Return the variables by which Datadog groups what an application sends.

    https://docs.datadoghq.com/getting_started/tagging/unified_service_tagging/
    """
    return {"DD_ENV": environment, "DD_SERVICE": service, "DD_VERSION": version}
