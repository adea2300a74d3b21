"""What objects in a cluster want of AWS: roles of service accounts, secrets, drivers for volumes."""

import fnmatch
import json
from collections.abc import Iterator, Mapping

from sandbox.kubernetes.contents import Contents, annotation
from sandbox.kubernetes.values import items_at, mapping_at, text_at
from sandbox.outputs import ACCOUNT
from sandbox.store import Thing

_Inputs = Mapping[str, object]
_Problems = Iterator[tuple[str, str]]

_ROLE_KEY = "eks.amazonaws.com/role-arn"
_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_DRIVERS: Mapping[str, str] = {
    "ebs.csi.aws.com": "aws-ebs-csi-driver",
    "kubernetes.io/aws-ebs": "aws-ebs-csi-driver",  # handed on to the driver by Kubernetes itself
    "efs.csi.aws.com": "aws-efs-csi-driver",
}
"""Provisioner of a storage class to the add-on that makes its volumes."""


def service_account_problems(contents: Contents, namespace: str, inputs: _Inputs) -> _Problems:
    """Yield a role that is not there, or that does not let this service account in."""
    arn, path = annotation(inputs, _ROLE_KEY), f'metadata.annotations["{_ROLE_KEY}"]'
    if arn is None or arn.split(":")[4:5] != [ACCOUNT]:
        return
    roles = contents.store.things("type = ? and json_extract(outputs, '$.arn') = ?", ("aws:iam/role:Role", arn))
    if not roles:
        yield path, f"there is no role {arn}"
        return
    account = f"system:serviceaccount:{namespace}:{text_at(inputs, 'metadata.name')}"
    subjects = list(_subjects(roles[0].inputs.get("assumeRolePolicy")))
    if not any(fnmatch.fnmatchcase(account, subject) for subject in subjects):
        allowed = ", ".join(subjects) or "no service account"
        yield path, f"the trust policy of {roles[0].label} lets in {allowed}, not {account}"


def _subjects(policy: object) -> Iterator[str]:
    """Yield the subjects of OIDC tokens that a trust policy lets in."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    for statement in items_at(document, "Statement"):
        for operator in mapping_at(statement, "Condition").values():
            for key, value in mapping_at(operator).items():
                if key.endswith(":sub"):
                    yield from [str(item) for item in value] if isinstance(value, list) else [str(value)]


def external_secret_problems(contents: Contents, store: Thing, inputs: _Inputs) -> _Problems:
    """Yield the secrets that AWS Secrets Manager lacks, if the secret store reads from there."""
    if text_at(store.inputs, "spec.provider.aws.service") != "SecretsManager":
        return
    wanted = [
        (f"spec.data[{index}].remoteRef.key", text_at(item, "remoteRef.key"))
        for index, item in enumerate(items_at(inputs, "spec.data"))
    ]
    wanted += [
        (f"spec.dataFrom[{index}].extract.key", text_at(item, "extract.key"))
        for index, item in enumerate(items_at(inputs, "spec.dataFrom"))
    ]
    for path, key in wanted:
        if key is not None and not _has_secret(contents, key):
            yield path, f"AWS Secrets Manager has no secret {key!r}"


def _has_secret(contents: Contents, key: str) -> bool:
    """Return whether a secret has this name or ARN; one that RDS manages is known from its database's outputs."""
    named = "type = 'aws:secretsmanager/secret:Secret' and ? in (id, json_extract(outputs, '$.name'))"
    managed = "type like 'aws:rds/%' and instr(outputs, ?)"
    return bool(contents.store.things(named, (key,)) or contents.store.things(managed, (json.dumps(key),)))


def volume_problems(contents: Contents, claim: _Inputs, path: str) -> _Problems:
    """Yield why a volume claim would stay pending: no storage class, or no driver that makes its volumes."""
    if text_at(claim, "spec.volumeName"):
        return
    name = text_at(claim, "spec.storageClassName") or default_class(contents)
    if name is None:
        yield f"{path}.storageClassName", "required: the cluster has no default storage class"
    elif not contents.has("StorageClass", None, name):
        yield f"{path}.storageClassName", f"there is no storage class {name!r}"
    elif (driver := driver_of(contents, name)) and not contents.has_addon(driver):
        reason = f"the add-on {driver}, which makes the volumes of the storage class {name}, is not in the cluster"
        yield f"{path}.storageClassName", reason


def default_class(contents: Contents) -> str | None:
    """Return the storage class that claims without one get, None if the cluster has none."""
    for found in contents.of("StorageClass"):
        if annotation(found.inputs, _DEFAULT_CLASS) == "true":
            return text_at(found.outputs, "metadata.name")
    return None


def driver_of(contents: Contents, storage_class: str) -> str | None:
    """Return the add-on that makes and removes the volumes of a storage class, None if that is nobody's work."""
    found = contents.find("StorageClass", None, storage_class)
    provisioner = "kubernetes.io/aws-ebs" if found is None else str(found.inputs.get("provisioner"))
    return _DRIVERS.get(provisioner)
