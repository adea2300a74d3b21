from core.aws.iam_actions import is_service, matching
from tests.iam_actions import FILE, content


def test_the_actions_are_those_of_the_installed_linter() -> None:
    assert FILE.read_text() == content()


def test_a_pattern_stands_for_the_actions_that_it_matches() -> None:
    assert [action.text for action in matching("S3:getobjectacl")] == ["s3:GetObjectAcl"]
    assert {action.name for action in matching("sqs:*Queue")} >= {"CreateQueue", "DeleteQueue"}
    assert list(matching("s3:NoSuchThing")) == []


def test_an_action_knows_its_level_and_whether_it_takes_a_resource() -> None:
    token, upload = next(matching("ecr:GetAuthorizationToken")), next(matching("ecr:PutImage"))
    assert (token.level, token.takes_resource) == ("Read", False)
    assert (upload.level, upload.takes_resource) == ("Write", True)


def test_services_are_known_by_their_prefix() -> None:
    assert is_service("secretsmanager")
    assert not is_service("secretmanager")
