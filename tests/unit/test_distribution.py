"""The distribution: nobody but it reaches the load balancer, and what it belongs to lives in us-east-1."""

import pytest

from components.distribution import Distribution, DistributionArgs
from components.private_load_balancer import PrivateLoadBalancer, PrivateLoadBalancerArgs
from core.aws.cloudfront import ALL_VIEWER, CACHING_DISABLED, origin_facing_list
from core.aws.rules import violations
from core.property_paths import values_at
from core.sections.distribution import DistributionSettings
from core.sections.load_balancer import LoadBalancerSettings
from tests.recording import Inputs, Recording, record

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ZONE = "arn:aws:route53:::hostedzone/Z1"


def build(*, shield: bool = False, zone: str | None = ZONE, name: str = "shop-dev") -> Distribution:
    balancer = PrivateLoadBalancer(
        "shop-alb",
        PrivateLoadBalancerArgs(
            settings=LoadBalancerSettings(),
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-1",
            certificate_arn="arn:aws:acm:us-west-2:000000000000:certificate/1",
            log_bucket="logs",
            protected=False,
        ),
    )
    return Distribution(
        "shop",
        DistributionArgs(
            settings=DistributionSettings(price_class="PriceClass_100", shield_advanced=shield),
            domain="shop.example.com",
            certificate_arn="arn:aws:acm:us-east-1:000000000000:certificate/2",
            web_acl_arn="arn:aws:wafv2:us-east-1:000000000000:global/webacl/shop/1",
            balancer=balancer,
            physical_name=name,
            files_domain="files.s3.us-west-2.amazonaws.com",
            log_bucket_arn="arn:aws:s3:::logs",
            zone_arn=zone,
        ),
    )


@pytest.fixture(scope="module")
def recording() -> Recording[Distribution]:
    return record(build)


@pytest.fixture(scope="module")
def inputs(recording: Recording[Distribution]) -> Inputs:
    return recording.one(DISTRIBUTION).inputs


def test_aws_accepts_every_part(recording: Recording[Distribution]) -> None:
    for one in recording.resources:
        assert violations(one.token, one.inputs) == [], one.urn


def test_the_load_balancer_is_entered_through_the_vpc_over_tls(
    recording: Recording[Distribution], inputs: Inputs
) -> None:
    way = recording.one("aws:cloudfront/vpcOrigin:VpcOrigin")
    config = way.inputs["vpcOriginEndpointConfig"]

    assert isinstance(config, dict)
    assert (config["originProtocolPolicy"], config["originSslProtocols"]["items"]) == ("https-only", ["TLSv1.2"])
    origins = {one["originId"]: one for one in inputs["origins"]}  # type: ignore[attr-defined]
    assert origins["load-balancer"]["vpcOriginConfig"]["vpcOriginId"]
    assert "customOriginConfig" not in origins["load-balancer"]


def test_files_are_read_with_signed_requests(recording: Recording[Distribution], inputs: Inputs) -> None:
    control = recording.one("aws:cloudfront/originAccessControl:OriginAccessControl").inputs

    assert (control["signingBehavior"], control["originAccessControlOriginType"]) == ("always", "s3")
    origins = {one["originId"]: one for one in inputs["origins"]}  # type: ignore[attr-defined]
    assert origins["files"]["originAccessControlId"]


def test_only_static_files_are_cached(recording: Recording[Distribution], inputs: Inputs) -> None:
    default = inputs["defaultCacheBehavior"]

    assert isinstance(default, dict)
    assert (default["cachePolicyId"], default["originRequestPolicyId"]) == (CACHING_DISABLED, ALL_VIEWER)
    assert "DELETE" in default["allowedMethods"]
    assert values_at(inputs, "orderedCacheBehaviors[*].pathPattern") == ["/static/*"]
    assert values_at(inputs, "orderedCacheBehaviors[*].targetOriginId") == ["files"]
    assert recording.one("aws:cloudfront/cachePolicy:CachePolicy").inputs["defaultTtl"] == 86400


def test_viewers_are_sent_to_https_and_browsers_told_to_stay_there(
    recording: Recording[Distribution], inputs: Inputs
) -> None:
    viewer = inputs["viewerCertificate"]
    headers = recording.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")

    assert isinstance(viewer, dict)
    assert viewer["minimumProtocolVersion"] == "TLSv1.3_2025"
    for behavior in (inputs["defaultCacheBehavior"], *inputs["orderedCacheBehaviors"]):  # type: ignore[misc]
        assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["responseHeadersPolicyId"]
    config = headers.inputs["securityHeadersConfig"]
    assert isinstance(config, dict)
    assert config["strictTransportSecurity"]["accessControlMaxAgeSec"] == 31_536_000


def test_access_logs_are_delivered_from_where_cloudfront_is_administered(recording: Recording[Distribution]) -> None:
    parts = [one for one in recording.resources if one.token.startswith("aws:cloudwatch/logDelivery")]

    assert len(parts) == 3
    assert {one.inputs["region"] for one in parts} == {"us-east-1"}


@pytest.mark.parametrize(
    ("shield", "zone", "protected"),
    [(False, ZONE, set()), (True, ZONE, {"shop", "shop-zone"}), (True, None, {"shop"})],
)
def test_shield_advanced_protects_distribution_and_zone_when_switched_on(
    shield: bool, zone: str | None, protected: set[str]
) -> None:
    recording = record(lambda: build(shield=shield, zone=zone))

    assert {one.name for one in recording.of("aws:shield/protection:Protection")} == protected


def test_a_name_that_aws_would_refuse_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="60"):
        record(lambda: build(name="x" * 61))


def test_the_address_list_of_a_region_that_is_not_known_is_asked_for() -> None:
    assert origin_facing_list("us-east-1") == "pl-3b927c52"
    with pytest.raises(ValueError, match="describe-managed-prefix-lists"):
        origin_facing_list("mars-north-1")
