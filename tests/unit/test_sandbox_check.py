from core.aws.rules import UNKNOWN
from sandbox.aws import FACTS
from sandbox.check import DEFAULTED, Checked, check

TOPIC, BALANCER, VPC = "aws:sns/topic:Topic", "aws:lb/loadBalancer:LoadBalancer", "aws:ec2/vpc:Vpc"


def checked(
    token: str, name: str, news: dict[str, object], olds: dict[str, object] | None = None, tags: object = None
) -> Checked:
    return check(token, FACTS[token], name, olds or {}, news, b"seed", tags or {})


def test_a_name_is_made_of_the_programs_name_and_seven_random_characters() -> None:
    name = checked(TOPIC, "alerts", {}).inputs["name"]
    assert isinstance(name, str)
    assert name.startswith("alerts-")
    assert len(name) == len("alerts-") + 7


def test_a_made_name_stays_and_is_marked_as_made() -> None:
    first = checked(TOPIC, "alerts", {}).inputs
    again = check(TOPIC, FACTS[TOPIC], "alerts", first, {}, b"another seed", {}).inputs
    assert again == first
    defaulted = first[DEFAULTED]
    assert isinstance(defaulted, list)
    assert "name" in defaulted


def test_a_given_name_is_taken_as_it_is() -> None:
    inputs = checked(TOPIC, "alerts", {"name": "mine"}).inputs
    assert inputs["name"] == "mine"
    defaulted = inputs[DEFAULTED]
    assert isinstance(defaulted, list)
    assert "name" not in defaulted


def test_a_name_that_would_be_too_long_is_refused_with_the_limit() -> None:
    failures = checked(BALANCER, "a" * 25, {}).failures
    assert failures[0][0] == "name"
    assert "may have 24" in failures[0][1]


def test_all_tags_are_the_defaults_overlaid_with_the_resources_own() -> None:
    tags = {"Owner": "me", "Name": "net"}
    inputs = checked(
        VPC, "net", {"cidrBlock": "10.0.0.0/16", "tags": tags}, tags={"Owner": "all", "Project": "p"}
    ).inputs
    assert inputs["tagsAll"] == {"Owner": "me", "Name": "net", "Project": "p"}
    assert inputs["tags"] == tags


def test_one_unknown_tag_makes_all_tags_unknown() -> None:
    inputs = checked(VPC, "net", {"cidrBlock": "10.0.0.0/16", "tags": {"Name": UNKNOWN}}, tags={"Owner": "all"}).inputs
    assert inputs["tagsAll"] is UNKNOWN


def test_a_failure_names_property_value_and_what_is_allowed() -> None:
    failures = checked("aws:cloudwatch/logGroup:LogGroup", "log", {"retentionInDays": 8}).failures
    assert [name for name, _ in failures] == ["retentionInDays"]
    assert "8 is given" in failures[0][1]
    assert "14" in failures[0][1]
