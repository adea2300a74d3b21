"""Cases of the rules in policies/cost."""

from policies.cost import budgets, networks, sizes

from .case import ABSENT, Case, case
from .driver import Thing

DATABASE = {
    "instanceClass": "db.t4g.medium",
    "storageType": "gp3",
    "iops": 3000,
    "allocatedStorage": 100,
    "maxAllocatedStorage": 500,
    "multiAz": False,
}
NODES = {"instanceTypes": ["m7g.large"], "scalingConfig": {"maxSize": 10}}
SERVICE = {"capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT"}], "desiredCount": 2}
BUDGET = {
    "limitAmount": "350",
    "notifications": [
        {"notificationType": "ACTUAL", "subscriberEmailAddresses": ["ops@example.com"]},
        {"notificationType": "FORECASTED", "subscriberSnsTopicArns": ["arn:aws:sns:us-east-1:000000000000:alerts"]},
    ],
}
OBJECTS = {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::orders/"]}
TYPE = {"field": "resources.type", "equals": ["AWS::S3::Object"]}
TRAIL = {
    "advancedEventSelectors": [{"fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}, OBJECTS]}],
    "eventSelectors": [{"dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::orders/"]}]}],
}
ALL_BUCKETS = "data events of all buckets are recorded"
NETWORK = (
    Thing(networks.VPC, name="vpc"),
    Thing(networks.SUBNET, name="public", sources={"vpcId": ("vpc",)}),
    Thing(networks.NAT, name="nat", sources={"subnetId": ("public",)}),
)
S3 = {"serviceName": "com.amazonaws.us-east-1.s3"}
INTERFACE = {**S3, "vpcEndpointType": "Interface"}

CASES: dict[str, Case] = {
    "allowed-db-classes": case(
        sizes.DATABASES[0],
        DATABASE,
        ({"instanceClass": "db.x2g.16xlarge"}, "instanceClass is not among those allowed here"),
        ({"dbClusterInstanceClass": "db.r6gd.16xlarge"}, "dbClusterInstanceClass is not among those allowed here"),
        undecided=("instanceClass",),
    ),
    "allowed-cache-node-types": case(
        sizes.CACHE,
        {"nodeType": "cache.t4g.small"},
        ({"nodeType": "cache.r7g.16xlarge"}, "nodeType is not among those allowed here"),
        undecided=("nodeType",),
    ),
    "allowed-instance-types": case(
        sizes.NODE_GROUPS[0],
        NODES,
        ({"instanceTypes": ["m7g.large", "p5.48xlarge"]}, "instanceTypes[1] is not among those allowed here"),
        ({"instanceType": "p5.48xlarge"}, "instanceType is not among those allowed here"),
        undecided=("instanceTypes", "instanceTypes.0"),
    ),
    "nodegroup-max-size": case(
        sizes.NODE_GROUPS[0],
        NODES,
        ({"scalingConfig.maxSize": 11}, "scalingConfig.maxSize is above what is allowed here"),
        undecided=("scalingConfig.maxSize",),
    ),
    "ebs-gp3": case(
        sizes.LAUNCH_TEMPLATE,
        {"blockDeviceMappings": [{"ebs": {"volumeType": "gp3"}}]},
        (
            {"blockDeviceMappings.0.ebs.volumeType": "io2"},
            "blockDeviceMappings[0].ebs.volumeType is not gp3",
        ),
        undecided=("blockDeviceMappings.0.ebs.volumeType",),
    ),
    "rds-storage-type": case(
        sizes.DATABASES[0],
        DATABASE,
        ({"storageType": "io1"}, "storageType is not gp3"),
        ({"iops": 12000}, "iops are above the 3000 that gp3 has without charge"),
        ({"iops": 16000, "allocatedStorage": 400}, "iops are above the 12000 that gp3 has without charge"),
        (
            {"iops": 12000, "allocatedStorage": 400, "engine": "sqlserver-se"},
            "iops are above the 3000 that gp3 has without charge",
        ),
        ({"maxAllocatedStorage": 4000}, "storage may grow beyond what is allowed here"),
        undecided=("storageType", "maxAllocatedStorage"),
    ),
    "rds-single-az-outside-prod": case(
        sizes.DATABASES[0], DATABASE, ({"multiAz": True}, "multiAz is true"), undecided=("multiAz",)
    ),
    "log-retention-max": case(
        sizes.LOG_GROUP,
        {"retentionInDays": 30},
        ({"retentionInDays": ABSENT}, "logs are kept longer than allowed here"),
        ({"retentionInDays": 3653}, "logs are kept longer than allowed here"),
        undecided=("retentionInDays",),
    ),
    "cloudfront-price-class": Case(
        things=(Thing(sizes.DISTRIBUTION, {"priceClass": "PriceClass_100"}),),
        config={"dearest": "PriceClass_100"},
        broken=(
            ({"priceClass": "PriceClass_200"}, "priceClass is dearer than allowed here"),
            ({"priceClass": ABSENT}, "priceClass is dearer than allowed here"),
        ),
        undecided=("priceClass",),
    ),
    "fargate-spot-outside-prod": case(
        sizes.SERVICE,
        SERVICE,
        (
            {"capacityProviderStrategies.0.capacityProvider": "FARGATE"},
            "capacityProviderStrategies has no FARGATE_SPOT",
        ),
        undecided=("capacityProviderStrategies",),
    ),
    "task-size-maximum": case(
        sizes.TASK,
        {"cpu": "256", "memory": "512"},
        ({"cpu": "16384"}, "cpu is above what is allowed here"),
        ({"memory": "65536"}, "memory is above what is allowed here"),
        ({"cpu": "16 vCPU"}, "cpu is above what is allowed here"),
        ({"memory": "120GB"}, "memory is above what is allowed here"),
        ({"memory": "plenty"}, "memory is no size that can be read"),
        undecided=("cpu", "memory"),
    ),
    "service-count-maximum": case(
        sizes.SERVICE,
        SERVICE,
        ({"desiredCount": 200}, "desiredCount is above what is allowed here"),
        undecided=("desiredCount",),
    ),
    "graviton-preferred": case(
        sizes.DATABASES[0],
        DATABASE,
        ({"instanceClass": "db.m6i.large"}, "the type has an x86 processor"),
        undecided=("instanceClass",),
    ),
    "cloudtrail-data-events-scoped": case(
        sizes.TRAIL,
        TRAIL,
        ({"eventSelectors.0.dataResources.0.values": ["arn:aws:s3"]}, ALL_BUCKETS),
        ({"advancedEventSelectors.0.fieldSelectors.1.field": "resources.type"}, ALL_BUCKETS),
        ({"advancedEventSelectors.0.fieldSelectors.1": TYPE}, ALL_BUCKETS),
        undecided=("eventSelectors", "advancedEventSelectors"),
    ),
    "nat-gateway-limit": Case(
        things=(
            *NETWORK,
            Thing(networks.NAT, name="b"),
            Thing(networks.NAT, name="c", sources={"subnetId": ("public",)}),
            Thing(networks.NAT, name="d", sources={"subnetId": ("public",)}),
            Thing(networks.SUBNET, {"vpcId": "vpc-2"}, name="other", sources={"vpcId": ("elsewhere",)}),
            Thing(networks.NAT, name="e", sources={"subnetId": ("other",)}),
        ),
        broken=(({"id": "vpc-2"}, "4 NAT gateways stand in the network, more than 3"),),
    ),
    "unattached-eip": Case(
        things=(
            Thing(networks.EIP, {"domain": "vpc"}, name="address"),
            Thing(networks.NAT, name="nat", sources={"allocationId": ("address",)}),
        ),
        broken=(),
        lonely="nothing in the stack uses the address",
    ),
    "s3-gateway-endpoint": Case(
        things=(*NETWORK, Thing(networks.ENDPOINT, S3, name="s3", sources={"vpcId": ("vpc",)})),
        broken=(),
        beside=(
            (NETWORK[1:], "the network has NAT and no gateway endpoint for S3"),
            (
                (*NETWORK[1:], Thing(networks.ENDPOINT, INTERFACE, name="s3", sources={"vpcId": ("vpc",)})),
                "the network has NAT and no gateway endpoint for S3",
            ),
        ),
    ),
    "budget-exists": Case(
        things=(Thing(budgets.COSTLY[0], name="database"), Thing(budgets.BUDGET, name="budget")),
        broken=(),
        lonely="the stack has no budget",
    ),
    "budget-notifications": case(
        budgets.BUDGET,
        BUDGET,
        ({"notifications.1.notificationType": "ACTUAL"}, "notifications lack FORECASTED"),
        ({"notifications.0.subscriberEmailAddresses": []}, "notifications[0] has no subscriber"),
        undecided=("notifications",),
        given=("notifications.1.subscriberSnsTopicArns",),
    ),
    "budget-limit": case(
        budgets.BUDGET,
        BUDGET,
        ({"limitAmount": "20000"}, "limitAmount is above what is allowed here"),
        ({"limitAmount": "9000", "timeUnit": "DAILY"}, "limitAmount is above what is allowed here"),
        ({"limitAmount": "30001", "timeUnit": "QUARTERLY"}, "limitAmount is above what is allowed here"),
        ({"limitAmount": "120001", "timeUnit": "ANNUALLY"}, "limitAmount is above what is allowed here"),
        ({"limitAmount": "999,999"}, "limitAmount is no amount that can be read"),
        undecided=("limitAmount",),
    ),
}
