"""The services: what each is, what it may use in AWS, and who may talk to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.log_stack import LogStack
from components.microservice import Microservice, MicroserviceArgs
from components.network_rules import HTTPS, Cidr, Destination, Pods
from components.pod_template import SecretKey
from components.synced_secret import RemoteValue, SecretStore, SecretStoreArgs, SyncedSecret, SyncedSecretArgs
from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core import logging_values, monitoring_values
from core.address_plan import Tier, plan
from core.aws.elasticache import PORT as REDIS_PORT
from core.aws.rds import PORTS
from core.iam import Statement, statement
from core.logging_values import ELASTICSEARCH_PORT
from core.sections.microservice import MicroserviceSettings
from core.task_permissions import secret_reading

from .access import ACCESS, Access
from .cluster import Platform
from .data import Data
from .foundation import Foundation, bucket_arns
from .settings import EcommerceSettings

NAMESPACE = "ecommerce"
SECRETS_ACCOUNT = "secret-reader"  # a service account
CACHE_SECRET = "cache"  # noqa: S105  # a Kubernetes secret's name


@dataclass(frozen=True, kw_only=True)
class Services:
    """The namespace and the services in it, by name."""

    namespace: pulumi.Output[str]
    registries: Mapping[str, ContainerRegistry]
    services: Mapping[str, Microservice]


class ServiceBuilder:
    """Makes the services of one stack: holds what all of them need."""

    def __init__(
        self,
        stack: StackContext,
        settings: EcommerceSettings,
        foundation: Foundation,
        platform: Platform,
        data: Data,
        logs: LogStack,
    ) -> None:
        """Take what the services are built on."""
        self._stack, self._settings = stack, settings
        self._foundation, self._platform, self._data, self._logs = foundation, platform, data, logs

    def build(self) -> Services:
        """Make the namespace and every service of the settings."""
        stack = self._stack
        self._namespace = KubernetesNamespace(
            stack.name("namespace"),
            KubernetesNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                isolated=True,
                readiness_gates=True,
                needs=[self._platform.services],
            ),
            self._platform.opts,
        ).name
        self._cache_secret = self._sync_cache_token()
        registries = {
            name: ContainerRegistry(
                stack.name(name),
                ContainerRegistryArgs(kms_key_arn=self._foundation.key.arn, protected=stack.protected),
                stack.opts,
            )
            for name in self._settings.services
        }
        services = {name: self._service(name, settings) for name, settings in self._settings.services.items()}
        return Services(namespace=self._namespace, registries=registries, services=services)

    def _identity(self, name: str, service_account: str, statements: Sequence[Statement]) -> pulumi.Output[str]:
        cluster = self._platform.cluster
        return WorkloadIdentity(
            self._stack.name(name),
            WorkloadIdentityArgs(
                oidc_provider_arn=cluster.oidc_provider_arn,
                oidc_issuer=cluster.oidc_issuer,
                namespace=NAMESPACE,
                service_account=service_account,
                statements=statements,
            ),
            self._stack.opts,
        ).role_arn

    def _sync_cache_token(self) -> pulumi.Output[str]:
        """Bring the cache's token into the namespace: it changes by hand only, and then with what reads it."""
        stack, controller = self._stack, self._platform.services.secrets_controller
        token_arn = self._data.cache.auth_secret_arn
        store = SecretStore(
            stack.name("secrets"),
            SecretStoreArgs(
                controller=controller,
                namespace=self._namespace,
                service_account=SECRETS_ACCOUNT,
                role_arn=self._identity(
                    "secret-reader",
                    SECRETS_ACCOUNT,
                    secret_reading([token_arn], self._foundation.key.arn, stack.region),
                ),
                region=stack.region,
            ),
            self._platform.opts,
        )
        synced = SyncedSecret(
            stack.name("cache-token"),
            SyncedSecretArgs(
                controller=controller,
                namespace=self._namespace,
                store_name=store.name,
                secret_name=CACHE_SECRET,
                values={"token": RemoteValue(secret_arn=token_arn)},
            ),
            self._platform.opts,
        )
        return synced.name

    def _service(self, name: str, settings: MicroserviceSettings) -> Microservice:
        access = ACCESS.get(name, Access())
        monitoring = Pods(namespace=monitoring_values.NAMESPACE)
        public = [Cidr(cidr) for cidr in self._ranges("public")] if settings.paths else []
        return Microservice(
            self._stack.name(name),
            MicroserviceArgs(
                settings=settings,
                service_name=name,
                namespace=self._namespace,
                image=self._stack.images.get(name),
                role_arn=self._identity(name, name, self._rights(name, access)),
                environment=self._environment(name, access),
                secrets={"REDIS_AUTH_TOKEN": SecretKey(self._cache_secret, "token")} if access.cache else {},
                sources=[*public, monitoring],
                destinations=self._destinations(access),
                scheme=self._settings.load_balancer.backend_protocol,
            ),
            self._platform.opts,
        )

    def _ranges(self, tier: Tier) -> list[str]:
        network = self._settings.network
        ranges = plan(network.cidr, self._stack.zones, network.tiers, stated=network.subnets)
        return list(ranges[tier].values())

    def _destinations(self, access: Access) -> list[Destination]:
        stores = [Cidr(cidr) for cidr in self._ranges("private")]
        found = [HTTPS]
        if access.database is not None:
            found.append(Destination(peers=stores, ports=(PORTS["postgres"],)))
        if access.cache:
            found.append(Destination(peers=stores, ports=(REDIS_PORT,)))
        if access.search:
            found.append(Destination(peers=[Pods(namespace=logging_values.NAMESPACE)], ports=(ELASTICSEARCH_PORT,)))
        return found

    def _environment(self, name: str, access: Access) -> dict[str, pulumi.Input[str]]:
        data, buckets = self._data, self._foundation.buckets
        variables: dict[str, pulumi.Input[str]] = {"AWS_REGION": self._stack.region}
        if access.database is not None:
            variables |= {
                "DATABASE_HOST": data.database.address,
                "DATABASE_PORT": str(data.database.port),
                "DATABASE_NAME": access.database,
                "DATABASE_USER": name,
            }
        if access.cache:
            variables |= {"REDIS_HOST": data.cache.endpoint, "REDIS_PORT": str(REDIS_PORT), "REDIS_TLS": "true"}
        if access.search:
            variables["ELASTICSEARCH_URL"] = self._logs.elasticsearch_url
        variables |= {f"{purpose.upper()}_BUCKET": buckets[purpose].name for purpose in access.buckets}
        variables |= {
            f"{secret.upper().replace('-', '_')}_SECRET_ARN": data.secret_arns[secret] for secret in access.secrets
        }
        return variables

    def _rights(self, name: str, access: Access) -> list[Statement]:
        """Return what the service may do in AWS: sign in to the database, use its buckets, read its secrets."""
        rights: list[Statement] = []
        if access.database is not None:
            rights.append(statement(["rds-db:connect"], self._data.database.user_arns(name), sid="Database"))
        if access.buckets:
            rights.append(
                statement(
                    ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
                    bucket_arns(self._foundation, *access.buckets),
                    sid="Buckets",
                )
            )
        if access.secrets:
            arns = [self._data.secret_arns[secret] for secret in access.secrets]
            rights += secret_reading(arns, self._foundation.key.arn, self._stack.region)
        return rights
