"""Compliant resources for the rules of the pack `tagging`, and how each is broken."""

import json

from core.tags import stack_tags
from policies.tagging import clusters
from policies.tagging.propagation import DATABASES, SERVICE, TEMPLATE
from policies.tagging.required import PROVIDER

from .case import ABSENT, Case, Change, case
from .driver import Thing

VPC = "aws:ec2/vpc:Vpc"
ALL = "Environment, Project, Owner, Architecture"
TAGS = stack_tags(environment="dev", project="ims", owner="platform", architecture="ims")


def subnet_of_cluster(role: str, *, public: bool, broken: tuple[tuple[Change, str], ...]) -> Case:
    """Return the case of a subnet whose route table leads to an internet gateway or not."""
    route = Thing(clusters.ROUTE, name="route", sources={"routeTableId": ("table",), "gatewayId": ("gateway",)})
    return Case(
        things=(
            Thing(clusters.SUBNET, {"tags": {role: "1"}}, name="subnet"),
            Thing("aws:ec2/routeTable:RouteTable", name="table"),
            Thing(clusters.CLUSTER, name="cluster", sources={"vpcConfig": ("subnet",)}),
            Thing(
                clusters.ASSOCIATION, name="association", sources={"subnetId": ("subnet",), "routeTableId": ("table",)}
            ),
            *((Thing(clusters.GATEWAY, name="gateway"), route) if public else ()),
        ),
        broken=broken,
        undecided=("tags",),
    )


CASES: dict[str, Case] = {
    "required-tags": case(
        VPC,
        {"tags": {"Name": "net"}, "tagsAll": TAGS | {"Name": "net"}},
        ({"tagsAll.Owner": ABSENT}, "without Owner"),
        ({"tagsAll": {}}, "without Environment, Project, Owner, Architecture"),
        undecided=(),
        given=("tagsAll.Owner",),
    ),
    "tag-values-allowed": case(
        VPC,
        {"tagsAll": TAGS},
        ({"tagsAll.Environment": "Production"}, "the value of Environment has not the form dev|staging|prod"),
        ({"tagsAll.Owner": " "}, r"the value of Owner has not the form \S(.*\S)?"),
        undecided=("tagsAll.Environment",),
    ),
    "tag-limits": case(
        VPC,
        {"tagsAll": TAGS},
        ({"tagsAll": {f"key{number}": "x" for number in range(51)}}, "51 tags"),
        ({"tagsAll": {"k" * 129: "x"}}, "a key of 129 characters"),
        ({"tagsAll": {"aws:mine": "x"}}, "key aws:mine begins with aws:"),
        ({"tagsAll": {"Note": "x" * 257}}, "the value of Note has 257 characters"),
    ),
    "tag-key-case": case(
        VPC,
        {"tagsAll": TAGS},
        ({"tagsAll.environment": "dev"}, "key environment is spelled Environment elsewhere"),
        ({"tagsAll": {"Team": "a", "team": "b"}}, "key Team is there in another letter case as well"),
    ),
    "provider-default-tags": case(
        PROVIDER,
        {"defaultTags": json.dumps({"tags": TAGS})},
        ({"defaultTags": ABSENT}, "defaultTags without Environment, Project, Owner, Architecture"),
        (
            {"defaultTags": json.dumps({"tags": TAGS | {"Owner": None}, "x": 1}).replace('"Owner"', '"Own"')},
            "defaultTags without Owner",
        ),
        undecided=("defaultTags",),
    ),
    "ecs-service-propagate-tags": case(
        SERVICE,
        {"propagateTags": "SERVICE"},
        ({"propagateTags": ABSENT}, "propagateTags is neither SERVICE nor TASK_DEFINITION"),
        undecided=("propagateTags",),
    ),
    "ecs-service-managed-tags": case(
        SERVICE,
        {"enableEcsManagedTags": True},
        ({"enableEcsManagedTags": ABSENT}, "enableEcsManagedTags is not true"),
        undecided=("enableEcsManagedTags",),
    ),
    "launch-template-tag-specifications": case(
        TEMPLATE,
        {"tagSpecifications": [{"resourceType": kind, "tags": TAGS} for kind in ("instance", "volume")]},
        ({"tagSpecifications.1.tags.Owner": ABSENT}, "tagSpecifications for volume without Owner"),
        ({"tagSpecifications.0.resourceType": "network-interface"}, f"tagSpecifications for instance without {ALL}"),
        ({"tagSpecifications": ABSENT}, f"tagSpecifications for volume without {ALL}"),
        undecided=("tagSpecifications", "tagSpecifications.0.tags"),
        given=("tagSpecifications.0.tags.Owner",),
    ),
    "rds-copy-tags-to-snapshot": case(
        DATABASES[0],
        {"copyTagsToSnapshot": True},
        ({"copyTagsToSnapshot": ABSENT}, "copyTagsToSnapshot is not true"),
        undecided=("copyTagsToSnapshot",),
    ),
    "eks-subnet-role-tags": subnet_of_cluster(
        clusters.PUBLIC,
        public=True,
        broken=(
            ({"tags": {}}, f"tags lacks {clusters.PUBLIC}"),
            (
                {"tags": {clusters.PUBLIC: "1", clusters.PRIVATE: "1"}},
                f"tags has {clusters.PRIVATE}, which is for the other kind of subnet",
            ),
        ),
    ),
}
