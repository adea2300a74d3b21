"""IAM and resource policy documents as values.

Documents are built from statements and rendered once; Outputs may stand anywhere inside, and a secret or an unknown
stays what it is.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import pulumi

Values: TypeAlias = pulumi.Input[str] | Sequence[pulumi.Input[str]] | pulumi.Output[Sequence[str]]
Statement: TypeAlias = Mapping[str, object]


def statement(
    actions: Sequence[str],
    resources: Values,
    *,
    sid: str | None = None,
    effect: Literal["Allow", "Deny"] = "Allow",
    principals: Mapping[str, Values] | Literal["*"] | None = None,
    conditions: Mapping[str, Mapping[str, Values]] | None = None,
) -> Statement:
    """Return one statement. `conditions` maps an operator to condition keys and their values."""
    result: dict[str, object] = {"Effect": effect, "Action": sorted(actions), "Resource": resources}
    if sid is not None:
        result["Sid"] = sid
    if principals is not None:
        result["Principal"] = principals
    if conditions is not None:
        result["Condition"] = conditions
    return result


def document(*statements: Statement) -> pulumi.Output[str]:
    """Render statements as the JSON text of a policy document, keys sorted so that equal documents are equal text."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def service_trust(
    service: str, *, account_id: pulumi.Input[str] | None = None, source_arn: pulumi.Input[str] | None = None
) -> Statement:
    """Return the statement of a role's trust policy that lets an AWS service assume the role.

    `account_id` and `source_arn` keep the service from being used by another account (the confused deputy):
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    """
    conditions: dict[str, Mapping[str, Values]] = {}
    if account_id is not None:
        conditions["StringEquals"] = {"aws:SourceAccount": account_id}
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    trust: dict[str, object] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": service},
    }
    if conditions:
        trust["Condition"] = conditions
    return trust
