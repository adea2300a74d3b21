"""Engine versions, instance classes and parameter families of Amazon RDS.

Versions and classes are those that `DescribeOrderableDBInstanceOptions` listed in September 2026, taken from cfn-lint
1.58.0 (`aws_rds_dbinstance/db_instance_class.json`, `engine_version_deprecated.json`). The calendars are at
https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html and
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html.
"""

from collections.abc import Mapping, Sequence

PORTS: Mapping[str, int] = {"postgres": 5432, "mysql": 3306}
"""The engines that this program knows, with the port each listens on unless told otherwise."""


def _minors(major: str, first: int, last: int, *, without: Sequence[int] = ()) -> tuple[str, ...]:
    return tuple(f"{major}.{minor}" for minor in range(first, last + 1) if minor not in without)


ENGINES = (
    *("postgres", "mysql", "mariadb", "aurora-postgresql", "aurora-mysql", "db2-ae", "db2-se"),
    *("oracle-ee", "oracle-ee-cdb", "oracle-se2", "oracle-se2-cdb"),
    *("sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web", "sqlserver-dev-ee"),
    *("custom-oracle-ee", "custom-oracle-ee-cdb", "custom-oracle-se2", "custom-oracle-se2-cdb"),
    *("custom-sqlserver-ee", "custom-sqlserver-se", "custom-sqlserver-web", "custom-sqlserver-dev"),
)
"""Every engine of RDS: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html."""

ORDERABLE_VERSIONS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "postgres": {
        "13": ("13.23", "13.23-rds.20260224", "13.23-rds.20260514"),
        "14": _minors("14", 18, 24),
        "15": _minors("15", 13, 19),
        "16": _minors("16", 9, 15),
        "17": _minors("17", 5, 11),
        "18": _minors("18", 1, 6, without=[5]),
    },
    "mysql": {
        "8.0": (*_minors("8.0", 42, 46), "8.0.46-rds.20260624", "8.0.46-rds.20260908"),
        "8.4": _minors("8.4", 5, 11),
    },
}
"""Engine to major version to the minor versions that can still be created. A major alone lets RDS pick the minor."""

_TO_16 = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_TO_24 = (*_TO_16, "24xlarge")
_BURSTABLE = ("micro", "small", "medium", "large", "xlarge", "2xlarge")

_SIZES_OF_FAMILIES: Mapping[Sequence[str], Sequence[str]] = {
    ("t3", "t4g"): _BURSTABLE,
    ("m6g", "m6gd", "m7g", "r6g", "r6gd", "r7g", "x2g"): _TO_16,
    ("m5", "m5d", "r5", "r5b", "r5d"): _TO_24,
    ("m6i", "m6id", "m6idn", "m6in", "r6i", "r6id", "r6idn", "r6in"): (*_TO_24, "32xlarge"),
    ("m7i", "m8g", "m8gd", "m9g", "r7i", "r8g", "r8gd"): (*_TO_24, "48xlarge"),
}

INSTANCE_CLASSES: Mapping[str, Sequence[str]] = {
    f"db.{family}": sizes for families, sizes in _SIZES_OF_FAMILIES.items() for family in families
}
"""Instance family to its sizes; all of them exist for PostgreSQL 13 to 18 and MySQL 8.0 and 8.4."""

CLASSES_WITHOUT_INSIGHTS_ON_MYSQL = frozenset({"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"})
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html"""


def check_engine_version(engine: str, version: str) -> None:
    """Raise ValueError unless RDS can create `engine` in `version`, a major ("15") or a minor ("15.19")."""
    majors = _majors(engine)
    if version in majors or any(version in minors for minors in majors.values()):
        return
    major = _major_of(majors, version)
    known = f"{major} or {majors[major][0]} to {majors[major][-1]}" if major else ", ".join(majors)
    raise ValueError(f"RDS cannot create {engine} {version}: it is unknown or retired. Allowed: {known}")


def check_instance_class(engine: str, instance_class: str) -> None:
    """Raise ValueError unless RDS offers `instance_class`, such as "db.t4g.medium", for `engine`."""
    _majors(engine)
    family, _, size = instance_class.rpartition(".")
    sizes = INSTANCE_CLASSES.get(family)
    if sizes is None:
        families = ", ".join(sorted(INSTANCE_CLASSES))
        raise ValueError(f"RDS has no class {instance_class!r} for {engine}. Families: {families}")
    if size not in sizes:
        raise ValueError(f"RDS has no class {instance_class!r} for {engine}. Sizes of {family}: {', '.join(sizes)}")


def parameter_family(engine: str, version: str) -> str:
    """Return the parameter group family of a version, such as "postgres15" or "mysql8.4"."""
    check_engine_version(engine, version)
    return f"{engine}{_major_of(_majors(engine), version)}"


def default_option_group(engine: str, version: str) -> str:
    """Return the option group that RDS keeps for a version, such as "default:mysql-8-4"."""
    check_engine_version(engine, version)
    return f"default:{engine}-{_major_of(_majors(engine), version)}".replace(".", "-")


def supports_performance_insights(engine: str, instance_class: str) -> bool:
    """Say whether Performance Insights can be switched on. MySQL lacks it on the four smallest burstable classes."""
    return engine != "mysql" or instance_class not in CLASSES_WITHOUT_INSIGHTS_ON_MYSQL


def _majors(engine: str) -> Mapping[str, Sequence[str]]:
    majors = ORDERABLE_VERSIONS.get(engine)
    if majors is None:
        known = ", ".join(ORDERABLE_VERSIONS)
        raise ValueError(f"versions and classes of the database engine {engine!r} are not known here. Known: {known}")
    return majors


def _major_of(majors: Mapping[str, Sequence[str]], version: str) -> str | None:
    return next((major for major in majors if version == major or version.startswith(f"{major}.")), None)
