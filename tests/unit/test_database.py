"""A database as the documents want it: encrypted, TLS only, backed up, watched, and hard to lose."""

import dataclasses
import json

import pulumi
import pytest

from components.database import Database, DatabaseArgs
from core.aws.rules import violations
from core.sections.database import DatabaseSettings
from tests.recording import Recording, Registered, record

INSTANCE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
SECRET = "aws:secretsmanager/secret:Secret"
KEY = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555"

DEV = DatabaseSettings(
    engine_version="15",
    instance_class="db.t3.micro",
    database_name="ims",
    allocated_storage_gib=100,
    max_allocated_storage_gib=200,
    multi_az=False,
    backup_retention_days=30,
)
PROD = DatabaseSettings(
    engine_version="15",
    instance_class="db.t3.small",
    database_name="ims",
    allocated_storage_gib=100,
    max_allocated_storage_gib=500,
    multi_az=True,
    backup_retention_days=30,
    credentials="generated",
    replicas=("replica",),
)
MYSQL = DatabaseSettings(
    engine="mysql",
    engine_version="8.4",
    instance_class="db.t3.micro",
    database_name="awsomeshop",
    storage_type="gp2",
    allocated_storage_gib=20,
    multi_az=False,
    backup_retention_days=30,
)


def args(settings: DatabaseSettings, *, protected: bool = False, identifier: str = "ims-dev") -> DatabaseArgs:
    return DatabaseArgs(
        settings=settings,
        identifier=identifier,
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-1",
        kms_key_arn=KEY,
        account_id="000000000000",
        region="us-east-1",
        log_retention_days=30,
        protected=protected,
    )


def recorded(settings: DatabaseSettings, *, protected: bool = False) -> Recording[Database]:
    return record(lambda: Database("ims-database", args(settings, protected=protected)))


@pytest.fixture(scope="module")
def dev() -> Recording[Database]:
    return recorded(DEV)


@pytest.fixture(scope="module")
def prod() -> Recording[Database]:
    return recorded(PROD, protected=True)


def primary(recording: Recording[Database]) -> Registered:
    return recording.named(INSTANCE, "ims-database")


def replica(recording: Recording[Database]) -> Registered:
    return recording.named(INSTANCE, "ims-database-replica")


def parameters(recording: Recording[Database]) -> list[dict[str, str]]:
    found = recording.one(PARAMETERS).inputs["parameters"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("settings", [DEV, PROD, MYSQL])
@pytest.mark.parametrize("protected", [True, False])
def test_aws_accepts_every_part(settings: DatabaseSettings, protected: bool) -> None:
    for registered in recorded(settings, protected=protected).resources:
        assert violations(registered.token, registered.inputs) == []


def test_every_resource_belongs_to_the_component(prod: Recording[Database]) -> None:
    component = prod.one("aws-architectures:database:Database")
    secret = prod.one("aws-architectures:security:GeneratedSecret")

    for registered in prod.resources:
        assert registered is component or registered.parent in (component.urn, secret.urn)


def test_sizes_and_backups_are_those_of_the_settings(dev: Recording[Database]) -> None:
    inputs = primary(dev).inputs

    assert (inputs["engine"], inputs["engineVersion"], inputs["autoMinorVersionUpgrade"]) == ("postgres", "15", True)
    assert (inputs["instanceClass"], inputs["multiAz"]) == ("db.t3.micro", False)
    assert (inputs["storageType"], inputs["allocatedStorage"], inputs["maxAllocatedStorage"]) == ("gp3", 100, 200)
    assert (inputs["backupRetentionPeriod"], inputs["backupWindow"]) == (30, "03:00-04:00")
    assert inputs["copyTagsToSnapshot"] is True


def test_storage_that_grew_by_itself_is_left_as_it_is() -> None:
    assert "allocatedStorage" in primary(recorded(DEV)).ignore_changes
    fixed = DEV.model_copy(update={"max_allocated_storage_gib": None})
    assert "allocatedStorage" not in primary(recorded(fixed)).ignore_changes


def test_data_is_encrypted_with_the_given_key(prod: Recording[Database]) -> None:
    inputs = primary(prod).inputs

    assert inputs["storageEncrypted"] is True
    assert inputs["kmsKeyId"] == inputs["performanceInsightsKmsKeyId"] == KEY
    assert {group.inputs["kmsKeyId"] for group in prod.of(LOG_GROUP)} == {KEY}
    assert prod.one(SECRET).inputs["kmsKeyId"] == KEY


def test_it_is_reached_from_inside_by_one_group_over_tls_and_with_iam(dev: Recording[Database]) -> None:
    inputs = primary(dev).inputs

    assert (inputs["publiclyAccessible"], inputs["vpcSecurityGroupIds"]) == (False, ["sg-1"])
    assert dev.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"] == ["subnet-1", "subnet-2"]
    assert (inputs["caCertIdentifier"], inputs["iamDatabaseAuthenticationEnabled"]) == ("rds-ca-rsa2048-g1", True)
    assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "pending-reboot"} in parameters(dev)


def test_mysql_requires_tls_and_logs_slow_statements_to_a_file() -> None:
    recording = recorded(MYSQL)
    values = {parameter["name"]: parameter["value"] for parameter in parameters(recording)}

    assert (values["require_secure_transport"], values["slow_query_log"], values["log_output"]) == ("1", "1", "FILE")
    assert recording.one(PARAMETERS).inputs["family"] == "mysql8.4"
    assert primary(recording).inputs["port"] == 3306


def test_another_major_version_takes_another_parameter_group(dev: Recording[Database]) -> None:
    assert dev.one(PARAMETERS).name == "ims-database-postgres15"
    newer = recorded(DEV.model_copy(update={"engine_version": "16.15"}))
    assert newer.one(PARAMETERS).name == "ims-database-postgres16"


def test_log_groups_are_there_before_rds_would_make_them(prod: Recording[Database]) -> None:
    for instance in (primary(prod), replica(prod)):
        logs = instance.inputs["enabledCloudwatchLogsExports"]
        assert isinstance(logs, list)
        names = {f"/aws/rds/instance/{instance.inputs['identifier']}/{log}" for log in logs}
        groups = [group for group in prod.of(LOG_GROUP) if group.inputs["name"] in names]
        assert len(groups) == len(names) == 3
        assert {group.urn for group in groups} <= instance.dependencies
        assert {group.inputs["retentionInDays"] for group in groups} == {30}


def test_rds_may_take_the_monitoring_role_for_these_instances_alone(dev: Recording[Database]) -> None:
    (trust,) = json.loads(str(dev.one("aws:iam/role:Role").inputs["assumeRolePolicy"]))["Statement"]
    attachment = dev.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")

    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "000000000000"}
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:rds:us-east-1:000000000000:db:ims-dev*"}
    assert primary(dev).inputs["monitoringInterval"] == 60
    assert attachment.urn in primary(dev).dependencies


def test_insights_are_on_where_the_class_has_them() -> None:
    assert primary(recorded(DEV)).inputs["performanceInsightsEnabled"] is True
    without = primary(recorded(MYSQL)).inputs
    assert without["performanceInsightsEnabled"] is False
    assert "performanceInsightsKmsKeyId" not in without


def test_rds_keeps_the_password_unless_told_otherwise(dev: Recording[Database]) -> None:
    inputs = primary(dev).inputs
    component = dev.one("aws-architectures:database:Database")

    assert (inputs["manageMasterUserPassword"], inputs["masterUserSecretKmsKeyId"]) == (True, KEY)
    assert "password" not in inputs
    assert dev.of(SECRET) == []
    assert component.outputs is not None
    assert "secret:rds!db-" in str(component.outputs["secretArn"])


def test_a_generated_password_is_secret_and_the_one_in_the_secret(prod: Recording[Database]) -> None:
    instance = primary(prod)
    content = json.loads(str(prod.one("aws:secretsmanager/secretVersion:SecretVersion").inputs["secretString"]))

    assert "manageMasterUserPassword" not in instance.inputs
    assert "password" in instance.secrets
    assert (instance.inputs["username"], instance.inputs["password"]) == (content["username"], content["password"])
    assert len(content["password"]) <= 41


def test_a_replica_names_its_source_and_takes_the_rest_from_it(prod: Recording[Database]) -> None:
    inputs = replica(prod).inputs

    assert (inputs["replicateSourceDb"], inputs["identifier"]) == ("ims-dev", "ims-dev-replica")
    assert primary(prod).urn in replica(prod).dependencies
    inherited = ("engine", "engineVersion", "username", "password", "dbName", "dbSubnetGroupName", "kmsKeyId")
    assert [key for key in inherited if key in inputs] == []
    assert [key for key in ("backupRetentionPeriod", "backupWindow", "allocatedStorage") if key in inputs] == []


def test_a_replica_is_as_closed_and_watched_as_its_source(prod: Recording[Database]) -> None:
    for key in (
        *("instanceClass", "storageEncrypted", "storageType", "maxAllocatedStorage", "publiclyAccessible"),
        *("iamDatabaseAuthenticationEnabled", "caCertIdentifier", "parameterGroupName", "vpcSecurityGroupIds"),
        *("monitoringInterval", "monitoringRoleArn", "performanceInsightsEnabled", "deletionProtection"),
    ):
        assert replica(prod).inputs[key] == primary(prod).inputs[key], key


def test_a_further_replica_leaves_the_first_alone() -> None:
    more = recorded(PROD.model_copy(update={"replicas": ("reports", "replica")}))

    names = {instance.name for instance in more.of(INSTANCE)}
    assert names == {"ims-database", "ims-database-reports", "ims-database-replica"}


def test_a_protected_database_is_kept_and_leaves_a_snapshot_and_its_backups(prod: Recording[Database]) -> None:
    instance = primary(prod)

    assert instance.protect
    assert replica(prod).protect
    assert (instance.inputs["deletionProtection"], instance.inputs["deleteAutomatedBackups"]) == (True, False)
    assert instance.inputs["skipFinalSnapshot"] is False
    assert instance.inputs["finalSnapshotIdentifier"] == "ims-dev-final"
    assert instance.inputs["applyImmediately"] is False


def test_an_unprotected_database_can_be_destroyed_and_made_again(dev: Recording[Database]) -> None:
    instance = primary(dev)

    assert not instance.protect
    assert (instance.inputs["deletionProtection"], instance.inputs["skipFinalSnapshot"]) == (False, True)
    assert "finalSnapshotIdentifier" not in instance.inputs


def test_fixed_names_are_freed_before_a_replacement_takes_them(prod: Recording[Database]) -> None:
    assert all(registered.delete_before_replace for registered in [*prod.of(INSTANCE), *prod.of(LOG_GROUP)])


def test_applications_sign_in_by_iam_on_the_primary_and_its_replicas() -> None:
    def arns() -> list[object]:
        return list(Database("ims-database", args(PROD)).user_arns("ims_app"))

    found = record(lambda: pulumi.Output.all(*arns())).result
    assert isinstance(found, list)
    assert len(set(found)) == 2
    for arn in found:
        assert arn.startswith("arn:aws:rds-db:us-east-1:000000000000:dbuser:db-")
        assert arn.endswith("/ims_app")


def test_an_identifier_that_rds_refuses_is_refused_before_anything_is_made() -> None:
    with pytest.raises(ValueError, match="identifier"):
        record(lambda: Database("ims-database", args(DEV, identifier="IMS_dev")))


def test_a_single_instance_can_be_kept_in_a_zone_and_its_subnet_group_be_named() -> None:
    stated = dataclasses.replace(args(MYSQL), subnet_group_name="shop-subnets", availability_zone="us-east-2a")
    recording = record(lambda: Database("shop", stated))
    group = recording.one("aws:rds/subnetGroup:SubnetGroup")

    assert recording.one(INSTANCE).inputs["availabilityZone"] == "us-east-2a"
    assert (group.inputs["name"], group.delete_before_replace) == ("shop-subnets", True)


def test_a_zone_for_a_database_in_two_is_refused() -> None:
    with pytest.raises(ValueError, match=r"availability_zone is given, but settings\.multi_az"):
        record(lambda: Database("shop", dataclasses.replace(args(PROD), availability_zone="us-east-2a")))


def test_mysql_takes_the_option_group_of_its_version() -> None:
    assert recorded(MYSQL).one(INSTANCE).inputs["optionGroupName"] == "default:mysql-8-4"
    assert "optionGroupName" not in recorded(DEV).one(INSTANCE).inputs
