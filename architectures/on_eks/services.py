"""The services of an application: what each is, what it may use in AWS, and who may talk to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from architectures.context import StackContext
from components.container_registry import ContainerRegistry, ContainerRegistryArgs
from components.microservice import Microservice, MicroserviceArgs
from components.network_rules import HTTPS, Destination, Peer, Pods
from components.pod_template import SecretKey
from core import logging_values, monitoring_values
from core.iam import Statement, statement
from core.kubernetes_labels import NAME_LABEL
from core.logging_values import ELASTICSEARCH_PORT
from core.sections.microservice import MicroserviceSettings
from core.task_permissions import object_encryption, secret_reading
from core.tracing_values import OTLP_PORT

from .access import Access, Stores
from .cluster import Platform
from .ground import Ground, ranges
from .settings import EksSettings
from .space import Space


@dataclass(frozen=True, kw_only=True)
class Services:
    """The namespace and the services in it, by name."""

    namespace: pulumi.Output[str]
    registries: Mapping[str, ContainerRegistry]
    services: Mapping[str, Microservice]


@dataclass(frozen=True, kw_only=True)
class ServiceBuilder:
    """Makes the services of one stack: holds what all of them need."""

    stack: StackContext
    settings: EksSettings
    ground: Ground
    platform: Platform
    space: Space
    stores: Stores
    access: Mapping[str, Access]
    """What each service may use. One that is not named runs alone: it reaches DNS and the store of traces, no more."""
    reads_config: bool = False
    """Whether each service account may read the config map of its own name in the cluster's API."""

    def build(self) -> Services:
        """Make every service of the settings."""
        stack = self.stack
        registries = {
            name: ContainerRegistry(
                stack.name(name),
                ContainerRegistryArgs(kms_key_arn=self.ground.key.arn, protected=stack.protected),
                stack.opts,
            )
            for name in self.settings.services
        }
        services = {name: self._service(name, settings) for name, settings in self.settings.services.items()}
        return Services(namespace=self.space.name, registries=registries, services=services)

    def _service(self, name: str, settings: MicroserviceSettings) -> Microservice:
        access = self.access.get(name, Access())
        rights = self._rights(name, access)
        return Microservice(
            self.stack.name(name),
            MicroserviceArgs(
                settings=settings,
                service_name=name,
                namespace=self.space.name,
                image=self.stack.images.get(name),
                role_arn=self.space.identity(name, name, rights) if rights else None,
                reads_config=self.reads_config,
                environment=self._environment(name, access),
                secrets=self._secrets(access),
                sources=self._sources(name, settings),
                destinations=[*([HTTPS] if rights else []), *self._destinations(access)],
                scheme=self.settings.load_balancer.backend_protocol,
            ),
            self.platform.opts,
        )

    def _sources(self, name: str, settings: MicroserviceSettings) -> list[Peer]:
        """Return who connects to a service: load balancer, services that call it, collector of metrics."""
        public = ranges(self.stack, self.settings.network, "public") if settings.paths else []
        callers = [_pods(caller) for caller, access in self.access.items() if name in access.calls]
        return [*public, *callers, Pods(namespace=monitoring_values.NAMESPACE)]

    def _destinations(self, access: Access) -> list[Destination]:
        stores = self.stores
        logging = [Pods(namespace=logging_values.NAMESPACE)]
        found = [
            Destination(peers=[_pods(service)], ports=(self.settings.services[service].port,))
            for service in self._called(access)
        ]
        if access.database is not None:
            found.append(Destination(peers=stores.database.peers, ports=(stores.database.port,)))
        if access.cache:
            found.append(Destination(peers=stores.cache.peers, ports=(stores.cache.port,)))
        if access.search:
            found.append(Destination(peers=logging, ports=(ELASTICSEARCH_PORT,)))
        if stores.traces_url is not None:
            found.append(Destination(peers=logging, ports=(OTLP_PORT,)))
        return found

    def _called(self, access: Access) -> list[str]:
        """Return the services that a service calls, of those that the settings still have."""
        return [service for service in access.calls if service in self.settings.services]

    def _environment(self, name: str, access: Access) -> dict[str, pulumi.Input[str]]:
        stores, services = self.stores, self.settings.services
        scheme = self.settings.load_balancer.backend_protocol.lower()
        variables: dict[str, pulumi.Input[str]] = {"AWS_REGION": self.stack.region}
        variables |= {
            f"{_variable(service)}_URL": f"{scheme}://{service}:{services[service].port}"
            for service in self._called(access)
        }
        if access.database is not None:
            variables |= {
                "DATABASE_HOST": stores.database.host,
                "DATABASE_PORT": str(stores.database.port),
                "DATABASE_NAME": access.database,
                "DATABASE_USER": name,
            }
        if access.cache:
            variables |= {
                "REDIS_HOST": stores.cache.host,
                "REDIS_PORT": str(stores.cache.port),
                "REDIS_TLS": str(stores.cache.tls).lower(),
            }
        if access.search:
            variables["ELASTICSEARCH_URL"] = stores.search_url
        if stores.traces_url is not None:
            variables |= {"OTEL_EXPORTER_OTLP_ENDPOINT": stores.traces_url, "OTEL_SERVICE_NAME": name}
        variables |= {f"{_variable(purpose)}_BUCKET": stores.buckets[purpose].name for purpose in access.buckets}
        return variables | {f"{_variable(secret)}_SECRET_ARN": stores.secret_arns[secret] for secret in access.secrets}

    def _secrets(self, access: Access) -> dict[str, SecretKey]:
        return {"REDIS_AUTH_TOKEN": self.stores.cache.password} if access.cache else {}

    def _rights(self, name: str, access: Access) -> list[Statement]:
        """Return what the service may do in AWS: sign in to the database, use its buckets, read its secrets."""
        stores, rights = self.stores, list[Statement]()
        if access.database is not None:
            rights.append(statement(["rds-db:connect"], list(stores.database.user_arns(name)), sid="Database"))
        if access.buckets:
            actions = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
            rights.append(statement(actions, stores.bucket_arns(access.buckets), sid="Buckets"))
            if stores.bucket_key_arn is not None:
                rights.append(object_encryption(stores.bucket_key_arn, self.stack.region))
        if access.secrets:
            arns = [stores.secret_arns[secret] for secret in access.secrets]
            rights += secret_reading(arns, self.ground.key.arn, self.stack.region)
        return rights


def _pods(service: str) -> Pods:
    return Pods(labels={NAME_LABEL: service})


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
