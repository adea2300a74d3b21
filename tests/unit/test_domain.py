import pytest

from components.domain import Domain, DomainArgs
from tests.recording import Recording, record

ZONE = "aws:route53/zone:Zone"
RECORD = "aws:route53/record:Record"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"


def build(*, domain: str = "api.shop.org", hosted_zone_id: str | None = None, protected: bool = False) -> Domain:
    args = DomainArgs(domain=domain, hosted_zone_id=hosted_zone_id, validation_minutes=75, protected=protected)
    return Domain("ims", args)


def recorded(*, hosted_zone_id: str | None = None, protected: bool = False) -> Recording[Domain]:
    return record(lambda: build(hosted_zone_id=hosted_zone_id, protected=protected))


def test_the_certificate_is_proved_by_the_record_that_acm_asks_for() -> None:
    recording = recorded()
    proof = recording.named(RECORD, "ims-validation").inputs

    assert recording.one(CERTIFICATE).inputs["domainName"] == "api.shop.org"
    assert recording.one(CERTIFICATE).inputs["validationMethod"] == "DNS"
    assert proof["type"] == "CNAME"
    assert str(proof["name"]).endswith(".api.shop.org.")
    assert isinstance(proof["records"], list)
    assert [value.endswith(".acm-validations.aws.") for value in proof["records"]] == [True]


def test_consumers_get_the_certificate_once_it_is_issued() -> None:
    recording = recorded()
    validation = recording.one(VALIDATION)

    assert recording.named(RECORD, "ims-validation").urn in validation.dependencies
    assert validation.custom_timeouts["create"] == "75m"


def test_without_a_zone_one_is_made_for_the_domain() -> None:
    recording = recorded()

    assert recording.one(ZONE).inputs["name"] == "api.shop.org"
    assert recording.one(ZONE).inputs["forceDestroy"] is True
    component = recording.one("aws-architectures:edge:Domain")
    assert component.outputs is not None
    assert "nameServers" in component.outputs


def test_a_zone_in_production_is_protected_with_the_delegation_to_it() -> None:
    zone = recorded(protected=True).one(ZONE)

    assert zone.protect
    assert zone.inputs["forceDestroy"] is False


def test_a_given_zone_is_used_and_none_is_made() -> None:
    recording = recorded(hosted_zone_id="Z0123456789ABC")

    assert recording.of(ZONE) == []
    assert recording.named(RECORD, "ims-validation").inputs["zoneId"] == "Z0123456789ABC"
    assert recording.result is not None
    assert recording.result.name_servers is None


def test_the_domain_is_an_alias_of_the_load_balancer() -> None:
    def program() -> None:
        build(hosted_zone_id="Z0123456789ABC").point_to("ims-1.elb.amazonaws.com", "Z35SXDOTRQ7X7K")

    inputs = record(program).named(RECORD, "ims").inputs

    assert (inputs["name"], inputs["type"], inputs["zoneId"]) == ("api.shop.org", "A", "Z0123456789ABC")
    assert inputs["aliases"] == [
        {"name": "ims-1.elb.amazonaws.com", "zoneId": "Z35SXDOTRQ7X7K", "evaluateTargetHealth": True}
    ]


def test_a_name_too_long_for_a_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        record(lambda: build(domain="a" * 60 + ".shop.org"))


def test_a_preview_registers_the_same_resources() -> None:
    assert [one.urn for one in record(build, preview=True).resources] == [one.urn for one in recorded().resources]


def test_a_certificate_for_the_names_below_is_proved_by_the_same_record() -> None:
    args = DomainArgs(
        domain="shop.org",
        hosted_zone_id=None,
        wildcard=True,
        key_algorithm="RSA_2048",
        validation_minutes=75,
        protected=False,
    )
    recording = record(lambda: Domain("shop", args))
    certificate = recording.one(CERTIFICATE).inputs

    assert certificate["subjectAlternativeNames"] == ["*.shop.org"]
    assert certificate["keyAlgorithm"] == "RSA_2048"
    assert [one.name for one in recording.of(RECORD)] == ["shop-validation"]
