from core.aws.rules import UNKNOWN
from sandbox.shape import problems, shape_of

SUBNET = "aws:ec2/subnet:Subnet"


def test_right_inputs_have_no_problems() -> None:
    assert problems(SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24", "tags": {"Name": "a"}}) == []


def test_a_property_that_the_type_does_not_have_is_named_with_those_it_has() -> None:
    found = problems(SUBNET, {"vpcId": "vpc-1", "cidrblock": "10.0.0.0/24"})
    assert len(found) == 1
    assert found[0].startswith("cidrblock: no such property")
    assert "cidrBlock" in found[0]


def test_a_missing_required_property_is_named() -> None:
    assert problems(SUBNET, {}) == ["vpcId: required, but not given"]


def test_a_wrong_type_is_named_with_the_value_and_the_wanted_type() -> None:
    found = problems(SUBNET, {"vpcId": 5, "mapPublicIpOnLaunch": "yes", "tags": {"Name": True}})
    assert found == [
        "vpcId: 5 is given, a string is wanted",
        "mapPublicIpOnLaunch: 'yes' is given, true or false is wanted",
        'tags["Name"]: True is given, a string is wanted',
    ]


def test_nested_objects_and_lists_are_judged_with_their_path() -> None:
    rule = {"fromPort": 443, "toPort": "443", "protocol": "tcp", "cidr_blocks": []}
    found = problems("aws:ec2/securityGroup:SecurityGroup", {"ingress": [rule], "egress": {}})
    assert found[0] == "ingress[0].toPort: '443' is given, a whole number is wanted"
    assert found[1].startswith("ingress[0].cidr_blocks: no such property")
    assert found[2] == "egress: {} is given, a list is wanted"


def test_unknown_values_are_not_judged() -> None:
    assert problems(SUBNET, {"vpcId": UNKNOWN, "tags": UNKNOWN, "mapPublicIpOnLaunch": UNKNOWN}) == []


def test_a_type_that_the_sdk_does_not_have_is_a_problem() -> None:
    for token in ("aws:ec2/vpcs:Vpcs", "aws:nothing/thing:Thing"):
        assert problems(token, {}) == [f": {token} is not a resource type of the installed SDK"]


def test_modules_whose_name_is_a_keyword_and_recursive_types_are_read() -> None:
    assert problems("aws:lambda/function:Function", {"role": "arn", "code": {"a": 1}})
    rules = shape_of("aws:wafv2/webAcl:WebAcl")
    assert rules is not None
    assert rules.inputs["scope"] == (True, "str")
    assert "tagsAll" in rules.outputs


def test_code_is_an_archive_wherever_its_signature_stands() -> None:
    archive = {"assets": {}, "hash": "1", "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7"}
    assert problems("aws:lambda/function:Function", {"role": "arn", "code": archive}) == []
    assert problems("aws:lambda/function:Function", {"role": "arn", "code": "handler.py"}) == [
        "code: 'handler.py' is given, an asset or archive is wanted"
    ]
