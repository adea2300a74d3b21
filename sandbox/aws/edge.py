"""WAF, certificates and DNS."""

from collections.abc import Mapping

from sandbox.aws.common import BALANCER, CERTIFICATE, arn, named, took
from sandbox.resource_facts import ResourceFacts

_WEB_ACL = "aws:wafv2/webAcl:WebAcl"
_SERVERS = [
    f"ns-{number}.awsdns-{number:02}.{domain}" for number, domain in enumerate(("org", "com", "net", "co.uk"), 1)
]

FACTS: Mapping[str, ResourceFacts] = {
    _WEB_ACL: ResourceFacts(
        id="{uuid}",
        times=took(2, 3, 5, "M1"),
        name=named(_WEB_ACL),
        outputs={"arn": arn("wafv2", "regional/webacl/{name}/{id}"), "capacity": 1000, "lockToken": "{uuid}"},
        variants={"scope=CLOUDFRONT": {"arn": arn("wafv2", "global/webacl/{name}/{id}")}},
        unique=("name",),
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": ResourceFacts(
        id="{inputs[webAclArn]},{inputs[resourceArn]}",
        times=took(10, 10, 5, "E"),
        references={"webAclArn": f"{_WEB_ACL}#arn", "resourceArn": BALANCER},
        unique=("resourceArn",),
        free_references=("resourceArn",),
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ResourceFacts(
        id="{inputs[resourceArn]}",
        times=took(2, 1, 1, "E"),
        references={"resourceArn": f"{_WEB_ACL}#arn"},
        free_references=("resourceArn",),
    ),
    "aws:acm/certificate:Certificate": ResourceFacts(
        id=arn("acm", "certificate/{uuid}"),
        times=took(6, 1, 1, "M4"),
        outputs={
            "arn": "{id}",
            "status": "PENDING_VALIDATION",
            "type": "AMAZON_ISSUED",
            "keyAlgorithm": "RSA_2048",
            "subjectAlternativeNames": ["{inputs[domainName]}"],
            # One entry, for the domain's own name: alternative names would have one each.
            "domainValidationOptions": [
                {
                    "domainName": "{inputs[domainName]}",
                    "resourceRecordName": "_{hex17}.{inputs[domainName]}.",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": "_{hex8}{hex17}.acm-validations.aws.",
                }
            ],
        },
    ),
    "aws:acm/certificateValidation:CertificateValidation": ResourceFacts(
        id="{inputs[certificateArn]}",
        times=took(177, 177, 0, "M4"),
        references={"certificateArn": CERTIFICATE},
        free_references=("certificateArn",),
    ),
    "aws:route53/zone:Zone": ResourceFacts(
        id="Z{digits}",
        times=took(40, 1, 40, "M3"),
        defaults={"comment": "Managed by Pulumi", "forceDestroy": False},
        outputs={
            "arn": "arn:{partition}:route53:::hostedzone/{id}",
            "zoneId": "{id}",
            "nameServers": _SERVERS,
            "primaryNameServer": _SERVERS[0],
        },
    ),
    "aws:route53/record:Record": ResourceFacts(
        id="{inputs[zoneId]}_{inputs[name]}_{inputs[type]}",
        times=took(35, 35, 34, "M4"),
        outputs={"fqdn": "{inputs[name]}"},
        references={"zoneId": "aws:route53/zone:Zone#zoneId"},
    ),
}
