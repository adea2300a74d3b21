"""What the controllers of an EKS cluster may do in AWS.

Whatever a controller makes or changes it finds by the tag of its cluster, so two clusters of one account cannot touch
each other's things.
"""

from collections.abc import Mapping, Sequence

import pulumi

from core.iam import Statement, statement

CONTROLLER_TAG = "elbv2.k8s.aws/cluster"
"""The load balancer controller puts this tag, with the cluster's name, on all that it makes."""


def load_balancing(
    *, cluster_name: str, vpc_id: pulumi.Input[str], region: str, account_id: str
) -> Sequence[Statement]:
    """Return the rights of the AWS Load Balancer Controller for ALB ingresses with WAFv2 web ACLs.

    Left out are NLB address pools, Shield, WAF Classic, Cognito and Outposts.
    https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
    """
    return (
        *_reading(),
        *_web_acls(region, account_id),
        *_security_groups(cluster_name, vpc_id, region, account_id),
        *_load_balancers(cluster_name, region, account_id),
    )


def _reading() -> Sequence[Statement]:
    """None of these has a resource."""
    return (
        statement(
            [
                "ec2:DescribeAccountAttributes",
                "ec2:DescribeAddresses",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeInternetGateways",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeTags",
                "ec2:DescribeVpcPeeringConnections",
                "ec2:DescribeVpcs",
                "elasticloadbalancing:DescribeCapacityReservation",
                "elasticloadbalancing:DescribeListenerAttributes",
                "elasticloadbalancing:DescribeListenerCertificates",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeLoadBalancerAttributes",
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeSSLPolicies",
                "elasticloadbalancing:DescribeTags",
                "elasticloadbalancing:DescribeTargetGroupAttributes",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
                "elasticloadbalancing:DescribeTrustStores",
                "acm:ListCertificates",
            ],
            "*",
            sid="Read",
        ),
        statement(
            ["iam:CreateServiceLinkedRole"],
            "arn:aws:iam::*:role/aws-service-role/elasticloadbalancing.amazonaws.com/*",
            sid="ServiceLinkedRole",
            conditions={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
    )


def _web_acls(region: str, account_id: str) -> Sequence[Statement]:
    acl = f"arn:aws:wafv2:{region}:{account_id}:regional/webacl/*"
    balancer = f"arn:aws:elasticloadbalancing:{region}:{account_id}:loadbalancer/app/*"
    return (
        statement(["acm:DescribeCertificate"], f"arn:aws:acm:{region}:{account_id}:certificate/*", sid="Certificates"),
        statement(["wafv2:GetWebACL"], acl, sid="WebAcls"),
        statement(
            ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACLForResource"],
            [acl, balancer],
            sid="WebAclAssociations",
        ),
        # WAF asks for this right when it is put before a load balancer; it has no resource.
        statement(["elasticloadbalancing:SetWebAcl"], "*", sid="WebAclOfBalancer"),
    )


def _security_groups(cluster_name: str, vpc_id: pulumi.Input[str], region: str, account_id: str) -> Sequence[Statement]:
    """Let groups be made for load balancers, and let theirs and the nodes' be opened."""
    groups = f"arn:aws:ec2:{region}:{account_id}:security-group/*"
    rules = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
    own = _equal(f"aws:ResourceTag/{CONTROLLER_TAG}", cluster_name)
    # EKS tags the cluster's own security group, which the nodes are in, with the cluster's name.
    of_nodes = _equal(f"aws:ResourceTag/kubernetes.io/cluster/{cluster_name}", "owned")
    vpc = pulumi.Output.concat(f"arn:aws:ec2:{region}:{account_id}:vpc/", vpc_id)
    return (
        statement(["ec2:CreateSecurityGroup"], vpc, sid="GroupsInVpc"),
        statement(["ec2:CreateSecurityGroup"], groups, sid="CreateGroups", conditions=_asked(cluster_name)),
        statement(
            ["ec2:CreateTags"],
            groups,
            sid="TagNewGroups",
            conditions=_asked(cluster_name, action="ec2:CreateAction", values=["CreateSecurityGroup"]),
        ),
        statement(["ec2:CreateTags", "ec2:DeleteTags"], groups, sid="TagOwnGroups", conditions=own),
        statement([*rules, "ec2:DeleteSecurityGroup"], groups, sid="OwnGroups", conditions=own),
        statement(rules, groups, sid="NodeGroups", conditions=of_nodes),
    )


def _load_balancers(cluster_name: str, region: str, account_id: str) -> Sequence[Statement]:
    """Let load balancers be made under the cluster's tag, and changed and deleted if they have it."""
    prefix = f"arn:aws:elasticloadbalancing:{region}:{account_id}"
    balancers, groups = f"{prefix}:loadbalancer/app/*", f"{prefix}:targetgroup/*"
    listeners, rules = f"{prefix}:listener/app/*", f"{prefix}:listener-rule/app/*"
    own = _equal(f"aws:ResourceTag/{CONTROLLER_TAG}", cluster_name)
    creations = ["CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup"]
    return (
        statement(
            _elb("CreateLoadBalancer", "CreateTargetGroup"),
            [balancers, groups],
            sid="CreateBalancers",
            conditions=_asked(cluster_name),
        ),
        statement(
            _elb("AddTags"),
            [balancers, groups, listeners, rules],
            sid="TagNewBalancers",
            conditions=_asked(cluster_name, action="elasticloadbalancing:CreateAction", values=creations),
        ),
        statement(
            _elb("AddTags", "RemoveTags"),
            [balancers, groups, listeners, rules],
            sid="TagOwnBalancers",
            conditions=own,
        ),
        statement(
            _elb(
                "CreateListener",
                "DeleteLoadBalancer",
                "ModifyLoadBalancerAttributes",
                "SetIpAddressType",
                "SetSecurityGroups",
                "SetSubnets",
            ),
            balancers,
            sid="OwnBalancers",
            conditions=own,
        ),
        statement(
            _elb(
                "DeleteTargetGroup",
                "DeregisterTargets",
                "ModifyTargetGroup",
                "ModifyTargetGroupAttributes",
                "RegisterTargets",
            ),
            groups,
            sid="OwnTargetGroups",
            conditions=own,
        ),
        statement(
            _elb(
                "AddListenerCertificates",
                "CreateRule",
                "DeleteListener",
                "ModifyListener",
                "ModifyListenerAttributes",
                "RemoveListenerCertificates",
            ),
            listeners,
            sid="OwnListeners",
            conditions=own,
        ),
        statement(_elb("DeleteRule", "ModifyRule", "SetRulePriorities"), rules, sid="OwnRules", conditions=own),
    )


def node_scaling(*, cluster_name: str, region: str, account_id: str) -> Sequence[Statement]:
    """Return the rights of the cluster autoscaler: read everything, resize the cluster's own groups.

    EKS tags the Auto Scaling groups of managed node groups with the cluster's name.
    https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
    """
    return (
        statement(
            [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeLaunchConfigurations",
                "autoscaling:DescribeScalingActivities",
                "autoscaling:DescribeTags",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
                "ec2:GetInstanceTypesFromInstanceRequirements",
            ],
            "*",
            sid="Read",
        ),
        statement(
            ["eks:DescribeNodegroup"],
            f"arn:aws:eks:{region}:{account_id}:nodegroup/{cluster_name}/*/*",
            sid="NodeGroups",
        ),
        statement(
            ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            f"arn:aws:autoscaling:{region}:{account_id}:autoScalingGroup:*:autoScalingGroupName/*",
            sid="Resize",
            conditions=_equal(f"aws:ResourceTag/k8s.io/cluster-autoscaler/{cluster_name}", "owned"),
        ),
    )


def alert_publishing(
    topic_arns: Sequence[pulumi.Input[str]], *, kms_key_arn: pulumi.Input[str], region: str
) -> Sequence[Statement]:
    """Let alerts be published to encrypted topics; SNS uses their key with the publisher's rights.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    return (
        statement(["sns:Publish"], list(topic_arns), sid="Publish"),
        statement(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            kms_key_arn,
            sid="TopicKey",
            conditions=_equal("kms:ViaService", f"sns.{region}.amazonaws.com"),
        ),
    )


def _elb(*actions: str) -> list[str]:
    return [f"elasticloadbalancing:{action}" for action in actions]


def _equal(key: str, value: str) -> Mapping[str, Mapping[str, str]]:
    return {"StringEquals": {key: value}}


def _asked(
    cluster_name: str, *, action: str | None = None, values: Sequence[str] = ()
) -> Mapping[str, Mapping[str, str | Sequence[str]]]:
    """Return the condition that a request tags what it makes as the cluster's, in one of these creations."""
    creation: Mapping[str, Sequence[str]] = {action: values} if action else {}
    return {"StringEquals": {f"aws:RequestTag/{CONTROLLER_TAG}": cluster_name, **creation}}
