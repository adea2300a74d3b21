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
