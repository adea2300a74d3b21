"""The TLS security policies of HTTPS listeners.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html. A listener that
names no policy gets ELBSecurityPolicy-2016-08, which has no TLS 1.3, so a program should always name one.
"""

_PREFIX = "ELBSecurityPolicy-"


def _policies(*names: str) -> frozenset[str]:
    return frozenset(_PREFIX + name for name in names)


TLS13_ONLY_POLICIES = _policies(
    "TLS13-1-3-2021-06",
    "TLS13-1-3-FIPS-2023-04",
    "TLS13-1-3-PQ-2025-09",
    "TLS13-1-3-FIPS-PQ-2025-09",
    "TLS13-1-3-RFC9151-FIPS-2023-07",
)
"""Policies that accept TLS 1.3 alone."""

_TLS13_AND_12_POLICIES = _policies(
    "TLS13-1-2-2021-06",
    "TLS13-1-2-Res-2021-06",
    "TLS13-1-2-Ext1-2021-06",
    "TLS13-1-2-Ext2-2021-06",
    "TLS13-1-2-FIPS-2023-04",
    "TLS13-1-2-Res-FIPS-2023-04",
    "TLS13-1-2-Ext0-FIPS-2023-04",
    "TLS13-1-2-Ext1-FIPS-2023-04",
    "TLS13-1-2-Ext2-FIPS-2023-04",
    "TLS13-1-2-PQ-2025-09",
    "TLS13-1-2-Res-PQ-2025-09",
    "TLS13-1-2-Ext1-PQ-2025-09",
    "TLS13-1-2-Ext2-PQ-2025-09",
    "TLS13-1-2-FIPS-PQ-2025-09",
    "TLS13-1-2-Res-FIPS-PQ-2025-09",
    "TLS13-1-2-Ext0-FIPS-PQ-2025-09",
    "TLS13-1-2-Ext1-FIPS-PQ-2025-09",
    "TLS13-1-2-Ext2-FIPS-PQ-2025-09",
    "TLS13-1-2-RFC9151-FIPS-2023-07",
    "TLS13-1-2-Ext0-RFC9151-FIPS-2023-07",
    *(f"TLS13-1-2-RFC9151-INTEROP{number}-FIPS-2023-07" for number in range(1, 5)),
)

TLS13_POLICIES = TLS13_ONLY_POLICIES | _TLS13_AND_12_POLICIES
"""Policies that offer TLS 1.3 and nothing older than TLS 1.2."""

SSL_POLICIES = TLS13_POLICIES | _policies(
    "2016-08",
    "TLS-1-2-2017-01",
    "TLS-1-2-Ext-2018-06",
    "TLS-1-1-2017-01",
    "FS-2018-06",
    "FS-1-1-2019-08",
    "FS-1-2-2019-08",
    "FS-1-2-Res-2019-08",
    "FS-1-2-Res-2020-10",
    "TLS13-1-0-2021-06",
    "TLS13-1-1-2021-06",
    "TLS13-1-0-FIPS-2023-04",
    "TLS13-1-1-FIPS-2023-04",
    "TLS13-1-0-PQ-2025-09",
    "TLS13-1-0-FIPS-PQ-2025-09",
)
"""Every policy that a listener may name."""


def check_ssl_policy(policy: str) -> None:
    """Raise ValueError unless `policy` is a TLS security policy of Elastic Load Balancing."""
    if policy not in SSL_POLICIES:
        good = ", ".join(sorted(TLS13_POLICIES))
        raise ValueError(f"Elastic Load Balancing has no TLS policy {policy!r}. Those with TLS 1.3 are: {good}")


HOSTED_ZONES = {
    "af-south-1": "Z268VQBMOI5EKX",
    "ap-east-1": "Z3DQVH9N71FHZ0",
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-northeast-2": "ZWKZPGTI48KDX",
    "ap-northeast-3": "Z5LXEXXYW11ES",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-south-2": "Z0173938T07WNTVAEPZN",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ap-southeast-3": "Z08888821HLRG5A9ZRTER",
    "ap-southeast-4": "Z09517862IB2WZLPXG76F",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "ca-west-1": "Z06473681N0SF6OS049SD",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-central-2": "Z06391101F2ZOEP8P5EB3",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-south-1": "Z3ULH7SSC9OV64",
    "eu-south-2": "Z0956581394HF5D5LXGAP",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "il-central-1": "Z09170902867EHPV2DABU",
    "me-central-1": "Z08230872XQRWHG2XF6I",
    "me-south-1": "ZS929ML54UICD",
    "sa-east-1": "Z2P70J7HTTTPLU",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
"""Route 53 zone of the names of application load balancers, by region; an alias to one needs it.

https://docs.aws.amazon.com/general/latest/gr/elb.html
"""


def hosted_zone(region: str) -> str:
    """Return the zone of a region's application load balancers. Raises ValueError for an unknown region."""
    if region not in HOSTED_ZONES:
        raise ValueError(f"the Route 53 zone of load balancers in {region} is not known; add it (core/aws/elb.py)")
    return HOSTED_ZONES[region]
