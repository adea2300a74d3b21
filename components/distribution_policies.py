"""What a distribution tells cached files apart by, and the headers that it adds to every answer."""

import pulumi
from pulumi_aws import cloudfront

LONGEST_TTL = 31_536_000
"""A year, for files whose own headers ask for it."""


def static_cache(name: str, domain: str, ttl_seconds: int, opts: pulumi.ResourceOptions) -> cloudfront.CachePolicy:
    """Make the cache policy of static files: told apart by their path and compression alone, kept for `ttl_seconds`.

    The file's own Cache-Control decides where it has one.
    """
    key = cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgs(
        cookies_config=cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginCookiesConfigArgs(
            cookie_behavior="none"
        ),
        headers_config=cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginHeadersConfigArgs(
            header_behavior="none"
        ),
        query_strings_config=cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginQueryStringsConfigArgs(
            query_string_behavior="none"
        ),
        enable_accept_encoding_brotli=True,
        enable_accept_encoding_gzip=True,
    )
    return cloudfront.CachePolicy(
        name,
        comment=f"Static files of {domain}",
        min_ttl=0,
        default_ttl=ttl_seconds,
        max_ttl=max(ttl_seconds, LONGEST_TTL),
        parameters_in_cache_key_and_forwarded_to_origin=key,
        opts=opts,
    )


def security_headers(
    name: str, domain: str, hsts_seconds: int, opts: pulumi.ResourceOptions
) -> cloudfront.ResponseHeadersPolicy:
    """Make the policy of the headers that browsers get with every answer, whatever the origin says."""
    hsts = cloudfront.ResponseHeadersPolicySecurityHeadersConfigStrictTransportSecurityArgs(
        access_control_max_age_sec=hsts_seconds, override=True
    )
    config = cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgs(
        strict_transport_security=hsts,
        content_type_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigContentTypeOptionsArgs(override=True),
        frame_options=cloudfront.ResponseHeadersPolicySecurityHeadersConfigFrameOptionsArgs(
            frame_option="DENY", override=True
        ),
        # The application may say something stricter.
        referrer_policy=cloudfront.ResponseHeadersPolicySecurityHeadersConfigReferrerPolicyArgs(
            referrer_policy="strict-origin-when-cross-origin", override=False
        ),
    )
    return cloudfront.ResponseHeadersPolicy(
        name, comment=f"Security headers of {domain}", security_headers_config=config, opts=opts
    )
