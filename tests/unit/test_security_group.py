"""Security groups: one rule, one resource, closed until opened."""

from components.security_group import SecurityGroup, SecurityGroupArgs
from tests.recording import Recording, Registered, record

COMPONENT = "aws-architectures:network:SecurityGroup"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ANYWHERE = "0.0.0.0/0"


def group(name: str, physical_name: str | None = None) -> SecurityGroup:
    args = SecurityGroupArgs(vpc_id="vpc-1", description=f"Group {name}", physical_name=physical_name)
    return SecurityGroup(name, args)


def documented() -> None:
    """Open what ims documents (IMS-185, 186, 190, 191, 192)."""
    alb, ecs, rds, redis = (group(name) for name in ("alb", "ecs", "rds", "redis"))
    alb.allow_cidr("http", ANYWHERE, 80, "Redirected to HTTPS")
    alb.allow_cidr("https", ANYWHERE, 443, "Users")
    alb.connect_to(ecs, 8000, "Load balancer to tasks")
    ecs.allow_to_cidr("https-out", ANYWHERE, 443, "AWS APIs and webhooks")
    ecs.connect_to(rds, 5432, "Tasks to database")
    ecs.connect_to(redis, 6379, "Tasks to cache")


def group_of(recording: Recording[None], rule: Registered, key: str) -> str:
    """Return the logical name of the group that a rule names in `key`."""
    ids = {
        component.outputs["securityGroupId"]: component.name
        for component in recording.of(COMPONENT)
        if component.outputs is not None
    }
    return ids[rule.inputs[key]]


def test_groups_have_no_rules_inside() -> None:
    for registered in record(documented).of(GROUP):
        assert "ingress" not in registered.inputs
        assert "egress" not in registered.inputs


def test_rules_are_as_many_as_documented_and_named_by_what_they_let_through() -> None:
    recording = record(documented)
    assert {rule.name for rule in recording.of(INGRESS)} == {
        "alb-http",
        "alb-https",
        "ecs-from-alb-8000",
        "rds-from-ecs-5432",
        "redis-from-ecs-6379",
    }
    assert {rule.name for rule in recording.of(EGRESS)} == {
        "alb-to-ecs-8000",
        "ecs-https-out",
        "ecs-to-rds-5432",
        "ecs-to-redis-6379",
    }


def test_a_connection_is_out_of_one_group_and_into_the_other() -> None:
    recording = record(documented)
    out, into = recording.named(EGRESS, "ecs-to-rds-5432"), recording.named(INGRESS, "rds-from-ecs-5432")
    assert group_of(recording, out, "securityGroupId") == "ecs"
    assert group_of(recording, out, "referencedSecurityGroupId") == "rds"
    assert group_of(recording, into, "securityGroupId") == "rds"
    assert group_of(recording, into, "referencedSecurityGroupId") == "ecs"
    for rule in (out, into):
        assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (5432, 5432, "tcp")
        assert "cidrIpv4" not in rule.inputs


def test_only_the_named_range_and_port_are_opened() -> None:
    rule = record(documented).named(INGRESS, "alb-https")
    assert (rule.inputs["cidrIpv4"], rule.inputs["fromPort"], rule.inputs["toPort"]) == (ANYWHERE, 443, 443)
    assert rule.inputs["description"] == "Users"


def test_each_rule_is_a_child_of_the_group_it_belongs_to() -> None:
    recording = record(documented)
    for rule in [*recording.of(INGRESS), *recording.of(EGRESS)]:
        parent = recording.by_urn(rule.parent)
        assert parent in recording.of(COMPONENT)
        assert rule.name.startswith(parent.name)


def test_a_stated_name_is_kept_and_freed_before_a_replacement_takes_it() -> None:
    stated = record(lambda: group("alb", "awsomeshop-alb-sg")).one(GROUP)
    assert (stated.inputs["name"], stated.delete_before_replace) == ("awsomeshop-alb-sg", True)
    chosen = record(lambda: group("alb")).one(GROUP)
    assert chosen.inputs.get("name") != "awsomeshop-alb-sg"
    assert not chosen.delete_before_replace


def test_a_group_that_is_not_ours_is_let_in_on_one_port() -> None:
    recording = record(lambda: group("rds").allow_group("from-nodes", "sg-nodes", 5432, "Pods to database"))
    rule = recording.one(INGRESS)
    assert rule.name == "rds-from-nodes"
    assert rule.inputs["referencedSecurityGroupId"] == "sg-nodes"
    assert (rule.inputs["fromPort"], rule.inputs["toPort"], rule.inputs["ipProtocol"]) == (5432, 5432, "tcp")
    assert recording.of(EGRESS) == []


def test_a_group_that_is_not_ours_is_opened_on_both_sides() -> None:
    recording = record(lambda: group("vpn").open_to_group("to-cluster", "sg-cluster", 443, "Kubernetes API"))

    (way_out,), (way_in,) = recording.of(EGRESS), recording.of(INGRESS)
    own = way_out.inputs["securityGroupId"]
    assert own != "sg-cluster"
    assert way_out.inputs["referencedSecurityGroupId"] == "sg-cluster"
    assert (way_in.inputs["securityGroupId"], way_in.inputs["referencedSecurityGroupId"]) == ("sg-cluster", own)
    assert {one.inputs["fromPort"] for one in (way_out, way_in)} == {443}
