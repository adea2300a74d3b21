"""What a new AWS account may hold per region, before anybody asks for more.

https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html; per service:
https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html.
"""

ELASTIC_ADDRESSES = 5
VPCS = 5
NAT_GATEWAYS_PER_ZONE = 5
RULES_PER_SECURITY_GROUP = 60
"""In each direction."""

FARGATE_VCPUS = 6
"""At once, over all tasks of a region; accounts that have been in use have more."""

ROLES = 1000
"""Per account, not per region."""

POLICIES_PER_ROLE = 10
"""Managed policies attached to one role."""

INLINE_CHARACTERS_PER_ROLE = 10240
"""All inline policies of one role together, white space not counted. This one AWS does not raise."""

DATABASES = 40
