"""The cost pack: what it passes over, and which kinds of resources it looks at."""

from collections.abc import Mapping

import pytest

from core.aws.rules import UNKNOWN
from policies.cost import budgets, networks, sizes

from .driver import Driver, Thing

LAMBDA_TYPE = {"field": "resources.type", "equals": ["AWS::Lambda::Function"]}
FUNCTIONS = {"fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}, LAMBDA_TYPE]}


@pytest.fixture(scope="module")
def pack() -> Driver:
    return Driver("cost")


@pytest.mark.parametrize(
    ("rule", "token", "inputs"),
    [
        ("allowed-instance-types", sizes.LAUNCH_TEMPLATE, {"instanceType": "p5.48xlarge"}),
        ("allowed-instance-types", sizes.INSTANCE, {"instanceType": "p5.48xlarge"}),
        ("allowed-cache-node-types", sizes.CACHE_CLUSTER, {"nodeType": "cache.r7g.16xlarge"}),
        ("allowed-db-classes", sizes.DATABASE_CLUSTER, {"dbClusterInstanceClass": "db.r6gd.16xlarge"}),
    ],
)
def test_a_large_size_is_found_wherever_it_is_named(
    pack: Driver, rule: str, token: str, inputs: Mapping[str, object]
) -> None:
    assert [text for text in pack.resource(Thing(token, inputs)).of(rule) if "not among those allowed" in text]


def test_an_unknown_size_hides_no_known_one_beside_it(pack: Driver) -> None:
    nodes = pack.resource(Thing(sizes.NODE_GROUPS[0], {"instanceTypes": [UNKNOWN, "p5.48xlarge"]}))
    assert any("instanceTypes[1] is not" in text for text in nodes.of("allowed-instance-types"))
    task = pack.resource(Thing(sizes.TASK, {"cpu": UNKNOWN, "memory": "120 GB"}))
    assert any("memory is above" in text for text in task.of("task-size-maximum"))


def test_a_message_about_a_size_does_not_hold_it(pack: Driver) -> None:
    said = pack.resource(Thing(sizes.NODE_GROUPS[0], {"instanceTypes": ["p5.48xlarge"]})).of("allowed-instance-types")
    assert said
    assert not any("p5" in text for text in said)


@pytest.mark.parametrize(
    ("rule", "token", "inputs"),
    [
        ("budget-limit", budgets.BUDGET, {"limitAmount": "24000", "timeUnit": "ANNUALLY"}),
        ("budget-limit", budgets.BUDGET, {"limitAmount": "20000", "budgetType": "USAGE", "limitUnit": "GB"}),
        ("budget-limit", budgets.BUDGET, {"plannedLimits": []}),
        ("task-size-maximum", sizes.TASK, {"cpu": "0.5 vCPU", "memory": "1 GB"}),
        ("task-size-maximum", sizes.TASK, {"cpu": "4 vcpu", "memory": "16GB"}),
        ("graviton-preferred", sizes.DATABASES[1], {"instanceClass": "db.serverless"}),
        (
            "rds-storage-type",
            sizes.DATABASES[0],
            {"engine": "postgres", "storageType": "gp3", "allocatedStorage": 400, "iops": 12000},
        ),
        (
            "rds-storage-type",
            sizes.DATABASES[0],
            {"engine": "oracle-ee", "storageType": "gp3", "allocatedStorage": 200, "iops": 12000},
        ),
        ("cloudtrail-data-events-scoped", sizes.TRAIL, {"advancedEventSelectors": [FUNCTIONS]}),
        ("fargate-spot-outside-prod", sizes.SERVICE, {"launchType": "EC2"}),
    ],
)
def test_what_costs_no_more_than_it_must_is_passed_over(
    pack: Driver, rule: str, token: str, inputs: Mapping[str, object]
) -> None:
    assert pack.resource(Thing(token, inputs)).of(rule) == []


def idle(pack: Driver, *things: Thing) -> list[str]:
    return [item.text for item in pack.stack(things).said if item.text.startswith("unattached-eip")]


@pytest.mark.parametrize("name", ["instance", "networkInterface"])
def test_an_address_may_name_itself_what_it_is_for(pack: Driver, name: str) -> None:
    user = Thing("aws:ec2/instance:Instance", name="user")
    assert idle(pack, Thing(networks.EIP, {name: "i-1"}, name="address")) == []
    assert idle(pack, Thing(networks.EIP, {name: UNKNOWN}, name="address", sources={name: ("user",)}), user) == []


def test_an_address_whose_use_is_for_aws_to_say_is_idle(pack: Driver) -> None:
    assert idle(pack, Thing(networks.EIP, {"instance": UNKNOWN, "networkInterface": UNKNOWN}, name="address"))
