"""Secrets of AWS Secrets Manager as Kubernetes secrets, kept up to date by External Secrets.

No value passes through the program: the state holds where a secret is, never what it is.
https://external-secrets.io/latest/provider/aws-secrets-manager/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.core.v1 import ServiceAccount
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from core.naming import type_token
from core.ordering import after

API_VERSION = "external-secrets.io/v1"
_STORE = "aws-secrets-manager"
_WAIT = {"pulumi.com/waitFor": "condition=Ready"}
"""Pulumi does not know when an object of a kind it does not know is done; this tells it."""


@dataclass(frozen=True, kw_only=True)
class SecretStoreArgs:
    """What a store needs to know."""

    controller: pulumi.Resource
    """The release of External Secrets: it brings the kinds, and must outlive the objects."""
    namespace: pulumi.Input[str]
    service_account: str
    """Account that reads the secrets; nothing else uses it."""
    role_arn: pulumi.Input[str]
    """Its role, which may read just the secrets that this namespace needs (components/workload_identity.py)."""
    region: pulumi.Input[str]


class SecretStore(pulumi.ComponentResource):
    """The way of one namespace to AWS Secrets Manager, by a service account with a role of its own.

    Other namespaces cannot use it, and the controller itself has no right to any secret.
    """

    name: pulumi.Output[str]
    """Name of the store, once it has got access."""

    def __init__(self, name: str, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("kubernetes", "SecretStore"), name, {}, opts)
        account = ServiceAccount(
            name,
            metadata=ObjectMetaArgs(
                name=args.service_account,
                namespace=args.namespace,
                annotations={"eks.amazonaws.com/role-arn": args.role_arn},
            ),
            automount_service_account_token=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
        reader = {"name": after(args.service_account, account)}
        store = CustomResource(
            name,
            api_version=API_VERSION,
            kind="SecretStore",
            metadata=ObjectMetaArgs(name=_STORE, namespace=args.namespace, annotations=_WAIT),
            spec={
                "provider": {
                    "aws": {
                        "service": "SecretsManager",
                        "region": args.region,
                        "auth": {"jwt": {"serviceAccountRef": reader}},
                    }
                }
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.controller]),
        )
        self.name = after(_STORE, store)
        self.register_outputs({"name": self.name})


@dataclass(frozen=True, kw_only=True)
class RemoteValue:
    """A value in AWS Secrets Manager: a whole secret, or one field of a secret that is a JSON object."""

    secret_arn: pulumi.Input[str]
    json_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class SyncedSecretArgs:
    """What a synced secret needs to know."""

    controller: pulumi.Resource
    """The release of External Secrets: without it the secret would neither be made nor taken away."""
    namespace: pulumi.Input[str]
    store_name: pulumi.Input[str]
    """The store of the same namespace."""
    secret_name: str
    """Name of the Kubernetes secret; pods ask for it by this name."""
    values: Mapping[str, RemoteValue]
    """Keys of the Kubernetes secret to where their values are."""
    refresh_minutes: int = 60
    """Minutes after which a changed value arrives in Kubernetes. Each look costs one call of Secrets Manager a key.
    Pods that hold it as a variable see it after their next start.
    """


class SyncedSecret(pulumi.ComponentResource):
    """A Kubernetes secret whose values External Secrets copies from AWS Secrets Manager (ECO-174)."""

    name: pulumi.Output[str]
    """Name of the Kubernetes secret, once its values are there."""

    def __init__(self, name: str, args: SyncedSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check(name, args)
        super().__init__(type_token("kubernetes", "SyncedSecret"), name, {}, opts)
        external = CustomResource(
            name,
            api_version=API_VERSION,
            kind="ExternalSecret",
            metadata=ObjectMetaArgs(name=args.secret_name, namespace=args.namespace, annotations=_WAIT),
            spec={
                "refreshInterval": f"{args.refresh_minutes}m",
                "secretStoreRef": {"kind": "SecretStore", "name": args.store_name},
                # The copy goes with its source; a source that cannot be read leaves the copy as it is.
                "target": {"name": args.secret_name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
                "data": [{"secretKey": key, "remoteRef": _remote(args.values[key])} for key in sorted(args.values)],
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.controller]),
        )
        self.name = after(args.secret_name, external)
        self.register_outputs({"name": self.name})


def _check(name: str, args: SyncedSecretArgs) -> None:
    if not args.values:
        raise ValueError(f"SyncedSecret {name}: values is empty")
    if wrong := sorted(key for key in args.values if not re.fullmatch(r"[-._a-zA-Z0-9]{1,253}", key)):
        raise ValueError(f"SyncedSecret {name}: {', '.join(wrong)}: Kubernetes takes letters, digits, '-', '_' and '.'")
    if args.refresh_minutes < 1:
        raise ValueError(f"SyncedSecret {name}: refresh_minutes {args.refresh_minutes} must be at least 1")


def _remote(value: RemoteValue) -> dict[str, pulumi.Input[str]]:
    reference: dict[str, pulumi.Input[str]] = {"key": value.secret_arn}
    return reference if value.json_key is None else reference | {"property": value.json_key}
