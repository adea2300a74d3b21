"""What architectures make in the same way: key, network, name, alerts, budget, and most of them their database."""

from collections.abc import Mapping, Sequence

import pulumi

from architectures.context import StackContext
from components.alerts import Alerts, AlertsArgs
from components.budget import Budget, BudgetArgs
from components.database import Database, DatabaseArgs
from components.domain import Domain, DomainArgs
from components.kms_key import KeyService, KmsKey, KmsKeyArgs
from components.vpc import Vpc, VpcArgs
from core.address_plan import Tier
from core.naming import PROJECT
from core.sections.database import DatabaseSettings
from core.sections.network import NetworkSettings
from core.sections.observability import AlertSettings, BudgetSettings


def build_key(stack: StackContext, *, services: Sequence[KeyService], description: str = "") -> KmsKey:
    """Make the key of the stack, which AWS's `services` use in their own name. It is described as that of all data."""
    return KmsKey(
        stack.name("key"),
        KmsKeyArgs(
            alias=stack.prefix,
            description=description or f"All data of {stack.prefix} at rest",
            account_id=stack.account_id,
            region=stack.region,
            services=services,
            protected=stack.protected,
        ),
        stack.opts,
    )


def build_network(
    stack: StackContext,
    settings: NetworkSettings,
    key: KmsKey,
    *,
    subnet_tags: Mapping[Tier, Mapping[str, str]] | None = None,
) -> Vpc:
    """Make the network of the stack; `subnet_tags` are further tags of a tier's subnets."""
    return Vpc(
        stack.name("network"),
        VpcArgs(
            settings=settings,
            zones=stack.zones,
            region=stack.region,
            account_id=stack.account_id,
            kms_key_arn=key.arn,
            protected=stack.protected,
            subnet_tags=subnet_tags or {},
        ),
        stack.opts,
    )


def build_domain(
    stack: StackContext, *, validation_minutes: int, wildcard: bool = False, key_algorithm: str | None = None
) -> Domain:
    """Make the name of the stack and its certificate, for which it waits so long."""
    return Domain(
        stack.name("domain"),
        DomainArgs(
            domain=stack.domain,
            hosted_zone_id=stack.hosted_zone_id,
            wildcard=wildcard,
            key_algorithm=key_algorithm,
            validation_minutes=validation_minutes,
            protected=stack.protected,
        ),
        stack.opts,
    )


def build_database(
    stack: StackContext,
    settings: DatabaseSettings,
    key: KmsKey,
    *,
    subnet_ids: Sequence[pulumi.Input[str]],
    security_group_id: pulumi.Input[str],
    log_retention_days: int,
) -> Database:
    """Make the database of the stack."""
    return Database(
        stack.name("database"),
        DatabaseArgs(
            settings=settings,
            identifier=f"{stack.prefix}-database",
            subnet_ids=subnet_ids,
            security_group_id=security_group_id,
            account_id=stack.account_id,
            region=stack.region,
            kms_key_arn=key.arn,
            log_retention_days=log_retention_days,
            protected=stack.protected,
        ),
        stack.opts,
    )


def build_alerts(stack: StackContext, settings: AlertSettings, key: KmsKey, *, from_events: bool = False) -> Alerts:
    """Make the topics of alerts and tell them to whom the stack names; `from_events` if event rules publish too."""
    return Alerts(
        stack.name("alerts"),
        AlertsArgs(
            settings=settings,
            account_id=stack.account_id,
            region=stack.region,
            kms_key_arn=key.arn,
            name_prefix=stack.prefix,
            emails=stack.alert_emails,
            phones=stack.alert_phones,
            pager_endpoint=stack.pager_endpoint,
            from_events=from_events,
        ),
        stack.opts,
    )


def build_budget(stack: StackContext, settings: BudgetSettings, topic_arn: pulumi.Input[str]) -> None:
    """Make the budget of what carries the stack's tags."""
    Budget(
        stack.name("budget"),
        BudgetArgs(settings=settings, tags=tags_of(stack), topic_arn=topic_arn, emails=stack.alert_emails),
        stack.opts,
    )


def tags_of(stack: StackContext) -> Mapping[str, str]:
    """Return the tags by which what belongs to the stack is found."""
    return {"Project": PROJECT, "Architecture": stack.architecture, "Environment": stack.environment}
