"""IAM documents as values."""

import asyncio
import json
from typing import Any

import pulumi

from core.iam import document, service_trust, statement


def rendered(output: pulumi.Output[str]) -> Any:
    return json.loads(asyncio.run(_value(output)))


async def _value(output: pulumi.Output[str]) -> str:
    value = await output.future()
    assert value is not None
    return value


async def _is_secret(value: str) -> bool:
    return await document(statement(["kms:Decrypt"], pulumi.Output.secret(value))).is_secret()


async def _mixed() -> str:
    arn = pulumi.Output.from_input("arn:aws:s3:::logs")
    return await _value(document(statement(["s3:PutObject"], [arn, arn.apply(lambda text: f"{text}/*")])))


def test_outputs_inside_a_statement_are_rendered() -> None:
    resources = json.loads(asyncio.run(_mixed()))["Statement"][0]["Resource"]
    assert resources == ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]


def test_a_secret_inside_makes_the_document_secret() -> None:
    assert asyncio.run(_is_secret("arn:aws:kms:us-east-1:000000000000:key/1"))


def test_equal_statements_render_to_equal_text_whatever_their_order_of_actions() -> None:
    async def text(actions: list[str]) -> str:
        return await _value(document(statement(actions, "*")))

    assert asyncio.run(text(["b:B", "a:A"])) == asyncio.run(text(["a:A", "b:B"]))


def test_a_service_is_trusted_only_for_the_given_account_and_source() -> None:
    trust = service_trust("ecs-tasks.amazonaws.com", account_id="000000000000", source_arn="arn:aws:ecs:*:*:*")
    assert trust == {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Condition": {
            "StringEquals": {"aws:SourceAccount": "000000000000"},
            "ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:*:*"},
        },
    }
