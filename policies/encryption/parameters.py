"""Parameters and proxies: what is secret is encrypted, and connections are too."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.customer_keys import missing_customer_key
from policies.lib.resources import Resource
from policies.lib.rule import rule

PARAMETER = "aws:ssm/parameter:Parameter"
PROXY = "aws:rds/proxy:Proxy"
SECRET_NAME = re.compile(r"password|passwd|secret|token|api[-_]?key|private[-_]?key|credential", re.IGNORECASE)


@rule(
    "ssm-parameter-secure-string",
    "Parameters that hold secrets are encrypted",
    severity=Severity.HIGH,
    remedy="Set type to SecureString, or keep it in Secrets Manager",
    types=(PARAMETER,),
    controls=("CKV2_AWS_34",),
)
def secure_string(parameter: Resource) -> Iterator[str]:
    """Look at name and description; the ARN of a secret is no secret."""
    name = f"{parameter.peek('name')} {parameter.peek('description')}"
    looks_secret = SECRET_NAME.search(name) and not re.search(r"arn\b", name, re.IGNORECASE)
    if looks_secret and parameter.value("type") != "SecureString":
        yield "the parameter is named like a secret and is not a SecureString"


@rule(
    "ssm-parameter-cmk",
    "Encrypted parameters are encrypted with a key of the account",
    severity=Severity.MEDIUM,
    remedy="Set keyId to a customer-managed key",
    types=(PARAMETER,),
    controls=("CKV_AWS_337",),
)
def parameter_key(parameter: Resource) -> Iterator[str]:
    """Look at parameters that are encrypted."""
    if parameter.value("type") == "SecureString":
        yield from missing_customer_key(parameter, "keyId")


@rule(
    "rds-proxy-require-tls",
    "Proxies of databases refuse connections without TLS",
    severity=Severity.HIGH,
    remedy="Set requireTls to true",
    types=(PROXY,),
    controls=("RDS.43",),
)
def proxy_tls(proxy: Resource) -> Iterator[str]:
    """Expect it in so many words: AWS's default is not to."""
    if proxy.value("requireTls") is not True:
        yield "requireTls is not true"
