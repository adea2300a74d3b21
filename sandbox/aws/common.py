"""Short forms for the tables: times with their source, names by AWS's rules, ARNs, and what is often referred to."""

from collections.abc import Mapping

from core.aws.names import NAME_RULES
from sandbox.resource_facts import Name, Times

VPC = "aws:ec2/vpc:Vpc#id"
SUBNET = "aws:ec2/subnet:Subnet#id"
GROUP = "aws:ec2/securityGroup:SecurityGroup#id"
KEY = "aws:kms/key:Key#arn|keyId"
ROLE_ARN = "aws:iam/role:Role#arn"
ROLE = "aws:iam/role:Role#name"
BUCKET = "aws:s3/bucket:Bucket#id"
BALANCER = "aws:lb/loadBalancer:LoadBalancer#arn"
TARGETS = "aws:lb/targetGroup:TargetGroup#arn"
FUNCTION = "aws:lambda/function:Function#arn"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule#arn"
CERTIFICATE = "aws:acm/certificate:Certificate#arn"


def took(create: float, update: float, delete: float, source: str, when: Mapping[str, Times] | None = None) -> Times:
    """Return times in seconds; docs/creation-times.md explains the codes in `source`."""
    return Times(create=create, update=update, delete=delete, source=source, when=when or {})


def instant(source: str = "E") -> Times:
    """Return the times of a resource that is one call of an API, a second or less."""
    return took(1, 1, 1, source)


def named(token: str, *, lower: bool = False, prefix: str = "") -> Name:
    """Return how resources of a type are named, with the limit from `core.aws.names`."""
    rule = NAME_RULES[token]
    return Name(property=rule.property, maximum=rule.maximum, lower=lower, prefix=prefix)


def arn(service: str, resource: str) -> str:
    """Return the template of a regional ARN."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def global_arn(service: str, resource: str) -> str:
    """Return the template of an ARN without region."""
    return f"arn:{{partition}}:{service}::{{account}}:{resource}"
