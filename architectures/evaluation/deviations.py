"""Where the program leaves the evaluation system's document, and why. Row ids as in core/data/requirements.csv."""

from core.traceability import Deviation

DEVIATIONS = (
    Deviation(
        rows=("EVA-034", "EVA-106"),
        documented="AWS Shield Advanced protection",
        built="Shield Standard, which protects CloudFront and Route 53 by itself; Advanced by the switch "
        "`settings.distribution.shield_advanced`, in prod alone",
        reason="Shield Advanced costs 3000 USD a month with a commitment of a year that outlives the stack. It then "
        "protects distribution and zone; the load balancer has no public address to attack.",
    ),
    Deviation(
        rows=("EVA-063",),
        documented="automatic rollback on failure",
        built="alarms on errors and response time for every service, the circuit breaker too for the backend, and in "
        "dev for both",
        reason="ECS offers the circuit breaker for rolling and blue-green deployments, not for canary.",
    ),
    Deviation(
        rows=("EVA-076", "EVA-079"),
        documented="version latest",
        built="the image that the key `images` names, labelled with its tag; `latest` is the label until one is named",
        reason="The repositories' tags cannot be moved: a moving tag defeats rollback, as old and new are the same.",
    ),
    Deviation(
        rows=("EVA-097", "EVA-100"),
        documented="alarms on Datadog's traces: more than 5 request errors, a request duration above 2000",
        built="CloudWatch alarms on the load balancer's figures, for each service: more than 5 responses of 5xx in ten "
        "minutes, more than 2 seconds on the average of 15",
        reason="They hold without Datadog, and ECS rolls deployments back by them. 2000 can only be milliseconds; the "
        "5 has no unit and is taken as a count.",
    ),
    Deviation(
        rows=("EVA-104",),
        documented="OWASP Top 10 rules",
        built="AWS's rule groups Common, KnownBadInputs, SQLi and AmazonIpReputation, behind a rate limit",
        reason="AWS has no rule group of that name; these cover what of the list a firewall can see.",
    ),
    Deviation(
        rows=("EVA-114",),
        documented="TLS 1.3 in transit",
        built="TLS 1.3 for viewers, 1.3 and 1.2 at the load balancer, HTTP from there to the tasks",
        reason="CloudFront speaks TLS 1.2 at most to its origins. SSL terminates at the load balancer (EVA-007); the "
        "rest stays in private subnets behind groups that admit the load balancer alone.",
    ),
    Deviation(
        rows=("EVA-121",),
        documented="secrets in Parameter Store",
        built="the database URL and the key of the web tokens there; the master password and the token of Redis in "
        "Secrets Manager",
        reason="AWS generates them there. After a change `pulumi refresh` and `pulumi up` renew the URL.",
    ),
    Deviation(
        rows=("EVA-130",),
        documented="backups of 30 days, point-in-time recovery of 7 days",
        built="30 days for both",
        reason="RDS has one number for both; 30 days hold the 7.",
    ),
    Deviation(
        rows=("EVA-133", "EVA-137", "EVA-138"),
        documented="Terraform state and a Terraform recovery",
        built="Pulumi's state, and a recovery stack in the second region (docs/recovery.md), whose cluster is called "
        "dr-cluster as the document has it",
        reason="The program is Pulumi.",
    ),
)
