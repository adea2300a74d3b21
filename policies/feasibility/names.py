"""Lengths and characters of names, one rule per group of services, so that each can be exempt for itself."""

from policies.feasibility.refusals import names

LOAD_BALANCER = names("load-balancer", "Load balancers and target groups have names that AWS takes")
DATABASE = names("database", "Databases and their groups have names that RDS takes")
CACHE = names("cache", "Caches and their groups have names that ElastiCache takes")
BUCKET = names("bucket", "Buckets have names that S3 takes")
IDENTITY = names("identity", "Roles and policies have names that IAM takes")
CONTAINER = names("container", "Clusters, services, task families and repositories have names that AWS takes")
SCALING = names("scaling", "Scaling policies have names that AWS takes")
NETWORK = names("network", "Security groups have names that EC2 takes")
SECRET = names("secret", "Secrets and aliases of keys have names that AWS takes")
MONITORING = names("monitoring", "Log groups, alarms, dashboards and topics have names that AWS takes")
EDGE = names("edge", "Firewalls have names that AWS takes")
OTHER = names("other", "All else that is named has a name that AWS takes")
