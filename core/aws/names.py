"""What AWS accepts as the name of a resource.

Lengths and characters are those of AWS's API as botocore 1.44.5 describes it; where the Terraform provider beneath
Pulumi is stricter (lower case for RDS groups), its rule stands, since it refuses the name first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NameRule:
    """The rule for one resource type: `pattern` must match the whole name, `description` says it in words."""

    property: str = "name"
    minimum: int = 1
    maximum: int
    pattern: str
    description: str
    forbidden_prefixes: tuple[str, ...] = ()
    forbidden_suffixes: tuple[str, ...] = ()


_ALNUM_HYPHEN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ALNUM_HYPHEN_WORDS = "letters, digits and hyphens, no hyphen at either end"
_LETTER_FIRST = r"[A-Za-z](?:-?[A-Za-z0-9])*"
_LETTER_FIRST_WORDS = "letters, digits and single hyphens, a letter first, no hyphen at the end"
_WORD = r"[A-Za-z0-9_-]+"
_WORD_WORDS = "letters, digits, hyphens and underscores"
_IAM = r"[\w+=,.@-]+"
_IAM_WORDS = "letters, digits and + = , . @ - _"
_ECR_PART = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"

NAME_RULES: Mapping[str, NameRule] = {
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    "aws:s3/bucket:Bucket": NameRule(
        property="bucket",
        minimum=3,
        maximum=63,
        pattern=r"(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:\.?[a-z0-9-])*(?<=[a-z0-9])",
        description="lower-case letters, digits, hyphens, single dots; a letter or digit at both ends; no IP address",
        forbidden_prefixes=("xn--", "sthree-", "amzn-s3-demo-"),
        forbidden_suffixes=("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"),
    ),
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    "aws:lb/loadBalancer:LoadBalancer": NameRule(
        maximum=32, pattern=_ALNUM_HYPHEN, description=_ALNUM_HYPHEN_WORDS, forbidden_prefixes=("internal-",)
    ),
    "aws:lb/targetGroup:TargetGroup": NameRule(maximum=32, pattern=_ALNUM_HYPHEN, description=_ALNUM_HYPHEN_WORDS),
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    "aws:rds/instance:Instance": NameRule(
        property="identifier",
        maximum=63,
        pattern=r"[a-z](?:-?[a-z0-9])*",
        description=f"lower-case {_LETTER_FIRST_WORDS}",
    ),
    "aws:rds/proxy:Proxy": NameRule(maximum=63, pattern=_LETTER_FIRST, description=_LETTER_FIRST_WORDS),
    "aws:rds/subnetGroup:SubnetGroup": NameRule(
        maximum=255,
        pattern=r"(?!default$)[a-z0-9._ -]+",
        description="lower-case letters, digits, dots, underscores, spaces and hyphens; not 'default'",
    ),
    "aws:rds/parameterGroup:ParameterGroup": NameRule(
        maximum=255, pattern=r"[a-z](?:[-.]?[a-z0-9])*", description=f"lower-case {_LETTER_FIRST_WORDS}"
    ),
    # https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    "aws:elasticache/replicationGroup:ReplicationGroup": NameRule(
        property="replicationGroupId", maximum=40, pattern=_LETTER_FIRST, description=_LETTER_FIRST_WORDS
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": NameRule(
        maximum=255, pattern=r"(?!default$)[A-Za-z0-9-]+", description="letters, digits and hyphens; not 'default'"
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": NameRule(
        maximum=255, pattern=r"[A-Za-z](?:[-.]?[A-Za-z0-9])*", description=_LETTER_FIRST_WORDS
    ),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    "aws:iam/role:Role": NameRule(maximum=64, pattern=_IAM, description=_IAM_WORDS),
    "aws:iam/rolePolicy:RolePolicy": NameRule(maximum=128, pattern=_IAM, description=_IAM_WORDS),
    "aws:iam/policy:Policy": NameRule(maximum=128, pattern=_IAM, description=_IAM_WORDS),
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    "aws:ecs/cluster:Cluster": NameRule(maximum=255, pattern=_WORD, description=_WORD_WORDS),
    "aws:ecs/service:Service": NameRule(maximum=255, pattern=_WORD, description=_WORD_WORDS),
    "aws:ecs/taskDefinition:TaskDefinition": NameRule(
        property="family", maximum=255, pattern=_WORD, description=_WORD_WORDS
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    "aws:ec2/securityGroup:SecurityGroup": NameRule(
        maximum=255,
        pattern=r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+",
        description="letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *",
        forbidden_prefixes=("sg-",),
    ),
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    "aws:kms/alias:Alias": NameRule(
        maximum=256,
        pattern=r"alias/[A-Za-z0-9/_-]+",
        description="'alias/' and then letters, digits, slashes, underscores and hyphens",
        forbidden_prefixes=("alias/aws/",),
    ),
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    "aws:cloudwatch/logGroup:LogGroup": NameRule(
        maximum=512,
        pattern=r"[A-Za-z0-9._/#-]+",
        description="letters, digits and . _ / # -",
        forbidden_prefixes=("aws/",),
    ),
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    "aws:cloudwatch/metricAlarm:MetricAlarm": NameRule(
        maximum=255, pattern=r"[^\x00-\x1f\x7f]+", description="anything but control characters"
    ),
    "aws:cloudwatch/dashboard:Dashboard": NameRule(
        property="dashboardName", maximum=255, pattern=_WORD, description=_WORD_WORDS
    ),
    # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
    "aws:secretsmanager/secret:Secret": NameRule(
        maximum=512, pattern=r"[A-Za-z0-9/_+=.@-]+", description="letters, digits and / _ + = . @ -"
    ),
    # https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    "aws:lambda/function:Function": NameRule(maximum=64, pattern=_WORD, description=_WORD_WORDS),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
    "aws:cloudtrail/trail:Trail": NameRule(
        minimum=3,
        maximum=128,
        pattern=r"(?!\d+\.\d+\.\d+\.\d+$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*",
        description="letters and digits, single . _ - between them; no IP address",
    ),
    # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    "aws:cloudwatch/eventRule:EventRule": NameRule(
        maximum=64, pattern=r"[A-Za-z0-9._-]+", description="letters, digits and . _ -"
    ),
    # https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    "aws:wafv2/webAcl:WebAcl": NameRule(maximum=128, pattern=_WORD, description=_WORD_WORDS),
    # https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    "aws:sns/topic:Topic": NameRule(
        maximum=256, pattern=r"[A-Za-z0-9_-]+(?:\.fifo)?", description=f"{_WORD_WORDS}; a FIFO topic ends in .fifo"
    ),
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    "aws:ecr/repository:Repository": NameRule(
        minimum=2,
        maximum=256,
        pattern=rf"(?:{_ECR_PART}/)*{_ECR_PART}",
        description="lower-case letters and digits, single . _ - between them, parts separated by slashes",
    ),
    # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    "aws:budgets/budget:Budget": NameRule(
        maximum=100, pattern=r"(?!.*/action/)[^:\\]+", description="anything without ':', '\\' and '/action/'"
    ),
    # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
    "aws:appautoscaling/policy:Policy": NameRule(
        maximum=256, pattern=r"[^\x00-\x1f\x7f]+", description="printable characters"
    ),
    # https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
    "aws:eks/cluster:Cluster": NameRule(
        maximum=100, pattern=r"[0-9A-Za-z][A-Za-z0-9_-]*", description=f"{_WORD_WORDS}, a letter or digit first"
    ),
    "aws:eks/nodeGroup:NodeGroup": NameRule(
        property="nodeGroupName",
        maximum=63,
        pattern=r"[0-9A-Za-z][A-Za-z0-9_-]*",
        description=f"{_WORD_WORDS}, a letter or digit first",
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
    "aws:ec2/launchTemplate:LaunchTemplate": NameRule(
        minimum=3, maximum=128, pattern=r"[A-Za-z0-9()./_-]+", description="letters, digits and ( ) . / _ -"
    ),
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
    "aws:cognito/userPool:UserPool": NameRule(
        maximum=128, pattern=r"[\w\s+=,.@-]+", description=f"{_IAM_WORDS}, and spaces"
    ),
    "aws:cognito/userPoolClient:UserPoolClient": NameRule(
        maximum=128, pattern=r"[\w\s+=,.@-]+", description=f"{_IAM_WORDS}, and spaces"
    ),
    # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html
    "aws:cloudfront/originAccessControl:OriginAccessControl": NameRule(
        maximum=64, pattern=r"[^\x00-\x1f\x7f]+", description="printable characters"
    ),
    # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html
    "aws:cloudfront/cachePolicy:CachePolicy": NameRule(maximum=128, pattern=_WORD, description=_WORD_WORDS),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": NameRule(
        maximum=128, pattern=_WORD, description=_WORD_WORDS
    ),
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": NameRule(maximum=60, pattern=_WORD, description=_WORD_WORDS),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": NameRule(
        maximum=60, pattern=_WORD, description=_WORD_WORDS
    ),
    # https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_CreateProtection.html
    "aws:shield/protection:Protection": NameRule(
        maximum=128, pattern=r"[ a-zA-Z0-9_.-]+", description="letters, digits, spaces and _ . -"
    ),
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
    "aws:ssm/parameter:Parameter": NameRule(
        maximum=1011,
        pattern=r"(?!/?(?i:aws|ssm))(/[A-Za-z0-9_.-]+){1,15}|[A-Za-z0-9_.-]+",
        description="a path of at most 15 levels of letters, digits and _ . -, which may not begin with aws or ssm",
    ),
    # https://docs.aws.amazon.com/ARG/latest/APIReference/API_CreateGroup.html
    "aws:resourcegroups/group:Group": NameRule(
        maximum=128,
        pattern=r"(?!(?i:aws))[a-zA-Z0-9_.-]+",
        description="letters, digits and _ . -, and no aws at its beginning",
    ),
    # https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": NameRule(
        property="configurationName", maximum=128, pattern=_WORD, description=_WORD_WORDS
    ),
}
"""Resource token to the rule for its name."""


def name_problem(rule: NameRule, name: str) -> str | None:
    """Return what AWS accepts in place of `name`, or None if it accepts `name`."""
    if not rule.minimum <= len(name) <= rule.maximum:
        return f"{rule.minimum} to {rule.maximum} characters, not {len(name)}"
    if name.startswith(rule.forbidden_prefixes) or name.endswith(rule.forbidden_suffixes):
        affixes = ", ".join(rule.forbidden_prefixes + rule.forbidden_suffixes)
        return f"a name without the reserved beginnings and endings {affixes}"
    if not re.fullmatch(rule.pattern, name):
        return rule.description
    return None


def check_name(token: str, name: str) -> None:
    """Raise ValueError if AWS would refuse `name` for a resource of type `token`, or if that type has no rule here."""
    rule = NAME_RULES.get(token)
    if rule is None:
        raise ValueError(f"no rule for the names of {token} is known; add one to NAME_RULES in core/aws/names.py")
    allowed = name_problem(rule, name)
    if allowed is not None:
        raise ValueError(f"AWS refuses {name!r} as the {rule.property} of a {token}. Allowed: {allowed}")
