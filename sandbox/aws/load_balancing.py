"""Load balancers, target groups, listeners."""

from collections.abc import Mapping

from sandbox.aws.common import BALANCER, BUCKET, CERTIFICATE, GROUP, SUBNET, TARGETS, VPC, arn, instant, named, took
from sandbox.resource_facts import ResourceFacts

_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
_TARGETS = "aws:lb/targetGroup:TargetGroup"

FACTS: Mapping[str, ResourceFacts] = {
    _BALANCER: ResourceFacts(
        id=arn("elasticloadbalancing", "loadbalancer/app/{name}/{hex17:.16}"),
        times=took(172, 5, 17, "M14"),
        name=named(_BALANCER),
        defaults={
            "enableDeletionProtection": False,
            "enableHttp2": True,
            "idleTimeout": 60,
            "loadBalancerType": "application",
            "desyncMitigationMode": "defensive",
        },
        outputs={
            "arn": "{id}",
            "arnSuffix": "app/{name}/{hex17:.16}",
            "dnsName": "{name}-{digits:.9}.{region}.elb.amazonaws.com",
            "zoneId": "Z35SXDOTRQ7X7K",
            "ipAddressType": "ipv4",
            "internal": False,
        },
        variants={"internal=true": {"dnsName": "internal-{name}-{digits:.9}.{region}.elb.amazonaws.com"}},
        references={"subnets[]": SUBNET, "securityGroups[]": GROUP, "accessLogs.bucket": BUCKET},
        unique=("name",),
        free_references=("accessLogs.bucket",),
    ),
    _TARGETS: ResourceFacts(
        id=arn("elasticloadbalancing", "targetgroup/{name}/{hex17:.16}"),
        times=instant("M3"),
        name=named(_TARGETS),
        defaults={"deregistrationDelay": 300, "slowStart": 0, "targetType": "instance"},
        outputs={
            "arn": "{id}",
            "arnSuffix": "targetgroup/{name}/{hex17:.16}",
            "protocolVersion": "HTTP1",
            "ipAddressType": "ipv4",
            "loadBalancingAlgorithmType": "round_robin",
        },
        references={"vpcId": VPC},
        unique=("name",),
        free_references=("vpcId",),
    ),
    "aws:lb/listener:Listener": ResourceFacts(
        id=arn("elasticloadbalancing", "listener/app/balancer/{hex17:.16}/{uuid:.8}{hex8}"),
        times=instant("M6"),
        outputs={"arn": "{id}", "protocol": "HTTP"},
        references={
            "loadBalancerArn": BALANCER,
            "certificateArn": CERTIFICATE,
            "defaultActions[].targetGroupArn": TARGETS,
        },
        free_references=("loadBalancerArn",),
    ),
}
