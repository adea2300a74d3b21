"""Web ACLs, certificates and DNS.

https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html,
https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html,
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
"""

import re
from collections.abc import Iterator, Mapping

from core.aws.cloudfront import HOSTED_ZONE_ID
from core.aws.rules.base import Inputs, Rules, Violation, is_known, is_set, is_true, objects, shown, text
from core.aws.rules.kinds import among, at_most, between, exactly_one, matches, one_of, unique, within

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DNS_NAME = rf"(?=.{{1,254}}$)(?:\*\.)?(?:{_LABEL}\.)*{_LABEL}\.?"
_CERTIFICATE_NAME = matches(
    "domainName",
    r"(?=.{1,64}$)(?:\*\.)?(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.)+(?!-)[A-Za-z0-9-]{2,63}(?<!-)",
    "a DNS name of at most 64 characters; longer names go into subjectAlternativeNames",
)
_METRIC_NAME = matches("metricName", r"[\w#:./-]{1,255}", "1 to 255 letters, digits and _ # : . / -")

_RECORD_TYPES = {
    *("A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR"),
    *("SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"),
}
_ROUTING = (
    *("cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies", "geoproximityRoutingPolicy"),
    *("latencyRoutingPolicies", "multivalueAnswerRoutingPolicy", "weightedRoutingPolicies"),
)
_GROUPS = ("managedRuleGroupStatement", "ruleGroupReferenceStatement")


def _rule_action(inputs: Inputs) -> Iterator[Violation]:
    """Check that a rule has an action, or, if it stands for a group of rules, what overrides theirs."""
    statement = inputs.get("statement")
    if not isinstance(statement, Mapping):
        return
    is_group = any(statement.get(key) is not None for key in _GROUPS)
    wanted, foreign = ("overrideAction", "action") if is_group else ("action", "overrideAction")
    if not is_set(inputs, wanted):
        yield Violation(wanted, "not set", f"a value, which a rule {'group' if is_group else 'of your own'} needs")
    if is_set(inputs, foreign):
        yield Violation(foreign, "given", f"none: this rule takes {wanted}")


def _one_statement(inputs: Inputs) -> Iterator[Violation]:
    statement = inputs.get("statement")
    if isinstance(statement, Mapping) and len([value for value in statement.values() if value is not None]) != 1:
        yield Violation("statement", shown(sorted(statement)), "exactly one kind of statement")


_LOG_DESTINATION = re.compile(r"(log-group:|deliverystream/)?aws-waf-logs-")
"""How the last part of a log group's, a stream's or a bucket's ARN begins; slashes may follow."""


def _log_destination(inputs: Inputs) -> Iterator[Violation]:
    """Check that logs go to one destination whose name begins as WAF demands.

    https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
    """
    given = inputs.get("logDestinationConfigs")
    if not isinstance(given, list | tuple):
        return
    if len(given) != 1:
        yield Violation("logDestinationConfigs", f"{len(given)} destinations", "exactly one")
    for value in given:
        if isinstance(value, str) and not _LOG_DESTINATION.match(value.split(":", 5)[-1]):
            yield Violation("logDestinationConfigs[0]", value, "a destination whose name begins with aws-waf-logs-")


def _record_value(inputs: Inputs) -> Iterator[Violation]:
    """Check that a record is an alias, or has values and a time to live."""
    if not is_known(inputs, "aliases", "records", "ttl"):
        return
    if inputs.get("aliases"):
        for key in ("records", "ttl"):
            if is_set(inputs, key):
                yield Violation(key, shown(inputs.get(key)), "none: the record is an alias")
        return
    for key in ("records", "ttl"):
        if not is_set(inputs, key):
            yield Violation(key, "not set", "a value, unless the record is an alias")


def _alias_health(inputs: Inputs) -> Iterator[Violation]:
    """Check that nobody asks Route 53 to look at the health of a CloudFront distribution."""
    for where, alias in objects(inputs, "aliases[]"):
        if text(alias, "zoneId") == HOSTED_ZONE_ID and is_true(alias, "evaluateTargetHealth"):
            yield Violation(f"{where}.evaluateTargetHealth", "true", "false for an alias of a distribution")


def _routing(inputs: Inputs) -> Iterator[Violation]:
    routed = [key for key in _ROUTING if inputs.get(key)]
    if len(routed) > 1:
        yield Violation(routed[1], "given", f"none: {routed[0]} routes already")
    if routed and not is_set(inputs, "setIdentifier"):
        yield Violation("setIdentifier", "not set", f"a value, which {routed[0]} needs")


def _single_cname(inputs: Inputs) -> Iterator[Violation]:
    records = inputs.get("records")
    if text(inputs, "type") == "CNAME" and isinstance(records, list | tuple) and len(records) > 1:
        yield Violation("records", f"{len(records)} values", "one value for a CNAME")


RULES: Rules = {
    "aws:wafv2/webAcl:WebAcl": (
        one_of("scope", {"REGIONAL", "CLOUDFRONT"}),
        within("defaultAction", exactly_one("allow", "block")),
        within("visibilityConfig", _METRIC_NAME),
        unique("rules[].name"),
        unique("rules[].priority"),
        between("rules[].priority", 0, 2147483647),
        matches("rules[].name", r"[\w-]{1,128}", "1 to 128 letters, digits, hyphens and underscores"),
        within(
            "rules[]",
            within("visibilityConfig", _METRIC_NAME),
            within(
                "statement.rateBasedStatement",
                between("limit", 10, 2_000_000_000, "requests"),
                among("evaluationWindowSec", (60, 120, 300, 600), "seconds"),
                one_of("aggregateKeyType", {"IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"}),
            ),
            _one_statement,
            _rule_action,
        ),
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": (
        matches("resourceArn", r"arn:aws[a-z-]*:(?!cloudfront:)\S+", "the ARN of a regional resource"),
        matches("webAclArn", r"arn:aws[a-z-]*:wafv2:\S+:regional/webacl/\S+", "the ARN of a regional web ACL"),
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (_log_destination,),
    "aws:acm/certificate:Certificate": (
        _CERTIFICATE_NAME,
        matches("subjectAlternativeNames[]", _DNS_NAME, "a DNS name of at most 253 characters"),
        at_most("subjectAlternativeNames", 100, "names"),
        one_of("validationMethod", {"DNS", "EMAIL", "HTTP", "NONE"}),
        one_of(
            "keyAlgorithm",
            {"RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"},
        ),
    ),
    "aws:acm/certificateValidation:CertificateValidation": (),
    "aws:route53/zone:Zone": (
        matches("name", _DNS_NAME, "a DNS name of at most 253 characters"),
        matches("comment", r".{0,256}", "at most 256 characters"),
    ),
    "aws:route53/record:Record": (
        matches("name", r"(?=.{0,254}$)(?:\*\.|\\052\.)?.*", "a DNS name of at most 253 characters"),
        one_of("type", _RECORD_TYPES),
        between("ttl", 0, 2147483647, "seconds"),
        at_most("aliases", 1, "aliases"),
        _record_value,
        _alias_health,
        _routing,
        _single_cname,
    ),
}
