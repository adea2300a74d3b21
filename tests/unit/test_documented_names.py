"""Names that a document states: prod has them as written, and another stack can stand beside it."""

import dataclasses

import pulumi
import pytest

from architectures.context import StackContext
from tests.architecture_recordings import run_main, stack_config

CLUSTER = "aws:ecs/cluster:Cluster"


def context(stack: str) -> StackContext:
    return StackContext(
        architecture="shop",
        environment="dev",
        prefix=f"shop-{stack}",
        region="us-east-2",
        account_id="000000000000",
        zones=("us-east-2a", "us-east-2b"),
        domain="shop.org",
        hosted_zone_id=None,
        images={},
        alert_emails=(),
        alert_phones={},
        pager_endpoint=None,
        admin_role_arns=(),
        pipeline_principal_arns=(),
        tags={},
        protected=False,
        opts=pulumi.ResourceOptions(),
    )


@pytest.mark.parametrize(("stack", "name"), [("prod", "shop-cluster"), ("dev", "shop-cluster-dev")])
def test_the_stack_decides_on_the_name(stack: str, name: str) -> None:
    assert context(stack).documented_name(CLUSTER, "shop-cluster") == name


def test_a_change_of_environment_leaves_the_name() -> None:
    dev = context("dev")
    prod = dataclasses.replace(dev, environment="prod")

    assert prod.documented_name(CLUSTER, "shop-cluster") == dev.documented_name(CLUSTER, "shop-cluster")


def test_a_name_that_aws_refuses_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="AWS refuses"):
        context("dev").documented_name(CLUSTER, "shop cluster")


def test_without_a_region_in_the_stack_file_the_documents_is_taken() -> None:
    config = {key: value for key, value in stack_config("awsomeshop", "dev").items() if key != "aws:region"}

    (provider,) = run_main(config, "dev").of("pulumi:providers:aws")
    assert provider.inputs["region"] == "us-east-2"
