"""Sizes: what one thing may cost, by class, storage and count."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from pulumi_policy import Severity

from policies.lib.resources import Resource
from policies.lib.rule import Setting, entries, number, rule, strings
from policies.lib.values import Value
from policies.lib.view import View, each

DATABASES = ("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance")
DATABASE_CLUSTER = "aws:rds/cluster:Cluster"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_CLUSTER = "aws:elasticache/cluster:Cluster"
INSTANCE = "aws:ec2/instance:Instance"
NODE_GROUPS = ("aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup")
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TRAIL = "aws:cloudtrail/trail:Trail"
ARM_FAMILIES = ("t4g", "m6g", "m7g", "m8g", "c6g", "c7g", "c8g", "r6g", "r7g", "r8g", "x2g")
PRICE_CLASSES = ("PriceClass_100", "PriceClass_200", "PriceClass_All")

_FREE_OPERATIONS = 3000
"""Operations per second that a small gp3 volume has without charge."""

_SIZE = re.compile(r"(\d*\.?\d+)\s*(vcpu|gb)?", re.IGNORECASE)
"""A task's CPU in units or vCPUs, or its memory in MiB or GB, as ECS takes them."""


def _patterns(*default: str) -> Setting:
    return {
        "type": "array",
        "items": {"type": "string"},
        "default": list(default),
        "description": "Globs, such as db.t3.*.",
    }


def _at_most(default: int) -> Setting:
    return {"type": "integer", "minimum": 0, "default": default}


def _refused(resource: Resource, *names: str) -> Iterator[str]:
    """Compare each value of these properties with the globs of the configuration, and name those outside."""
    allowed = strings(resource.config.value("allowed"))

    def check(view: View) -> Iterator[str]:
        given = view.value()
        if isinstance(given, str) and not _is_allowed(given, allowed):
            yield f"{view.path} is not among those allowed here"

    yield from each([view for name in names for view in entries(resource, name)], check)


def _is_allowed(value: object, patterns: list[str]) -> bool:
    return any(fnmatchcase(str(value), pattern) for pattern in patterns)


@rule(
    "allowed-db-classes",
    "Databases are of a class that the environment may have",
    severity=Severity.HIGH,
    remedy="Choose a smaller instanceClass, or allow it in the pack's configuration",
    types=(*DATABASES, DATABASE_CLUSTER),
    settings={"allowed": _patterns("db.t3.*", "db.t4g.*", "db.m6g.large", "db.m7g.large", "db.r6g.large")},
)
def database_class(instance: Resource) -> Iterator[str]:
    """Compare with the globs of the configuration; a replica that names no class has its source's."""
    yield from _refused(instance, "instanceClass", "dbClusterInstanceClass")


@rule(
    "allowed-cache-node-types",
    "Caches are of a type that the environment may have",
    severity=Severity.HIGH,
    remedy="Choose a smaller nodeType, or allow it in the pack's configuration",
    types=(CACHE, CACHE_CLUSTER),
    settings={"allowed": _patterns("cache.t3.*", "cache.t4g.*", "cache.m6g.large", "cache.m7g.large")},
)
def cache_type(group: Resource) -> Iterator[str]:
    """Compare with the globs of the configuration."""
    yield from _refused(group, "nodeType")


@rule(
    "allowed-instance-types",
    "Cluster nodes are of types that the environment may have",
    severity=Severity.HIGH,
    remedy="Choose smaller instanceTypes, or allow them in the pack's configuration",
    types=(*NODE_GROUPS, LAUNCH_TEMPLATE, INSTANCE),
    settings={"allowed": _patterns("t3.*", "t3a.*", "t4g.*", "m?*.large", "c?*.large", "r?*.large")},
)
def node_types(group: Resource) -> Iterator[str]:
    """Look at node groups, at launch templates, which may name the type in their place, and at single machines."""
    yield from _refused(group, "instanceTypes", "instanceType")


@rule(
    "nodegroup-max-size",
    "Node groups stop growing somewhere",
    severity=Severity.HIGH,
    remedy="Lower scalingConfig.maxSize, or raise the bound in the pack's configuration",
    types=NODE_GROUPS,
    settings={"maximumNodes": _at_most(10)},
)
def node_maximum(group: Resource) -> Iterator[str]:
    """Look at the bound that the autoscaler may go to."""
    if number(group.value("scalingConfig.maxSize")) > number(group.config.value("maximumNodes")):
        yield "scalingConfig.maxSize is above what is allowed here"


@rule(
    "ebs-gp3",
    "Volumes of machines are of the cheap and quick kind",
    severity=Severity.LOW,
    remedy="Set volumeType to gp3",
    types=(LAUNCH_TEMPLATE,),
)
def volume_type(template: Resource) -> Iterator[str]:
    """Look at each volume; without a type, the image decides."""
    for device in template.items("blockDeviceMappings"):
        if device.value("ebs.volumeType") not in (None, "gp3"):
            yield f"{device.path}.ebs.volumeType is not gp3"


@rule(
    "rds-storage-type",
    "Databases pay for the storage that they need, up to a bound",
    severity=Severity.MEDIUM,
    remedy="Set storageType to gp3, drop iops, and lower maxAllocatedStorage",
    types=(DATABASES[0],),
    settings={"maximumGib": _at_most(500)},
)
def storage(instance: Resource) -> Iterator[str]:
    """Look at the kind, at paid operations, and at the size to which storage grows by itself."""
    if instance.value("storageType") in ("io1", "io2", "standard"):
        yield "storageType is not gp3"
    iops = number(instance.value("iops"))
    if iops > _FREE_OPERATIONS and iops > (free := _free_operations(instance)):
        yield f"iops are above the {free} that gp3 has without charge"
    size = max(number(instance.value("allocatedStorage")), number(instance.value("maxAllocatedStorage")))
    if size > number(instance.config.value("maximumGib")):
        yield "storage may grow beyond what is allowed here"


def _free_operations(instance: Resource) -> int:
    """Return what gp3 has per second without charge: more from a size on, except for SQL Server.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage
    """
    engine = str(instance.value("engine"))
    large = number(instance.value("allocatedStorage")) >= (200 if "oracle" in engine else 400)
    return 4 * _FREE_OPERATIONS if large and "sqlserver" not in engine else _FREE_OPERATIONS


@rule(
    "rds-single-az-outside-prod",
    "Databases that may be away for an hour have no standby",
    severity=Severity.LOW,
    remedy="Set multiAz to false",
    types=(DATABASES[0],),
)
def single_zone(instance: Resource) -> Iterator[str]:
    """Refuse the standby, which doubles the price; prod switches this rule off."""
    if instance.value("multiAz") is True:
        yield "multiAz is true"


@rule(
    "log-retention-max",
    "Logs are not kept longer than anybody reads them",
    severity=Severity.MEDIUM,
    remedy="Lower retentionInDays",
    types=(LOG_GROUP,),
    settings={"maximumDays": _at_most(365)},
)
def log_retention(group: Resource) -> Iterator[str]:
    """Count an absent value or 0 as for ever."""
    days = number(group.value("retentionInDays"))
    if days == 0 or days > number(group.config.value("maximumDays")):
        yield "logs are kept longer than allowed here"


@rule(
    "cloudfront-price-class",
    "Distributions serve from the edges that are paid for",
    severity=Severity.LOW,
    remedy="Set priceClass to the configured one or a cheaper one",
    types=(DISTRIBUTION,),
    settings={"dearest": {"type": "string", "enum": list(PRICE_CLASSES), "default": "PriceClass_All"}},
)
def price_class(distribution: Resource) -> Iterator[str]:
    """Count an absent value as all edges, which is AWS's default."""
    given = distribution.value("priceClass") or "PriceClass_All"
    dearest = distribution.config.value("dearest")
    if given not in PRICE_CLASSES[: PRICE_CLASSES.index(str(dearest)) + 1]:
        yield "priceClass is dearer than allowed here"


@rule(
    "fargate-spot-outside-prod",
    "Tasks that may be stopped run on spot capacity",
    severity=Severity.LOW,
    remedy="Give capacityProviderStrategies FARGATE_SPOT",
    types=(SERVICE,),
)
def spot_tasks(service: Resource) -> Iterator[str]:
    """Look for the provider in any strategy, unless tasks run on machines; prod switches this rule off."""
    strategies = service.items("capacityProviderStrategies")
    on_spot = any(item.value("capacityProvider") == "FARGATE_SPOT" for item in strategies)
    if not on_spot and service.value("launchType") not in ("EC2", "EXTERNAL"):
        yield "capacityProviderStrategies has no FARGATE_SPOT"


@rule(
    "task-size-maximum",
    "Tasks are of a size that the environment may have",
    severity=Severity.MEDIUM,
    remedy="Lower cpu and memory, or raise the bounds in the pack's configuration",
    types=(TASK,),
    settings={"maximumCpu": _at_most(4096), "maximumMemory": _at_most(16384)},
)
def task_size(task: Resource) -> Iterator[str]:
    """Compare CPU units and MiB."""
    bounds = {"cpu": task.config.value("maximumCpu"), "memory": task.config.value("maximumMemory")}

    def check(view: View) -> Iterator[str]:
        given = view.value()
        size = _size(given)
        if given in (None, ""):
            return
        if size is None:
            yield f"{view.path} is no size that can be read"
        elif size > number(bounds[view.path]):
            yield f"{view.path} is above what is allowed here"

    yield from each([View(task.peek(name), name) for name in bounds], check)


def _size(value: Value) -> float | None:
    """Return CPU units or MiB, which a text may give as vCPUs or GB; None if the value is no size."""
    match = _SIZE.fullmatch(str(value).strip())
    return float(match[1]) * (1024 if match[2] else 1) if match else None


@rule(
    "service-count-maximum",
    "Services start with a number of tasks that the environment may have",
    severity=Severity.MEDIUM,
    remedy="Lower desiredCount, or raise the bound in the pack's configuration",
    types=(SERVICE,),
    settings={"maximumTasks": _at_most(10)},
)
def service_count(service: Resource) -> Iterator[str]:
    """Look at the number to start with; scaling has bounds of its own."""
    if number(service.value("desiredCount")) > number(service.config.value("maximumTasks")):
        yield "desiredCount is above what is allowed here"


@rule(
    "graviton-preferred",
    "Machines have processors of AWS's own, which cost a fifth less",
    severity=Severity.LOW,
    remedy="Choose an ARM family, such as t4g or m7g, once the software runs on it",
    types=(*DATABASES, CACHE, *NODE_GROUPS),
    settings={"exempt": _patterns("*t3*", "*t3a*")},
)
def graviton(resource: Resource) -> Iterator[str]:
    """Pass over the families of the configuration: the documents name t3, and older ARM support is not a given.

    Aurora's serverless class has no processor to choose.
    """
    exempt = strings(resource.config.value("exempt"))
    given = [resource.value("instanceClass"), resource.value("nodeType"), *strings(resource.value("instanceTypes"))]
    for one in given:
        if isinstance(one, str) and not _is_allowed(one, exempt) and not _is_arm(one):
            yield "the type has an x86 processor"


def _is_arm(kind: str) -> bool:
    return kind == "db.serverless" or any(part.startswith(ARM_FAMILIES) for part in kind.split("."))


@rule(
    "cloudtrail-data-events-scoped",
    "Trails record the objects of named buckets, not of all",
    severity=Severity.MEDIUM,
    remedy="Name the buckets in the data event selector",
    types=(TRAIL,),
)
def data_events(trail: Resource) -> Iterator[str]:
    """Look at both forms of selectors: each event of an object is paid for."""
    for selector in trail.items("eventSelectors"):
        for resource in selector.items("dataResources"):
            if any(value in ("arn:aws:s3", "arn:aws:s3:::") for value in strings(resource.value("values"))):
                yield "data events of all buckets are recorded"
    for selector in trail.items("advancedEventSelectors"):
        fields = {str(item.value("field")): item for item in selector.items("fieldSelectors")}
        if "resources.ARN" not in fields and "Data" in _equals(fields, "eventCategory") and _is_of_buckets(fields):
            yield "data events of all buckets are recorded"


def _is_of_buckets(fields: Mapping[str, View]) -> bool:
    kinds = _equals(fields, "resources.type")
    return not kinds or any(kind.startswith("AWS::S3") for kind in kinds)


def _equals(fields: Mapping[str, View], name: str) -> list[str]:
    return strings(fields[name].value("equals")) if name in fields else []
