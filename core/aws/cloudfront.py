"""Facts of CloudFront that do not change: where it is administered, AWS's own policies, its address list by region."""

from collections.abc import Mapping

EDGE_REGION = "us-east-1"
"""Where certificates, web ACLs and log deliveries of CloudFront live, whatever the stack's region.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
"""

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""AWS's cache policy that caches nothing:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""

ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""AWS's origin request policy that hands on headers, cookies and query strings, Host included:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
"""

HOSTED_ZONE_ID = "Z2FDTNDATAQYW2"
"""The zone of all distributions' names, for alias records."""

VIEWER_TLS = ("TLSv1.3_2025", "TLSv1.2_2025", "TLSv1.2_2021")
"""Security policies without TLS 1.1; only the first refuses TLS 1.2:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
"""

PRICE_CLASSES = ("PriceClass_100", "PriceClass_200", "PriceClass_All")

_ORIGIN_FACING: Mapping[str, str] = {
    "ap-northeast-1": "pl-58a04531",
    "ap-northeast-2": "pl-22a6434b",
    "ap-south-1": "pl-9aa247f3",
    "ap-southeast-1": "pl-31a34658",
    "ap-southeast-2": "pl-b8a742d1",
    "ca-central-1": "pl-38a64351",
    "eu-central-1": "pl-a3a144ca",
    "eu-north-1": "pl-fab65393",
    "eu-west-1": "pl-4fa04526",
    "eu-west-2": "pl-93a247fa",
    "eu-west-3": "pl-75b1541c",
    "sa-east-1": "pl-5da64334",
    "us-east-1": "pl-3b927c52",
    "us-east-2": "pl-b6a144df",
    "us-west-1": "pl-4ea04527",
    "us-west-2": "pl-82a045eb",
}
"""Region to the id of `com.amazonaws.global.cloudfront.origin-facing`, as `describe-managed-prefix-lists` answers."""


def origin_facing_list(region: str) -> str:
    """Return the id of the list of CloudFront's addresses in a region. Raises ValueError for a region not known here.

    A rule that names it counts as 55 of the 60 rules that a security group may have:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
    """
    found = _ORIGIN_FACING.get(region)
    if found is None:
        raise ValueError(
            f"the id of CloudFront's address list in {region} is not known here: look it up with `aws ec2 "
            "describe-managed-prefix-lists` and add it to core/aws/cloudfront.py"
        )
    return found
