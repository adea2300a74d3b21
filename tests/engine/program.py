"""A small Pulumi program for the engine tests; knobs.json beside it says what to change."""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws

KNOBS = json.loads(Path(__file__).with_name("knobs.json").read_text(encoding="utf-8"))

provider = aws.Provider("aws", region="us-east-1", default_tags={"tags": {"Owner": KNOBS.get("owner", "tests")}})
options = pulumi.ResourceOptions(provider=provider)
network = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=options)
subnets = [
    aws.ec2.Subnet(
        f"net-{zone}", vpc_id=network.id, cidr_block=cidr, availability_zone=f"us-east-1{zone}", opts=options
    )
    for zone, cidr in KNOBS.get("subnets", {"a": "10.0.0.0/24", "b": "10.0.1.0/24"}).items()
]
group = aws.rds.SubnetGroup("group", subnet_ids=[subnet.id for subnet in subnets], opts=options)
database = aws.rds.Instance(
    "database",
    engine="postgres",
    engine_version="15.13",
    instance_class=KNOBS.get("instance_class", "db.t4g.micro"),
    allocated_storage=20,
    username="master",
    password=pulumi.Output.secret("correct-horse"),
    db_subnet_group_name=group.name,
    skip_final_snapshot=True,
    storage_encrypted=KNOBS.get("storage_encrypted", True),
    opts=pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(protect=KNOBS.get("protect", False))),
)
topic = aws.sns.Topic("topic", name=KNOBS.get("topic"), display_name=KNOBS.get("display_name"), opts=options)

pulumi.export("account", aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=provider)).account_id)
pulumi.export("address", database.address)
pulumi.export("topic", topic.arn)
