"""Who pods are: their service account, its role in AWS, and what it may do in the cluster's own API."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core.v1 import ServiceAccount
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, Role, RoleBinding, RoleRefArgs, SubjectArgs

from core.chart_values import ROLE_ANNOTATION
from core.kubernetes_labels import recommended_labels

_RBAC = "rbac.authorization.k8s.io"


@dataclass(frozen=True, kw_only=True)
class PodAccount:
    """A service account. Its name is that of the pods' owner too."""

    name: str
    namespace: pulumi.Input[str]
    role_arn: pulumi.Input[str] | None = None
    reads_config: bool = False
    """Whether the account may read and watch the config map of its own name (SCA-116), which is all that it then may do
    in the cluster's API. No pod gets a token by itself: one that reads asks for a projected token in its template.
    """


def pod_account(label: str, account: PodAccount, opts: pulumi.ResourceOptions) -> ServiceAccount:
    """Make a service account without a mounted token, and its rights if it has any."""
    annotations = None if account.role_arn is None else {ROLE_ANNOTATION: account.role_arn}
    made = ServiceAccount(
        label,
        metadata=_metadata(account, annotations),
        automount_service_account_token=False,
        opts=opts,
    )
    if account.reads_config:
        _let_read(label, account, opts)
    return made


def _let_read(label: str, account: PodAccount, opts: pulumi.ResourceOptions) -> None:
    """Bind the account to a role of its own. The binding may come before the account."""
    role = Role(
        label,
        metadata=_metadata(account),
        rules=[
            PolicyRuleArgs(
                api_groups=[""], resources=["configmaps"], resource_names=[account.name], verbs=["get", "watch"]
            )
        ],
        opts=opts,
    )
    RoleBinding(
        label,
        metadata=_metadata(account),
        role_ref=RoleRefArgs(api_group=_RBAC, kind="Role", name=role.metadata.name),
        subjects=[SubjectArgs(kind="ServiceAccount", name=account.name, namespace=account.namespace)],
        opts=opts,
    )


def _metadata(account: PodAccount, annotations: dict[str, pulumi.Input[str]] | None = None) -> ObjectMetaArgs:
    labels = recommended_labels(account.name, account.namespace)
    return ObjectMetaArgs(name=account.name, namespace=account.namespace, labels=labels, annotations=annotations)
