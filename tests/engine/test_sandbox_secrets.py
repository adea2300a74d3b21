"""Rotation, trail and event rules in the sandbox under the real Pulumi engine."""

from sandbox.store import Thing
from tests.engine.conftest import Sandbox, lines_with

SECRET = "aws:secretsmanager/secret:Secret"


def one(sandbox: Sandbox, name: str, token: str) -> Thing:
    (found,) = (thing for thing in sandbox.named(name) if thing.type == token)
    return found


def test_secrets_trail_and_rules_live_from_up_to_destroy_and_leave_nothing(secrets_sandbox: Sandbox) -> None:
    first = secrets_sandbox.succeed("up")
    function = one(secrets_sandbox, "shop-rotation", "aws:lambda/function:Function")
    rotation = one(secrets_sandbox, "shop-jwt", "aws:secretsmanager/secretRotation:SecretRotation")
    target = one(secrets_sandbox, "shop-events-root-sign-in", "aws:cloudwatch/eventTarget:EventTarget")
    assert rotation.inputs["rotationLambdaArn"] == function.outputs["arn"]
    assert ":shop-alerts-critical-" in str(target.inputs["arn"])
    assert lines_with(first, "trail", "arn:aws:cloudtrail:us-east-1:000000000000:trail/shop-dev")

    assert "nothing was made" in secrets_sandbox.succeed("up", "--", "--expect-no-changes")
    assert "unchanged" in secrets_sandbox.succeed("refresh", "--", "--expect-no-changes")

    secrets_sandbox.succeed("destroy")
    assert secrets_sandbox.store.things() == []


def test_copies_in_another_region_come_and_go_without_replacing_a_secret(secrets_sandbox: Sandbox) -> None:
    secrets_sandbox.succeed("up")
    names = ("shop-jwt", "shop-third-party")
    before = [one(secrets_sandbox, name, SECRET).id for name in names]

    secrets_sandbox.knobs(copies=True, rotation_days=60)
    secrets_sandbox.succeed("up")
    with_copies = [one(secrets_sandbox, name, SECRET) for name in names]
    key = one(secrets_sandbox, "shop-copies", "aws:kms/key:Key")
    assert key.region == "us-west-2"
    assert str(key.outputs["arn"]).startswith("arn:aws:kms:us-west-2:")
    assert [one.inputs["replicas"] for one in with_copies] == [
        [{"region": "us-west-2", "kmsKeyId": key.outputs["arn"]}]
    ] * 2

    secrets_sandbox.knobs(copies=False)
    secrets_sandbox.succeed("up")
    assert [one(secrets_sandbox, name, SECRET).id for name in names] == before
    assert secrets_sandbox.named("shop-copies") == []
