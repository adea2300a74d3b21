"""KMS keys: their material is renewed."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import rule

KEY = "aws:kms/key:Key"


@rule(
    "kms-key-rotation",
    "Symmetric encryption keys rotate",
    severity=Severity.MEDIUM,
    remedy="Set enableKeyRotation to true",
    types=(KEY,),
    controls=("KMS.4", "CIS 3.0 3.6", "CKV_AWS_7", "AwsSolutions-KMS5", "KMSBackingKeyRotationEnabled"),
    settings={
        "maximumDays": {
            "type": "integer",
            "minimum": 90,
            "maximum": 2560,
            "default": 365,
            "description": "The longest rotation period allowed, in days.",
        }
    },
)
def rotation(key: Resource) -> Iterator[str]:
    """Asymmetric and HMAC keys cannot rotate by themselves, nor can keys of a custom key store.

    AWS rotates after 365 days unless told otherwise.
    """
    asymmetric = key.value("customerMasterKeySpec") not in (None, "SYMMETRIC_DEFAULT")
    if asymmetric or key.given("customKeyStoreId") or key.value("keyUsage") not in (None, "ENCRYPT_DECRYPT"):
        return
    if key.value("enableKeyRotation") is not True:
        yield "enableKeyRotation is not true"
    period, longest = key.value("rotationPeriodInDays"), key.config.value("maximumDays")
    if isinstance(period, int) and isinstance(longest, int) and period > longest:
        yield f"rotationPeriodInDays is more than {longest}"
