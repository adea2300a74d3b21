"""Rotating secrets, the function they share, their copies elsewhere, and the secret that people fill."""

import ast
import json
from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from components.rotating_secret import RotatingSecret, RotatingSecretArgs
from components.rotation_function import CODE, RotationFunction, RotationFunctionArgs
from components.secret import GeneratedSecretArgs, ManualSecret, SecretArgs
from core.aws.rules import violations
from core.sections.secrets import SecretsSettings
from sandbox.shape import problems
from tests.recording import Recording, record

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
FUNCTION = "aws:lambda/function:Function"
ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
KEY_ELSEWHERE = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


def secret_args(**changes: object) -> GeneratedSecretArgs:
    given: dict[str, object] = {
        "description": "Signs tokens",
        "kms_key_arn": KEY,
        "account_id": ACCOUNT,
        "physical_name": "shop/dev/jwt",
        "protected": False,
        **changes,
    }
    return GeneratedSecretArgs(**given)  # type: ignore[arg-type]  # the fields are those of the class


def function() -> RotationFunction:
    args = RotationFunctionArgs(
        secret_name_prefix="shop/dev/",
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        region="us-east-1",
        log_retention_days=90,
    )
    return RotationFunction("shop-rotation", args)


def recorded(*, preview: bool = False, **changes: object) -> Recording[RotatingSecret]:
    def build() -> RotatingSecret:
        args = RotatingSecretArgs(secret=secret_args(**changes), function_arn=function().arn, rotation_days=30)
        return RotatingSecret("shop-jwt", args)

    return record(build, preview=preview)


def statements(recording: Recording[RotatingSecret]) -> Mapping[str, Mapping[str, object]]:
    policy = recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    return {one["Sid"]: one for one in json.loads(str(policy))["Statement"]}


def test_the_secret_has_its_documented_name_and_a_first_value_of_awss() -> None:
    recording = recorded()

    assert recording.named(SECRET, "shop-jwt").inputs["name"] == "shop/dev/jwt"
    assert len(str(recording.one(VERSION).inputs["secretString"])) == 64
    assert "aws:secretsmanager/getRandomPassword:getRandomPassword" in recording.calls


def test_the_rotation_goes_by_the_settings_and_begins_with_the_next_period() -> None:
    recording = recorded()
    rotation = recording.one(ROTATION)

    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    assert rotation.inputs["rotateImmediately"] is False
    assert str(rotation.inputs["rotationLambdaArn"]).startswith("arn:aws:lambda:")


def test_the_rotation_waits_for_the_value_and_for_a_function_that_can_be_called() -> None:
    recording = recorded()
    needed = {
        recording.one(VERSION).urn,
        recording.one(FUNCTION).urn,
        recording.one("aws:lambda/permission:Permission").urn,
        recording.one("aws:iam/rolePolicy:RolePolicy").urn,
    }

    assert needed <= set(recording.one(ROTATION).dependencies)


def test_what_changes_by_itself_is_not_changed_back() -> None:
    assert recorded().one(VERSION).ignore_changes == ("secretString",)


def test_a_preview_shows_every_part() -> None:
    assert len(recorded(preview=True).resources) == len(recorded().resources)


def test_the_function_makes_plain_values_only() -> None:
    with pytest.raises(ValueError, match=r"secret\.username is 'admin'"):
        recorded(username="admin")


def test_a_copy_in_another_region_has_a_key_of_that_region() -> None:
    assert recorded().named(SECRET, "shop-jwt").inputs.get("replicas") is None
    secret = recorded(replicas={"us-west-2": KEY_ELSEWHERE}).named(SECRET, "shop-jwt")

    assert secret.inputs["replicas"] == [{"region": "us-west-2", "kmsKeyId": KEY_ELSEWHERE}]


def test_a_name_that_aws_refuses_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="shop dev"):
        recorded(physical_name="shop dev")


def test_a_secret_that_people_fill_has_a_policy_and_no_value() -> None:
    args = SecretArgs(
        description="Credentials of third parties",
        kms_key_arn=KEY,
        account_id=ACCOUNT,
        physical_name="shop/dev/third-party",
        replicas={"us-west-2": KEY_ELSEWHERE},
        protected=True,
    )
    recording = record(lambda: ManualSecret("shop-third-party", args))

    assert recording.of(VERSION) == []
    assert recording.of(ROTATION) == []
    assert recording.one("aws:secretsmanager/secretPolicy:SecretPolicy").inputs["blockPublicPolicy"] is True
    assert recording.one(SECRET).inputs["replicas"] == [{"region": "us-west-2", "kmsKeyId": KEY_ELSEWHERE}]
    assert recording.one(SECRET).protect is True


def test_the_function_is_the_tested_file_and_nothing_of_this_machine() -> None:
    code = recorded().one(FUNCTION).inputs["code"]
    assets = code["assets"] if isinstance(code, dict) else {}

    assert list(assets) == ["handler.py"]
    assert assets["handler.py"]["text"] == CODE.read_text(encoding="utf-8")
    assert str(CODE.parent) not in str(code)


def test_the_function_starts_at_a_name_that_its_code_has() -> None:
    module, _, name = str(recorded().one(FUNCTION).inputs["handler"]).partition(".")
    tree = ast.parse(CODE.read_text(encoding="utf-8"))

    assert f"{module}.py" == CODE.name
    assert name in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_the_code_imports_nothing_that_the_runtime_lacks() -> None:
    tree = ast.parse(CODE.read_text(encoding="utf-8"))
    imported = [
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert set(imported) <= {"importlib", "logging", "collections.abc", "typing"}


def test_the_function_reaches_only_secrets_that_name_it() -> None:
    rotate = statements(recorded())["Rotate"]

    assert rotate["Resource"] == f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:shop/dev/*"
    condition = rotate["Condition"]
    assert isinstance(condition, dict)
    assert list(condition["ArnEquals"]) == ["secretsmanager:resource/AllowRotationLambdaArn"]


def test_the_function_uses_the_key_for_these_secrets_alone() -> None:
    use_key = statements(recorded())["UseKey"]

    assert use_key["Resource"] == KEY
    assert use_key["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"},
        "StringLike": {
            "kms:EncryptionContext:SecretARN": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:shop/dev/*"
        },
    }


def test_only_secrets_manager_of_this_account_may_call_the_function() -> None:
    permission = recorded().one("aws:lambda/permission:Permission").inputs

    assert permission["principal"] == "secretsmanager.amazonaws.com"
    assert permission["sourceAccount"] == ACCOUNT


def test_the_log_is_encrypted_ends_and_is_the_one_the_function_writes_to() -> None:
    recording = recorded()
    group = recording.one("aws:cloudwatch/logGroup:LogGroup")

    assert group.inputs == {"kmsKeyId": KEY, "retentionInDays": 90}
    assert group.urn in recording.one(FUNCTION).dependencies


def test_aws_accepts_every_part() -> None:
    for registered in recorded(replicas={"us-west-2": KEY_ELSEWHERE}).resources:
        assert violations(registered.token, registered.inputs) == []
        if registered.custom:
            assert problems(registered.token, registered.inputs) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({"rotation_days": 0}, "rotation_days"), ({"replica_region": "oregon"}, "Expected a form such as us-west-2")],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        SecretsSettings.model_validate(changes)
