"""RDS: versions, classes and storage that exist, and groups that go with them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from core.aws.rds import parameter_family
from core.aws.support import database_support_ends
from policies.feasibility.refusals import refusal, rest
from policies.feasibility.support import DAYS, ending
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import rule, stack_rule

INSTANCE = "aws:rds/instance:Instance"
PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup"

VERSION = refusal(
    "feasible-database-version", "Databases are of a version that RDS can create", "Choose a version that is allowed"
)
CLASS = refusal(
    "feasible-database-class",
    "Databases are of a class that their engine has, and use only what it offers",
    "Choose a class that is allowed",
)
STORAGE = refusal(
    "feasible-database-storage", "Volumes have a size and a speed that their type has", "Change size, type or speed"
)
WINDOWS = refusal(
    "feasible-database-windows", "Backup and maintenance have windows, apart from each other", "Move the window"
)
CREDENTIALS = refusal(
    "feasible-database-credentials",
    "A new database has a user and one source of its password, a replica has neither",
    "Give username and manageMasterUserPassword, or take them away from a replica",
)
PARAMETERS = refusal(
    "feasible-database-parameters",
    "Parameter groups are of a family that RDS has, and static parameters wait for a restart",
    "Correct the family, or set applyMethod to pending-reboot",
)
OTHER = rest("database", "RDS takes what is asked of it", "Set the property to what AWS allows")


@stack_rule(
    "feasible-database-parameter-family",
    "A database's parameter group is of the family of its engine and major version",
    severity=Severity.HIGH,
    remedy="Give the group the family of the engine and its major version, and put a new group in place of the old",
    types=(INSTANCE,),
)
def family(instance: StackResource, stack: Stack) -> Iterator[str]:
    """Compare with the group of the stack; a version that RDS does not have is another rule's matter."""
    for group in stack.of((PARAMETER_GROUP,)):
        if instance.comes_from("parameterGroupName", group):
            engine, version, given = instance.value("engine"), instance.value("engineVersion"), group.value("family")
            expected = _family(str(engine), str(version))
            if expected is not None and given != expected:
                yield f"the parameter group is not of family {expected}"


@rule(
    "feasible-database-support",
    "Databases are of a version that stays in standard support for a while",
    severity=Severity.MEDIUM,
    remedy="Plan the upgrade to a newer major version; AWS charges for extended support by the vCPU",
    types=(INSTANCE,),
    controls=("RDS.51", "CKV_AWS_250", "CKV_AWS_388"),
    settings=DAYS,
)
def support(instance: Resource) -> Iterator[str]:
    """Pass over replicas, which have the version of their source."""
    if not instance.given("replicateSourceDb"):
        engine, version = instance.value("engine"), instance.value("engineVersion")
        yield from ending("engineVersion", database_support_ends(str(engine), str(version)), instance.config)


def _family(engine: str, version: str) -> str | None:
    try:
        return parameter_family(engine, version)
    except ValueError:
        return None
