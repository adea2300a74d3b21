"""DNS names and certificates."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import entries, rule, some, stack_rule
from policies.lib.view import View

RECORD = "aws:route53/record:Record"
CERTIFICATE = "aws:acm/certificate:Certificate"


@rule(
    "acm-no-wildcard",
    "Certificates name the hosts that they are for",
    severity=Severity.LOW,
    remedy="Name the host",
    types=(CERTIFICATE,),
    controls=("CKV2_AWS_71",),
)
def no_wildcard(certificate: Resource) -> Iterator[str]:
    """Whoever gets the key of a certificate for all hosts can pose as any of them."""
    names = [*entries(certificate, "domainName"), *entries(certificate, "subjectAlternativeNames")]
    if some(names, lambda name: str(name.value()).startswith("*.")):
        yield "it is for every host below a name"


def _target(record: View) -> str:
    if record.given("aliases"):
        return "aliases"
    return "records" if record.value("type") in ("A", "AAAA", "CNAME") else ""


@stack_rule(
    "route53-no-dangling-record",
    "Names lead to what the stack has",
    severity=Severity.MEDIUM,
    remedy="Take the target from the resource that it names",
    types=(RECORD,),
    controls=("CKV2_AWS_23",),
)
def no_dangling_record(record: StackResource, _: Stack) -> Iterator[str]:
    """Find names that whoever gets the address next could take over."""
    target = _target(record)
    if target and not record.sources(target):
        yield f"{target} comes from no resource of this stack"
