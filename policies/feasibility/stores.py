"""Buckets, keys, secrets and all else that AWS takes or refuses."""

from policies.feasibility.refusals import refusal, rest

LIFECYCLE = refusal(
    "feasible-bucket-lifecycle",
    "Objects move to rarer storage late enough and in order, and expire after that",
    "Change the days of the rule",
)
ROTATION = refusal(
    "feasible-key-rotation", "Keys rotate as KMS can, and wait before they are gone", "Change the number of days"
)
BUCKETS = rest("bucket", "S3 takes what is asked of it", "Set the property to what AWS allows")
SECRETS = rest("secret", "KMS and Secrets Manager take what is asked of them", "Set the property to what AWS allows")
OTHER = rest("other", "All other services take what is asked of them", "Set the property to what AWS allows")
