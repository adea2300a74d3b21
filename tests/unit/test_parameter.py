import pytest

from components.application_insights import ApplicationInsights, ApplicationInsightsArgs
from components.parameter import SecureParameter, SecureParameterArgs
from core import containers, datadog
from core.aws.rules import violations
from core.containers import LogDestination
from core.sections.datadog import DatadogSettings
from tests.recording import Recording, record

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"
PARAMETER = "aws:ssm/parameter:Parameter"
SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:datadog-a1b2c3"


def recorded(value: str | None, name: str = "/shop/production/url") -> Recording[SecureParameter]:
    args = SecureParameterArgs(
        parameter_name=name, description="Where the data is", value=value, kms_key_arn=KEY, tags={"A": "b"}
    )
    return record(lambda: SecureParameter("shop-url", args))


@pytest.mark.parametrize("value", ["postgresql://user:password@host/db", None])
def test_a_parameter_is_encrypted_and_its_value_secret(value: str | None) -> None:
    parameter = recorded(value).one(PARAMETER)

    assert violations(parameter.token, parameter.inputs) == []
    assert (parameter.inputs["type"], parameter.inputs["keyId"]) == ("SecureString", KEY)
    assert parameter.inputs["tags"] == {"A": "b"}
    assert "value" in parameter.secrets
    assert "value" in parameter.additional_secret_outputs


def test_a_given_value_is_followed_and_a_generated_one_kept() -> None:
    assert recorded("postgresql://").one(PARAMETER).ignore_changes == ()
    generated = recorded(None)

    assert generated.one(PARAMETER).ignore_changes == ("value",)
    assert [call.rpartition(":")[2] for call in generated.calls] == ["getRandomPassword"]


@pytest.mark.parametrize("name", ["/aws/url", "/shop/a b", "/ssm", "/a" * 16])
def test_a_name_that_aws_would_refuse_is_refused_at_once(name: str) -> None:
    with pytest.raises(ValueError, match="Allowed"):
        recorded("x", name)


def test_application_insights_looks_at_what_carries_all_the_tags() -> None:
    args = ApplicationInsightsArgs(
        group_name="shop-dev", tags={"Project": "p", "Environment": "dev"}, topic_arn="arn:aws:sns:us-east-1:0:t"
    )
    recording = record(lambda: ApplicationInsights("shop", args))
    group = recording.one("aws:resourcegroups/group:Group")

    for one in recording.resources:
        assert violations(one.token, one.inputs) == []
    query = group.inputs["resourceQuery"]
    assert isinstance(query, dict)
    assert '{"Key": "Environment", "Values": ["dev"]}, {"Key": "Project", "Values": ["p"]}' in query["query"]
    application = recording.one("aws:applicationinsights/application:Application").inputs
    assert application["resourceGroupName"] == "shop-dev"


@pytest.mark.parametrize("arn", [SECRET, "arn:aws:ssm:us-east-1:000000000000:parameter/datadog"])
def test_the_datadog_agent_gets_its_key_from_the_store_that_holds_it(arn: str) -> None:
    agent = datadog.agent(DatadogSettings(api_key_arn=arn))
    container = containers.sidecar(agent, LogDestination(group="g", region="us-east-1"))

    assert container["name"] == "datadog-agent"
    assert container["secrets"] == [{"name": "DD_API_KEY", "valueFrom": arn}]
    assert (agent.parameters, agent.secrets) == (({"DD_API_KEY": arn}, {}) if ":ssm:" in arn else ({}, agent.secrets))
    environment = {one["name"]: one["value"] for one in container["environment"]}  # type: ignore[attr-defined]
    assert environment["DD_SITE"] == "datadoghq.com"
    assert container["essential"] is False
    assert container["readonlyRootFilesystem"] is False
