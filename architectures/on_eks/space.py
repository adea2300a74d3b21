"""The namespace of an application: what its pods are in AWS, and which secrets of AWS they find in it."""

from collections.abc import Mapping, Sequence

import pulumi

from architectures.context import StackContext
from components.kubernetes_namespace import KubernetesNamespace, KubernetesNamespaceArgs
from components.synced_secret import RemoteValue, SecretStore, SecretStoreArgs, SyncedSecret, SyncedSecretArgs
from components.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from core.iam import Statement
from core.task_permissions import secret_reading

from .cluster import Platform
from .ground import Ground

SECRETS_ACCOUNT = "secret-reader"  # a service account


class Space:
    """A closed namespace. Its one way to Secrets Manager reads the secrets that are named here, and no other."""

    name: pulumi.Output[str]
    """Name of the namespace, once it is there and closed."""

    def __init__(
        self,
        stack: StackContext,
        ground: Ground,
        platform: Platform,
        *,
        namespace: str,
        secret_arns: Sequence[pulumi.Input[str]],
        holds_data: bool = False,
    ) -> None:
        """Make the namespace and its way to the secrets. With `holds_data`, volumes in it go when it goes."""
        self._stack, self._platform, self._namespace = stack, platform, namespace
        self.name = KubernetesNamespace(
            stack.name("namespace"),
            KubernetesNamespaceArgs(
                namespace=namespace,
                pod_security="restricted",
                isolated=True,
                readiness_gates=True,
                needs=[platform.services],
            ),
            pulumi.ResourceOptions.merge(platform.opts, pulumi.ResourceOptions(protect=holds_data and stack.protected)),
        ).name
        rights = secret_reading(secret_arns, ground.key.arn, stack.region)
        self._store = SecretStore(
            stack.name("secrets"),
            SecretStoreArgs(
                controller=platform.services.secrets_controller,
                namespace=self.name,
                service_account=SECRETS_ACCOUNT,
                role_arn=self.identity("secret-reader", SECRETS_ACCOUNT, rights),
                region=stack.region,
            ),
            platform.opts,
        )

    def identity(self, part: str, service_account: str, statements: Sequence[Statement]) -> pulumi.Output[str]:
        """Return the role in AWS of a service account of this namespace."""
        cluster = self._platform.cluster
        return WorkloadIdentity(
            self._stack.name(part),
            WorkloadIdentityArgs(
                oidc_provider_arn=cluster.oidc_provider_arn,
                oidc_issuer=cluster.oidc_issuer,
                namespace=self._namespace,
                service_account=service_account,
                statements=statements,
            ),
            self._stack.opts,
        ).role_arn

    def secret(self, part: str, secret_name: str, values: Mapping[str, RemoteValue]) -> pulumi.Output[str]:
        """Bring values of Secrets Manager into the namespace, and return the name of the Kubernetes secret."""
        return SyncedSecret(
            self._stack.name(part),
            SyncedSecretArgs(
                controller=self._platform.services.secrets_controller,
                namespace=self.name,
                store_name=self._store.name,
                secret_name=secret_name,
                values=values,
            ),
            self._platform.opts,
        ).name
