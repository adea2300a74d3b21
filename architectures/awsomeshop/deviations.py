"""Where the program leaves the AWSomeShop document, and why. Row ids as in core/data/requirements.csv."""

from core.traceability import Deviation

DEVIATIONS = (
    Deviation(
        rows=("AWS-032",),
        documented="one availability zone, us-east-2a",
        built="tasks, database and NAT gateway in us-east-2a; a second pair of subnets in us-east-2b, where only the "
        "load balancer and the subnet group have a foot",
        reason="A load balancer and a DB subnet group are refused without subnets in two zones.",
    ),
    Deviation(
        rows=("AWS-013", "AWS-102"),
        documented="MySQL 8.0.35",
        built="MySQL 8.4, minor upgrades by RDS",
        reason="8.0.35 can no longer be created, and MySQL 8.0 costs extended support since 1 August 2026.",
    ),
    Deviation(
        rows=("AWS-115",),
        documented="the parameter group default.mysql8.0",
        built="a parameter group of our own, family mysql8.4",
        reason="The default group belongs to a retired version, and cannot require TLS or log slow statements.",
    ),
    Deviation(
        rows=("AWS-116",),
        documented="the option group default:mysql-8-0",
        built="default:mysql-8-4",
        reason="A default option group belongs to its version.",
    ),
    Deviation(
        rows=(
            *("AWS-062", "AWS-066", "AWS-074", "AWS-083", "AWS-088", "AWS-089"),
            *("AWS-114", "AWS-181", "AWS-186", "AWS-213"),
        ),
        documented="stated names of cluster, service, task family, repository, secrets, subnet group, roles, log group",
        built="those names in stack prod; a stack of another name appends it, such as awsomeshop-cluster-dev",
        reason="An account has such a name once in a region, and dev and prod may share an account.",
    ),
    Deviation(
        rows=("AWS-079", "AWS-080"),
        documented="the roles ecsTaskExecutionRole and awsomeshop-task-role",
        built="awsomeshop-ecs-execution-role and awsomeshop-ecs-task-role",
        reason="The document names each role twice; the section on IAM is the more precise one.",
    ),
    Deviation(
        rows=("AWS-082",),
        documented="the image awsomeshop:latest",
        built="the image that the key `images` names under core; until then one that only answers health checks",
        reason="The repository is empty when the stack is made, and its tags cannot be moved: a tag such as latest "
        "does not say what runs.",
    ),
    Deviation(
        rows=("AWS-020",),
        documented="one secret with the credentials of the database",
        built="DATABASE_URL of a user of the application's own in awsomeshop/db; the master user's password in a "
        "secret that RDS keeps and changes every week",
        reason="An application that signs in as the master user could do everything, and would fail when its password "
        "changes. A migration creates the user with the password from awsomeshop/db.",
    ),
    Deviation(
        rows=("AWS-209",),
        documented="awsomeshop.example.com",
        built="the key `domain`, with that name as the committed placeholder",
        reason="example.com is reserved. A real account refuses it.",
    ),
    Deviation(
        rows=("AWS-215",),
        documented="log streams by container instance",
        built="streams by container and task",
        reason="Fargate has no container instances.",
    ),
    Deviation(
        rows=("AWS-225",),
        documented="an alarm at 80 % of the connections that MySQL takes",
        built="an alarm above 48 connections",
        reason="CloudWatch only knows the count. The class takes about 60: "
        "`settings.observability.alarms.database_connections` goes with the class.",
    ),
)
