"""What parliament, the IAM linter, says about a policy document."""

import json
import warnings
from collections.abc import Iterator

from .recording import Registered

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)  # parliament leaves two files open while it is imported
    import parliament  # type: ignore[import-untyped]  # has no types

TOKENS = ("aws:iam/", "aws:s3/bucketPolicy:", "aws:sns/topicPolicy:", "aws:sqs/queuePolicy:", "aws:kms/key:")
ACCEPTED_IN_RESOURCE_POLICIES = {
    "RESOURCE_MISMATCH": "Resource * in the policy of a key or queue means that key or queue",
    "RESOURCE_STAR": "the same",
    "RESOURCE_POLICY_PRIVILEGE_ESCALATION": "a key's policy must leave its account able to change it (AWS's default)",
    "UNKNOWN_CONDITION_FOR_ACTION": "a condition on all actions of a service holds for those that know it",
    "MISMATCHED_TYPE": "IAM takes numbers in quotes, and ArnLike on kms:EncryptionContext as the CloudWatch guide does",
}
ACCEPTED_ACTIONS = {
    "logs:DescribeLogGroups": "takes log groups as resources; parliament's data are older than that",
    "elasticloadbalancing:CreateAction": "a condition of AddTags; parliament's data are older than that",
    ":listener/net/": "one of two kinds of listeners; rights on those of application load balancers are enough",
    ":listener-rule/net/": "the same for their rules",
    "oidc.eks.": "a cluster's identity provider and the conditions on its tokens have its id in their names",
    "ec2:CreateSecurityGroup": "needs the VPC as well, which a statement of its own allows, for it takes no tags",
}


def policy_documents(resource: Registered) -> Iterator[str]:
    """Yield the policies of a resource. A trust policy gets the role as its Resource, which AWS implies."""
    for key in ("policy", "assumeRolePolicy"):
        text = resource.inputs.get(key)
        if not isinstance(text, str):
            continue
        document = json.loads(text)
        if key == "assumeRolePolicy":
            for statement in document["Statement"]:
                statement["Resource"] = "arn:aws:iam::000000000000:role/this"
        yield json.dumps(document)


def findings(resource: Registered) -> list[str]:
    """Return what is wrong with a resource's policies; nothing for a resource that has none."""
    if not resource.token.startswith(TOKENS):
        return []
    accepted = {} if resource.token.startswith("aws:iam/") else ACCEPTED_IN_RESOURCE_POLICIES
    return [
        f"{resource.name}: {finding}"
        for document in policy_documents(resource)
        for finding in parliament.analyze_policy_string(document).findings
        if finding.issue not in accepted and not any(action in str(finding.detail) for action in ACCEPTED_ACTIONS)
    ]
