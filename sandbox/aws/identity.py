"""Cognito user pools and their clients."""

from collections.abc import Mapping

from sandbox.aws.common import arn, named, took
from sandbox.resource_facts import ResourceFacts

_POOL = "aws:cognito/userPool:UserPool"
_CLIENT = "aws:cognito/userPoolClient:UserPoolClient"

FACTS: Mapping[str, ResourceFacts] = {
    _POOL: ResourceFacts(
        id="{region}_{hex17:.9}",
        times=took(2, 1, 1, "E"),
        name=named(_POOL),
        defaults={"deletionProtection": "INACTIVE", "mfaConfiguration": "OFF"},
        outputs={
            "arn": arn("cognito-idp", "userpool/{id}"),
            "endpoint": "cognito-idp.{region}.amazonaws.com/{id}",
            "creationDate": "2026-01-01T00:00:00Z",
            "lastModifiedDate": "2026-01-01T00:00:00Z",
            "estimatedNumberOfUsers": 0,
        },
    ),
    _CLIENT: ResourceFacts(
        id="{hex17}{hex8:.8}",
        times=took(1, 1, 1, "E"),
        name=named(_CLIENT),
        outputs={"clientSecret": ""},
        variants={"generateSecret=true": {"clientSecret": "{hex17}{hex8}{hex17}"}},
        references={"userPoolId": f"{_POOL}#id"},
        free_references=("userPoolId",),
    ),
}
