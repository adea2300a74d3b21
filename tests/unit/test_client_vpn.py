"""Client VPN: people sign in, reach the VPC alone, and are on record."""

from collections.abc import Mapping

import pytest

from components.client_vpn import ClientVpn, ClientVpnArgs
from core.aws.rules import violations
from core.aws.vpn import resolver
from core.sections.vpn import ClientVpnSettings
from tests.recording import Recording, record

ENDPOINT = "aws:ec2clientvpn/endpoint:Endpoint"
ASSOCIATION = "aws:ec2clientvpn/networkAssociation:NetworkAssociation"
RULE = "aws:ec2clientvpn/authorizationRule:AuthorizationRule"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
ACCOUNT = "000000000000"
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/00000000-0000-4000-8000-000000000001"
PEOPLE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/00000000-0000-4000-8000-000000000002"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/people"
SUBNETS = {"us-east-1a": "subnet-1", "us-east-1b": "subnet-2"}


def settings(**changes: object) -> ClientVpnSettings:
    given = {"server_certificate_arn": CERTIFICATE, "client_certificate_arn": PEOPLE, **changes}
    return ClientVpnSettings.model_validate(given)


def recorded(**changes: object) -> Recording[ClientVpn]:
    args = ClientVpnArgs(
        settings=settings(**changes),
        vpc_id="vpc-1",
        vpc_cidr="10.0.0.0/16",
        subnet_ids=SUBNETS,
        security_group_id="sg-1",
        kms_key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1",
        log_retention_days=30,
    )
    return record(lambda: ClientVpn("web-vpn", args))


def test_aws_takes_it() -> None:
    wrong = {one.urn: found for one in recorded().resources if (found := violations(one.token, one.inputs))}
    assert wrong == {}


def test_people_sign_in_with_a_certificate_or_at_a_provider() -> None:
    by_certificate = {"type": "certificate-authentication", "rootCertificateChainArn": PEOPLE}
    assert recorded().one(ENDPOINT).inputs["authenticationOptions"] == [by_certificate]
    at_provider = recorded(client_certificate_arn=None, saml_provider_arn=PROVIDER).one(ENDPOINT)
    assert at_provider.inputs["authenticationOptions"] == [
        {"type": "federated-authentication", "samlProviderArn": PROVIDER}
    ]


def test_it_leads_to_the_vpc_and_nowhere_else() -> None:
    recording = recorded()
    inputs = recording.one(ENDPOINT).inputs
    assert inputs["splitTunnel"] is True
    assert inputs["dnsServers"] == ["10.0.0.2"]
    assert inputs["securityGroupIds"] == ["sg-1"]
    assert recording.one(RULE).inputs["targetNetworkCidr"] == "10.0.0.0/16"


def test_it_ends_in_as_many_zones_as_wanted() -> None:
    assert [one.name for one in recorded().of(ASSOCIATION)] == ["web-vpn-us-east-1a"]
    assert {one.inputs["subnetId"] for one in recorded(zones=2).of(ASSOCIATION)} == {"subnet-1", "subnet-2"}
    with pytest.raises(ValueError, match="zones is 3, but subnet_ids has 2"):
        recorded(zones=3)


def test_every_connection_is_on_record() -> None:
    recording = recorded()
    options = recording.one(ENDPOINT).inputs["connectionLogOptions"]
    assert isinstance(options, dict)
    assert options["enabled"] is True
    assert recording.one(LOGS).urn in recording.one(ENDPOINT).dependencies


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_certificate_arn": None}, "either this or saml_provider_arn"),
        ({"saml_provider_arn": PROVIDER}, "either this or saml_provider_arn"),
        ({"client_cidr": "10.100.0.0/24"}, "AWS takes /12 to /22"),
        ({"server_certificate_arn": "vpn.example.com"}, "server_certificate_arn"),
    ],
)
def test_settings_that_aws_refuses_are_refused(changes: Mapping[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings(**changes)


def test_the_resolver_is_the_third_address() -> None:
    assert resolver("10.0.0.0/16") == "10.0.0.2"
