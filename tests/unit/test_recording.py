"""The recording fixture itself: what it must not let pass."""

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pytest

from core.aws.rules import UNKNOWN
from tests.recording import record
from tests.recording_monitor import DuplicateUrnError

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


class Network(pulumi.ComponentResource):
    def __init__(self, name: str, *, registers: bool = True) -> None:
        super().__init__("aws-architectures:network:Network", name)
        vpc = aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=self))
        if registers:
            self.register_outputs({"vpcId": vpc.id, "token": pulumi.Output.secret("s")})


def test_a_duplicate_urn_raises() -> None:
    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Vpc("net", cidr_block="10.1.0.0/16")

    with pytest.raises(DuplicateUrnError, match="Vpc::net"):
        record(program)


def test_one_name_under_two_types_is_no_duplicate() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("net", vpc_id=vpc.id)

    assert [one.token for one in record(program).resources] == [SUBNET, VPC]


@pytest.mark.parametrize("preview", [False, True])
def test_an_exception_in_the_program_is_raised(*, preview: bool) -> None:
    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        raise ValueError("wrong size")

    with pytest.raises(ValueError, match="wrong size"):
        record(program, preview=preview)


def test_an_exception_in_an_apply_fails_though_nobody_waits_for_it() -> None:
    def refuse(_: str) -> str:
        raise ValueError("refused in an apply")

    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16").id.apply(refuse)

    with pytest.raises(ValueError, match="refused in an apply"):
        record(program)


def test_a_failing_assertion_in_an_apply_fails_the_test() -> None:
    def check(value: str) -> None:
        assert value == "another"

    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16").id.apply(check)

    with pytest.raises(AssertionError):
        record(program)


def test_options_are_visible() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet(
            "a",
            vpc_id="vpc-1",
            opts=pulumi.ResourceOptions(
                parent=vpc,
                protect=True,
                retain_on_delete=True,
                delete_before_replace=True,
                depends_on=[vpc],
                ignore_changes=["tags"],
                replace_on_changes=["vpcId"],
                additional_secret_outputs=["arn"],
                aliases=[pulumi.Alias(name="earlier")],
                custom_timeouts=pulumi.CustomTimeouts(create="20m"),
                deleted_with=vpc,
            ),
        )

    recording = record(program)
    vpc, subnet = recording.one(VPC), recording.one(SUBNET)
    assert (subnet.parent, subnet.dependencies, subnet.deleted_with) == (vpc.urn, frozenset({vpc.urn}), vpc.urn)
    assert (subnet.protect, subnet.retain_on_delete, subnet.delete_before_replace) == (True, True, True)
    assert (vpc.protect, vpc.retain_on_delete, vpc.delete_before_replace) == (False, False, False)
    assert subnet.ignore_changes == ("tags",)
    assert subnet.replace_on_changes == ("vpcId",)
    assert subnet.additional_secret_outputs == ("arn",)
    assert subnet.aliases == ("earlier",)
    assert subnet.custom_timeouts == {"create": "20m"}


def test_transforms_are_kept_and_can_be_called() -> None:
    def rename(args: pulumi.ResourceTransformArgs) -> None:
        raise AssertionError(args.name)

    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(transforms=[rename]))

    assert record(program).one(VPC).transforms == (rename,)


def test_inputs_are_plain_python_and_secrets_are_listed() -> None:
    def program() -> None:
        aws.secretsmanager.SecretVersion("key", secret_id="key", secret_string=pulumi.Output.secret("s3cret"))
        aws.lb.TargetGroup("web", port=8000, health_check={"interval": 30, "path": pulumi.Output.secret("/health")})

    recording = record(program)
    version, group = recording.one(VERSION), recording.one("aws:lb/targetGroup:TargetGroup")
    assert (version.inputs["secretString"], version.secrets) == ("s3cret", frozenset({"secretString"}))
    assert group.inputs["healthCheck"] == {"interval": 30, "path": "/health"}
    assert isinstance(group.inputs["port"], int)
    assert group.secrets


def test_computed_outputs_reach_other_resources_in_an_update() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block=vpc.cidr_block)

    recording = record(program)
    inputs = recording.one(SUBNET).inputs
    assert str(inputs["vpcId"]).startswith("vpc-")
    assert inputs["cidrBlock"] == "10.0.0.0/16"
    assert recording.one(SUBNET).dependencies == {recording.one(VPC).urn}


def test_in_preview_computed_values_are_unknown_and_given_ones_are_not() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("a", vpc_id=vpc.id, cidr_block=vpc.cidr_block)

    inputs = record(program, preview=True).one(SUBNET).inputs
    assert inputs["vpcId"] is UNKNOWN
    assert inputs["cidrBlock"] == "10.0.0.0/16"


def test_the_outputs_of_components_are_recorded() -> None:
    network = record(lambda: Network("net")).one("aws-architectures:network:Network")
    assert network.outputs is not None
    assert network.secret_outputs == {"token"}
    assert str(network.outputs["vpcId"]).startswith("vpc-")
    assert (network.custom, network.remote) == (False, False)


def test_a_component_that_registers_no_outputs_is_seen() -> None:
    recording = record(lambda: Network("net", registers=False))
    assert recording.one("aws-architectures:network:Network").outputs is None


def test_exports_are_recorded_and_secrets_among_them_listed() -> None:
    def program() -> None:
        pulumi.export("vpc", aws.ec2.Vpc("net", cidr_block="10.0.0.0/16").id)
        pulumi.export("password", pulumi.Output.secret("s3cret"))

    recording = record(program)
    assert str(recording.exports["vpc"]).startswith("vpc-")
    assert recording.secret_exports == {"password"}


def test_an_output_used_as_text_raises() -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("a", vpc_id=f"{vpc.id}")

    with pytest.raises(Exception, match="__str__ on an Output"):
        record(program)


def test_the_known_look_ups_are_answered() -> None:
    def program() -> tuple[str, str, int]:
        password = aws.secretsmanager.get_random_password(password_length=40)
        return aws.get_caller_identity().account_id, aws.get_region().region, len(password.random_password)

    recording = record(program)
    assert recording.result == ("000000000000", "us-east-1", 40)
    assert len(recording.calls) == 3


def test_a_look_up_of_what_may_change_raises() -> None:
    with pytest.raises(Exception, match=r"getAvailabilityZones.*pin the value"):
        record(lambda: aws.get_availability_zones())


def test_reading_an_existing_resource_raises() -> None:
    with pytest.raises(AssertionError, match="does not own"):
        record(lambda: aws.ec2.Vpc.get("found", "vpc-1"))


def test_the_region_of_a_provider_reaches_the_arns_of_its_resources() -> None:
    def program() -> pulumi.Output[str]:
        west = aws.Provider("west", region="us-west-2")
        return aws.sns.Topic("alerts", opts=pulumi.ResourceOptions(provider=west)).arn

    assert str(record(program).result).startswith("arn:aws:sns:us-west-2:000000000000:alerts-")


def test_a_remote_component_hands_out_the_resources_it_made() -> None:
    def program() -> pulumi.Output[str]:
        return eks.Cluster("apps", version="1.35", skip_default_node_group=True).eks_cluster.arn

    recording = record(program)
    cluster = recording.one("eks:index:Cluster")
    assert (cluster.remote, cluster.custom, cluster.inputs["version"]) == (True, False, "1.35")
    assert str(recording.result).startswith("arn:aws:eks:us-east-1:000000000000:cluster/apps-")
    assert record(program, preview=True).result is None


def test_configuration_does_not_leak_into_the_next_recording() -> None:
    def read() -> str | None:
        return pulumi.Config("aws-architectures").get("owner")

    assert record(read, config={"aws-architectures:owner": "platform"}).result == "platform"
    assert record(read).result is None


def test_registrations_do_not_leak_into_the_next_recording() -> None:
    def program() -> None:
        aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")

    assert len(record(program).resources) == len(record(program).resources) == 1


def test_two_runs_give_the_same_recording() -> None:
    assert record(lambda: Network("net")).resources == record(lambda: Network("net")).resources


def test_asking_for_a_resource_that_is_not_there_names_what_is() -> None:
    recording = record(lambda: Network("net"))
    with pytest.raises(AssertionError, match=r"only \['net'\]"):
        recording.named(VPC, "other")
    with pytest.raises(AssertionError, match="0 resources"):
        recording.one(SUBNET)
