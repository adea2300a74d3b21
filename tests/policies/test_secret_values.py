"""Which variables, settings, keys and members of secrets are secret, and which only sound like it."""

import json

import pytest

from core.aws.rules import UNKNOWN
from policies.encryption.edge import LISTENERS
from policies.encryption.functions import FUNCTION
from policies.encryption.secretsmanager import VERSION
from policies.lib.secret_variables import holds_secret, names_secret

from .driver import Driver, Secret, Thing

ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf"
TOKENS = (
    "ghp_" + "a1" * 18,
    "github_pat_" + "a1" * 20,
    "sk_live_" + "a1" * 12,
    "xoxb-" + "1" * 12,
    "xoxp-" + "1" * 12,
    "AKIA" + "A1" * 8,
)


@pytest.fixture(scope="module")
def pack() -> Driver:
    return Driver("encryption")


@pytest.mark.parametrize(
    "name",
    ["PGPASSWORD", "REDISPASSWORD", "dbPassword", "DB_PASSWORD_1", "stripeApiKey", "SIGNING_KEY", "spring.db.password"],
)
def test_a_variable_with_a_name_of_this_form_is_a_secret(name: str) -> None:
    assert holds_secret(name, "hunter2hunter2")


@pytest.mark.parametrize("value", TOKENS)
def test_a_value_with_the_form_of_a_token_is_a_secret(value: str) -> None:
    assert holds_secret("LEVEL", value)


@pytest.mark.parametrize("value", [ARN, "/prod/api/key", "/Prod/Api/Key2", "true", "False", "3600", ""])
def test_a_value_that_only_says_where_or_whether_is_no_secret(value: str) -> None:
    assert not holds_secret("API_TOKEN", value)


@pytest.mark.parametrize("value", ["12345678", "/wJalrXUtn/K7MDENG", "/hunter2", "arn of hunter2"])
def test_a_password_is_a_secret_in_whatever_form(value: str) -> None:
    assert holds_secret("DB_PASSWORD", value)


@pytest.mark.parametrize("name", ["COMPASS", "MONKEY", "TOKEN_TTL", "DB_PASSWORD_FILE", "SECRET_ARN", "MAX_TOKENS"])
def test_a_variable_with_a_name_that_only_sounds_like_it_is_no_secret(name: str) -> None:
    assert not holds_secret(name, "hunter2hunter2")


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "dbPassword", "dbpassword", "API_KEY", "authToken", "client.secret"),
        *("api-key", "secret-key", "access-key", "private.key", "encryption_key", "db_password_1", "TOKEN2"),
    ],
)
def test_the_name_of_a_secret_is_known(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "value",
    [
        '{"api":"http://orders:8080","mail":"ops@example.com"}',
        "{api: http://orders:8080, mail: ops@example.com}",
        "postgres://shop:$(PASSWORD)@db/shop",
    ],
)
def test_a_url_ends_where_the_text_around_it_goes_on(value: str) -> None:
    assert not holds_secret("settings", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USE_TOKEN", "false"),
        ("REFRESH_TOKEN", "3600"),
        ("DB_PASSWORD", "$(A)"),
        ("DB_CREDENTIALS", "${USER}:${PASS}"),
    ],
)
def test_a_switch_a_number_and_a_reference_are_no_secret(name: str, value: str) -> None:
    assert not holds_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "$(SCHEME)://admin:hunter2@db"),
        ("DB_PASSWORD", "$(A)hunter2"),
        ("DB_PASSWORD", "12345678"),
        ("settings", '{"db":"postgres://shop:hunter2@db"}'),
    ],
)
def test_a_secret_beside_a_reference_is_one(name: str, value: str) -> None:
    assert holds_secret(name, value)


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD_FILE",
        "existingSecret",
        "secretName",
        "SECRET_ARN",
        "compass",
        "monkey",
        "existing-secret-name",
        "existingSecretKey",
        "public.key",
    ],
)
def test_a_name_that_only_leads_to_a_secret_is_none(name: str) -> None:
    assert not names_secret(name)


def test_an_unknown_variable_hides_no_known_one_beside_it(pack: Driver) -> None:
    variables = {"DB_PASSWORD": UNKNOWN, "PGPASSWORD": "hunter2hunter2"}
    said = pack.resource(Thing(FUNCTION, {"environment": {"variables": variables}})).of("lambda-no-plaintext-secrets")
    assert any(text.startswith("the variable PGPASSWORD is a secret") for text in said)


def placeholders(pack: Driver, content: object) -> list[str]:
    thing = Thing(VERSION, {"secretString": Secret(json.dumps(content))})
    return pack.resource(thing).of("secretsmanager-no-placeholder")


def test_a_member_that_only_sounds_secret_may_be_short(pack: Driver) -> None:
    assert placeholders(pack, {"keyspace": "shop", "tokenType": "Bearer", "keyAlg": "RS256", "username": "app"}) == []


def test_the_name_of_a_member_is_not_told(pack: Driver) -> None:
    said = placeholders(pack, {"acme": {"sk_live_51H8xQ2_key": "acme"}})
    assert [text.partition(" is ")[0] for text in said] == ["a member of secretString"]


def test_a_listener_of_a_gateway_load_balancer_has_no_protocol(pack: Driver) -> None:
    answer = pack.resource(Thing(LISTENERS[0], {"defaultActions": [{"type": "forward", "targetGroupArn": "t"}]}))
    assert answer.of("lb-listener-encrypted") == []
