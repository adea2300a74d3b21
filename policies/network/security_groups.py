"""Security groups: which ports the internet may reach, and what may leave."""

from collections.abc import Callable, Iterator, Sequence

from pulumi_policy import Severity

from policies.lib.ranges import is_internet
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import entries, rule, some, stack_rule, whole_numbers
from policies.lib.values import Value
from policies.lib.view import View, each

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
VPC = "aws:ec2/vpc:Vpc"

WAYS_IN = (GROUP, OLD_RULE, INGRESS_RULE)
WAYS_OUT = (GROUP, OLD_RULE, EGRESS_RULE)
RANGES = ("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")
"""Where a way names addresses: in a rule of its own one range, elsewhere a list."""

LAST_PORT = 65535
EVERY_PORT = range(LAST_PORT + 1)
ALL_PROTOCOLS = ("-1", "all")
WITHOUT_PORTS = ("icmp", "icmpv6", "1", "58")
"""Protocols whose `ports` are kinds of message, -1 all of them."""

RISKY_PORTS = (
    *(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 6379),
    *(8080, 8088, 8888, 9200, 9300, 11211),
)
"""Ports of administration and of data stores: Security Hub's EC2.19, and those of Redis, Elasticsearch, memcached."""


def _ways(resource: View, token: str, direction: str) -> Sequence[View]:
    """Return the parts of a resource that let traffic through in a direction, `ingress` or `egress`."""
    if token == GROUP:
        return resource.items(direction)
    if token == OLD_RULE and resource.value("type") != direction:
        return ()
    return (resource,)


def _is_for_everyone(way: View) -> bool:
    """Say whether a way names the whole internet; an unknown range hides no known one beside it."""
    return some((item for name in RANGES for item in entries(way, name)), lambda item: is_internet(item.value()))


def _ports(way: View) -> range:
    """Return the ports of a way; every port where it names no protocol."""
    protocol = str(way.value("ipProtocol") or way.value("protocol")).lower()
    if protocol in ALL_PROTOCOLS:
        return EVERY_PORT
    if protocol in WITHOUT_PORTS:
        return range(0)
    first, last = _whole(way.value("fromPort")), _whole(way.value("toPort"))
    if first is None or last is None:
        return range(0)
    return EVERY_PORT if first < 0 else range(first, last + 1)


def _whole(value: Value) -> int | None:
    """Return a whole number, also one that is written as text."""
    try:
        return int(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _open_to_everyone(resource: Resource, check: Callable[[View, range], Iterator[str]]) -> Iterator[str]:
    """Run `check` on every way in from the whole internet, with its ports."""

    def checked(way: View) -> Iterator[str]:
        if _is_for_everyone(way):
            yield from check(way, _ports(way))

    return each(_ways(resource, resource.token, "ingress"), checked)


def _reaching(resource: Resource, port: int, what: str) -> Iterator[str]:
    def check(way: View, ports: range) -> Iterator[str]:
        if port in ports:
            yield f"{way.path or 'the rule'} lets the whole internet reach port {port} ({what})"

    return _open_to_everyone(resource, check)


@rule(
    "sg-no-open-ssh",
    "Nobody on the internet reaches SSH",
    severity=Severity.CRITICAL,
    remedy="Use Session Manager, or name the range that needs it",
    types=WAYS_IN,
    controls=("EC2.13", "CKV_AWS_24", "EC2RestrictedSSH", "CIS 3.0 5.2"),
)
def no_open_ssh(resource: Resource) -> Iterator[str]:
    """Look at single ports and at ranges that hold 22."""
    return _reaching(resource, 22, "SSH")


@rule(
    "sg-no-open-rdp",
    "Nobody on the internet reaches Remote Desktop",
    severity=Severity.CRITICAL,
    remedy="Use Session Manager, or name the range that needs it",
    types=WAYS_IN,
    controls=("EC2.14", "CKV_AWS_25", "CIS 3.0 5.2"),
)
def no_open_rdp(resource: Resource) -> Iterator[str]:
    """Look at single ports and at ranges that hold 3389."""
    return _reaching(resource, 3389, "Remote Desktop")


@rule(
    "sg-no-open-all-ports",
    "No group is open to the internet on every port",
    severity=Severity.CRITICAL,
    remedy="Name the port and the protocol",
    types=WAYS_IN,
    controls=("CKV_AWS_277",),
)
def no_open_all_ports(resource: Resource) -> Iterator[str]:
    """Protocol -1 stands for all protocols and ports."""

    def check(way: View, ports: range) -> Iterator[str]:
        if len(ports) > LAST_PORT:
            yield f"{way.path or 'the rule'} lets the whole internet reach every port"

    return _open_to_everyone(resource, check)


@rule(
    "sg-no-high-risk-ports",
    "Ports of administration and data stores are closed to the internet",
    severity=Severity.HIGH,
    remedy="Let a security group in, or name the range that needs it",
    types=WAYS_IN,
    controls=("EC2.19", "EC2RestrictedCommonPorts"),
    settings={
        "ports": {
            "type": "array",
            "items": {"type": "integer"},
            "default": list(RISKY_PORTS),
            "description": "The ports that nobody on the internet may reach.",
        }
    },
)
def no_risky_ports(resource: Resource) -> Iterator[str]:
    """Count a range that holds one of them."""
    risky = whole_numbers(resource.config.value("ports"))

    def check(way: View, ports: range) -> Iterator[str]:
        reached = [port for port in risky if port in ports]
        if reached:
            yield f"{way.path or 'the rule'} lets the whole internet reach {', '.join(map(str, reached[:5]))}"

    return _open_to_everyone(resource, check)


@rule(
    "sg-no-world-ingress",
    "The internet reaches only the ports of a public entrance",
    severity=Severity.HIGH,
    remedy="Open port 443, and 80 for its redirect, and nothing else",
    types=WAYS_IN,
    controls=("EC2.18", "AwsSolutions-EC23"),
    settings={
        "ports": {
            "type": "array",
            "items": {"type": "integer"},
            "default": [80, 443],
            "description": "The ports that may be open to the internet.",
        }
    },
)
def only_public_ports(resource: Resource) -> Iterator[str]:
    """Allow 80 beside 443, for load balancers that redirect; ICMP has no ports."""
    allowed = whole_numbers(resource.config.value("ports"))

    def check(way: View, ports: range) -> Iterator[str]:
        if any(port not in allowed for port in ports):
            yield f"{way.path or 'the rule'} opens a port to the internet that is none of those allowed"

    return _open_to_everyone(resource, check)


@rule(
    "sg-no-open-egress",
    "Nothing may leave to everywhere by every protocol",
    severity=Severity.MEDIUM,
    remedy="Name the protocol and the port, or the group that is reached",
    types=WAYS_OUT,
    controls=("CKV_AWS_382",),
)
def no_open_egress(resource: Resource) -> Iterator[str]:
    """Refuse what lets an intruder call home by any protocol."""

    def check(way: View) -> Iterator[str]:
        if len(_ports(way)) > LAST_PORT and _is_for_everyone(way):
            yield f"{way.path or 'the rule'} lets everything out to the whole internet"

    return each(_ways(resource, resource.token, "egress"), check)


@rule(
    "sg-descriptions",
    "Groups and their rules say what they are for",
    severity=Severity.LOW,
    remedy="Write a description",
    types=(GROUP, OLD_RULE, INGRESS_RULE, EGRESS_RULE),
    controls=("CKV_AWS_23", "AwsSolutions-EC27"),
)
def descriptions(resource: Resource) -> Iterator[str]:
    """Refuse `Managed by Pulumi` too, which stands there when nobody wrote anything."""
    if resource.value("description") in (None, "", "Managed by Pulumi"):
        yield "description is not set"

    def check(way: View) -> Iterator[str]:
        if not way.given("description"):
            yield f"{way.path}.description is not set"

    if resource.token == GROUP:
        yield from each([*resource.items("ingress"), *resource.items("egress")], check)


@rule(
    "sg-default-without-rules",
    "The default group of a VPC lets nothing through",
    severity=Severity.MEDIUM,
    remedy="Leave ingress and egress empty",
    types=(DEFAULT_GROUP,),
    controls=("EC2.2", "CKV2_AWS_12", "VPCDefaultSecurityGroupClosed"),
)
def default_without_rules(group: Resource) -> Iterator[str]:
    """Whatever is started without a group of its own gets this one."""
    for direction in ("ingress", "egress"):
        if group.items(direction):
            yield f"{direction} is not empty"


@stack_rule(
    "sg-default-closed",
    "Every VPC has its default group taken over, so that its rules are known",
    severity=Severity.MEDIUM,
    remedy="Add a DefaultSecurityGroup without rules for it",
    types=(VPC,),
    controls=("EC2.2", "CKV2_AWS_12", "VPCDefaultSecurityGroupClosed", "CIS 3.0 5.4"),
)
def default_taken_over(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """AWS makes the default group with rules that let its members reach each other and everything else."""
    if not any(group.comes_from("vpcId", vpc) for group in stack.of((DEFAULT_GROUP,))):
        yield "nothing takes over the default security group"


@stack_rule(
    "sg-attached",
    "Every group is used by something",
    severity=Severity.LOW,
    remedy="Remove it, or give it to what it is for",
    types=(GROUP,),
    controls=("CKV2_AWS_5",),
)
def attached(group: StackResource, stack: Stack) -> Iterator[str]:
    """Look for a use besides its own rules."""
    if not stack.is_used(group, besides=(OLD_RULE, INGRESS_RULE, EGRESS_RULE)):
        yield "nothing in the stack has it"


@rule(
    "sg-no-rule-management-conflict",
    "A group's rules are resources of their own",
    severity=Severity.HIGH,
    remedy="Move the rules inside the group to SecurityGroupIngressRule and SecurityGroupEgressRule",
    types=(GROUP,),
)
def one_way_of_rules(group: Resource) -> Iterator[str]:
    """Refuse rules inside the group: it would remove the others at every update."""
    for name in ("ingress", "egress"):
        if group.items(name):
            yield f"{name} stands inside the group"
