"""What a provider would compute for a new resource: plausible, deterministic, of the right form.

Only what programs read from resources is here; an output that is missing is None in a recorded program.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ACCOUNT_ID = "000000000000"
REGION = "us-east-1"

ID_PREFIXES = {
    "aws:ec2/vpc:Vpc": "vpc",
    "aws:ec2/subnet:Subnet": "subnet",
    "aws:ec2/securityGroup:SecurityGroup": "sg",
    "aws:ec2/internetGateway:InternetGateway": "igw",
    "aws:ec2/natGateway:NatGateway": "nat",
    "aws:ec2/routeTable:RouteTable": "rtb",
    "aws:ec2/eip:Eip": "eipalloc",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
    "aws:ec2/launchTemplate:LaunchTemplate": "lt",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "sgr",
}
"""Types whose ids AWS makes as `<prefix>-<17 hexadecimal digits>`."""

ID_IS_ARN = frozenset(
    {
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
        "aws:lb/listener:Listener",
        "aws:acm/certificate:Certificate",
        "aws:ecs/cluster:Cluster",
        "aws:ecs/service:Service",
        "aws:secretsmanager/secret:Secret",
        "aws:sns/topic:Topic",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:iam/policy:Policy",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:lb/listenerRule:ListenerRule",
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    }
)

NAME_INPUTS = ("name", "bucket", "identifier", "clusterName", "replicationGroupId", "family", "functionName")
GLOBAL_SERVICES = frozenset({"iam", "cloudfront", "route53", "s3"})
RESOURCE_PARTS = {
    "aws:lb/loadBalancer:LoadBalancer": "loadbalancer/app/{name}/{digest}",
    "aws:lb/targetGroup:TargetGroup": "targetgroup/{name}/{digest}",
    "aws:lb/listener:Listener": "listener/app/{name}/{digest}/{digest}",
    "aws:rds/instance:Instance": "db:{name}",
    "aws:kms/key:Key": "key/{uuid}",
    "aws:acm/certificate:Certificate": "certificate/{uuid}",
    "aws:secretsmanager/secret:Secret": "secret:{name}-{digest:.6}",
    "aws:sns/topic:Topic": "{name}",
    "aws:sns/topicSubscription:TopicSubscription": "{name}:{uuid}",
    "aws:sqs/queue:Queue": "{name}",
    "aws:s3/bucket:Bucket": "{name}",
    "aws:cloudwatch/logGroup:LogGroup": "log-group:{name}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "alarm:{name}",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationgroup:{name}",
    "aws:wafv2/webAcl:WebAcl": "regional/webacl/{name}/{uuid}",
    "aws:lambda/function:Function": "function:{name}",
    "aws:lb/listenerRule:ListenerRule": "listener-rule/app/{name}/{digest}/{digest}",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "auto-backup:ab-{digest}",
    "aws:ssm/parameter:Parameter": "parameter{name}",
    "aws:ecs/taskDefinition:TaskDefinition": "task-definition/{name}:1",
    "aws:cognito/userPool:UserPool": "userpool/{name}",
}
ARN_SERVICES = {"lb": "elasticloadbalancing", "cloudwatch": "logs", "cognito": "cognito-idp", "amp": "aps"}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A resource that a remote component made and hands out, such as the `eksCluster` of `eks:index:Cluster`."""

    token: str
    name: str
    id: str
    state: Mapping[str, object] = field(default_factory=dict)


def digest(token: str, name: str) -> str:
    """Return 17 hexadecimal digits that stand for this resource."""
    return hashlib.sha256(f"{token}/{name}".encode()).hexdigest()[:17]


def physical_name(token: str, name: str, inputs: Mapping[str, object]) -> str:
    """Return the name given, or one as auto-naming makes it: the logical name and seven hexadecimal digits."""
    given = next((inputs[key] for key in NAME_INPUTS if isinstance(inputs.get(key), str)), None)
    return str(given) if given is not None else f"{name}-{digest(token, name)[:7]}"


def arn(token: str, name: str, inputs: Mapping[str, object], region: str) -> str:
    """Return an ARN of the service's form."""
    module, _, kind = token.split(":")[1].partition("/")
    service = ARN_SERVICES.get(module, module) if "metricAlarm" not in kind else "cloudwatch"
    is_global = service in GLOBAL_SERVICES
    account = "" if service in ("s3", "route53") else ACCOUNT_ID
    value = digest(token, name)
    part = RESOURCE_PARTS.get(token, kind + "/{name}").format(
        name=physical_name(token, name, inputs), digest=value, uuid=uuid.uuid5(uuid.NAMESPACE_URL, value)
    )
    return f"arn:aws:{service}:{'' if is_global else region}:{account}:{part}"


def physical_id(token: str, name: str, inputs: Mapping[str, object], region: str) -> str:
    """Return the id that the provider would report for a new resource."""
    if token in ID_PREFIXES:
        return f"{ID_PREFIXES[token]}-{digest(token, name)}"
    if token in ID_IS_ARN:
        return arn(token, name, inputs, region)
    if token == "aws:kms/key:Key":
        return arn(token, name, inputs, region).rpartition("/")[2]
    if token.startswith("kubernetes:"):
        metadata = kubernetes_metadata(name, inputs)
        return f"{metadata['namespace']}/{metadata['name']}"
    return physical_name(token, name, inputs)


def computed_outputs(token: str, name: str, inputs: Mapping[str, object], region: str) -> dict[str, object]:
    """Return the outputs that the provider adds to the inputs, or completes."""
    if token.startswith("pulumi:providers:"):
        return {}
    if token == "kubernetes:networking.k8s.io/v1:Ingress":
        address = {"hostname": f"k8s-{digest(token, name)[:8]}.{region}.elb.amazonaws.com"}
        return {"metadata": kubernetes_metadata(name, inputs), "status": {"loadBalancer": {"ingress": [address]}}}
    if token.startswith("kubernetes:"):
        return {"metadata": kubernetes_metadata(name, inputs)} if "Release" not in token else {"status": {"name": name}}
    outputs: dict[str, object] = {}
    if token.startswith("aws:"):
        outputs = {
            "arn": arn(token, name, inputs, region),
            "name": physical_name(token, name, inputs),
            "region": region,
            "ownerId": ACCOUNT_ID,
        }
    if token in COMPUTED:
        outputs |= COMPUTED[token](Computing(token, name, inputs, region))
    kept = {"metadata"}
    return {key: value for key, value in outputs.items() if key not in inputs or key in kept}


def kubernetes_metadata(name: str, inputs: Mapping[str, object]) -> dict[str, object]:
    """Return an object's metadata as the provider completes it."""
    given = inputs.get("metadata")
    metadata = dict(given) if isinstance(given, Mapping) else {}
    return {"name": f"{name}-{digest('kubernetes', name)[:8]}", "namespace": "default"} | metadata


@dataclass(frozen=True)
class Computing:
    """One resource whose outputs are being computed."""

    token: str
    name: str
    inputs: Mapping[str, object]
    region: str

    @property
    def digest(self) -> str:
        """17 hexadecimal digits that stand for the resource."""
        return digest(self.token, self.name)

    @property
    def physical(self) -> str:
        """The physical name."""
        return physical_name(self.token, self.name, self.inputs)

    @property
    def arn(self) -> str:
        """The ARN."""
        return arn(self.token, self.name, self.inputs, self.region)

    @property
    def arn_suffix(self) -> str:
        """What CloudWatch takes as a dimension of a load balancer or target group."""
        return self.arn.split(":")[5].removeprefix("loadbalancer/")


def _certificate(one: Computing) -> dict[str, object]:
    alternatives = one.inputs.get("subjectAlternativeNames")
    domains = [one.inputs.get("domainName"), *(alternatives if isinstance(alternatives, list) else [])]
    options = [
        {
            "domainName": domain,
            "resourceRecordName": f"_{one.digest}.{domain}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{one.digest}.acm-validations.aws.",
        }
        for domain in dict.fromkeys(domains)
    ]
    return {"domainValidationOptions": options}


def _database(one: Computing) -> dict[str, object]:
    port = one.inputs.get("port") or (3306 if one.inputs.get("engine") == "mysql" else 5432)
    address = f"{one.physical}.c{one.digest[:11]}.{one.region}.rds.amazonaws.com"
    outputs: dict[str, object] = {
        "address": address,
        "endpoint": f"{address}:{port}",
        "port": port,
        "identifier": one.physical,
        "resourceId": f"db-{one.digest.upper()}",
        "arn": one.arn,
    }
    if one.inputs.get("manageMasterUserPassword"):
        secret = f"arn:aws:secretsmanager:{one.region}:{ACCOUNT_ID}:secret:rds!db-{one.digest}"
        outputs["masterUserSecrets"] = [{"secretArn": secret, "secretStatus": "active"}]
    return outputs


def _cache(one: Computing) -> dict[str, object]:
    domain = f"{one.digest[:6]}.use1.cache.amazonaws.com"
    return {
        "primaryEndpointAddress": f"master.{one.physical}.{domain}",
        "readerEndpointAddress": f"replica.{one.physical}.{domain}",
        "configurationEndpointAddress": f"clustercfg.{one.physical}.{domain}",
        "replicationGroupId": one.physical,
        "memberClusters": [f"{one.physical}-001"],
        "port": 6379,
    }


def _bucket(one: Computing) -> dict[str, object]:
    return {
        "bucket": one.physical,
        "bucketDomainName": f"{one.physical}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{one.physical}.s3.{one.region}.amazonaws.com",
    }


def _eks_cluster(one: Computing) -> dict[str, object]:
    issuer = f"oidc.eks.{one.region}.amazonaws.com/id/{one.digest.upper()}"
    endpoint = f"https://{one.digest.upper()}.gr7.{one.region}.eks.amazonaws.com"
    group = f"sg-{digest('cluster', one.name)}"
    state = {
        "arn": f"arn:aws:eks:{one.region}:{ACCOUNT_ID}:cluster/{one.physical}",
        "name": one.physical,
        "endpoint": endpoint,
        "version": one.inputs.get("version"),
        "certificateAuthority": {"data": "Y2VydGlmaWNhdGU="},
        "identities": [{"oidcs": [{"issuer": f"https://{issuer}"}]}],
        "vpcConfig": {"clusterSecurityGroupId": group},
    }
    cluster = Reference(token="aws:eks/cluster:Cluster", name=f"{one.name}-eksCluster", id=one.physical, state=state)
    return {
        "eksCluster": cluster,
        "kubeconfig": {"apiVersion": "v1", "kind": "Config", "clusters": [{"cluster": {"server": endpoint}}]},
        "kubeconfigJson": f'{{"apiVersion":"v1","clusters":[{{"cluster":{{"server":"{endpoint}"}}}}]}}',
        "clusterSecurityGroupId": group,
        "nodeSecurityGroupId": f"sg-{digest('nodes', one.name)}",
        "oidcIssuer": issuer,
        "oidcProviderUrl": f"https://{issuer}",
        "oidcProviderArn": f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer}",
        "core": {"cluster": cluster, "vpcId": one.inputs.get("vpcId"), "endpoint": endpoint},
    }


COMPUTED: Mapping[str, Callable[[Computing], dict[str, object]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:rds/instance:Instance": _database,
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:s3/bucket:Bucket": _bucket,
    "eks:index:Cluster": _eks_cluster,
    "aws:ec2/vpc:Vpc": lambda one: {
        "defaultSecurityGroupId": f"sg-{one.digest}",
        "defaultNetworkAclId": f"acl-{one.digest}",
        "defaultRouteTableId": f"rtb-{one.digest}",
        "mainRouteTableId": f"rtb-{one.digest}",
    },
    "aws:ec2/eip:Eip": lambda one: {"publicIp": "203.0.113.10", "allocationId": f"eipalloc-{one.digest}"},
    "aws:rds/proxy:Proxy": lambda one: {
        "arn": f"arn:aws:rds:{one.region}:{ACCOUNT_ID}:db-proxy:prx-{one.digest}",
        "endpoint": f"{one.physical}.proxy-c{one.digest[:11]}.{one.region}.rds.amazonaws.com",
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": lambda _: {"name": "default"},
    "aws:ec2clientvpn/endpoint:Endpoint": lambda one: {
        "dnsName": f"*.cvpn-endpoint-{one.digest}.prod.clientvpn.{one.region}.amazonaws.com"
    },
    "aws:ec2/launchTemplate:LaunchTemplate": lambda _: {"latestVersion": 1, "defaultVersion": 1},
    "aws:lb/loadBalancer:LoadBalancer": lambda one: {
        "dnsName": f"{one.physical}-1234567890.{one.region}.elb.amazonaws.com",
        "zoneId": "Z35SXDOTRQ7X7K",
        "arnSuffix": one.arn_suffix,
    },
    "aws:lb/targetGroup:TargetGroup": lambda one: {"arnSuffix": one.arn_suffix},
    "aws:cloudfront/distribution:Distribution": lambda one: {
        "domainName": f"d{one.digest[:13]}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    },
    "aws:ecr/repository:Repository": lambda one: {
        "repositoryUrl": f"{ACCOUNT_ID}.dkr.ecr.{one.region}.amazonaws.com/{one.physical}",
        "registryId": ACCOUNT_ID,
    },
    "aws:kms/key:Key": lambda one: {"keyId": one.arn.rpartition("/")[2]},
    "aws:route53/zone:Zone": lambda one: {
        "zoneId": f"Z{one.digest.upper()}",
        "nameServers": [f"ns-{index}.awsdns-00.com" for index in range(4)],
    },
    "aws:route53/record:Record": lambda one: {"fqdn": one.inputs.get("name")},
    "aws:secretsmanager/secretVersion:SecretVersion": lambda one: {"versionId": one.digest},
    "aws:cognito/userPool:UserPool": lambda one: {
        "endpoint": f"cognito-idp.{one.region}.amazonaws.com/{one.region}_{one.digest[:9]}"
    },
    "aws:cognito/userPoolClient:UserPoolClient": lambda one: {
        "clientSecret": one.digest if one.inputs.get("generateSecret") else ""
    },
    "aws:wafv2/webAcl:WebAcl": lambda one: {
        "arn": one.arn.replace("regional/", "global/") if one.inputs.get("scope") == "CLOUDFRONT" else one.arn
    },
    "aws:amp/workspace:Workspace": lambda one: {
        "prometheusEndpoint": f"https://aps-workspaces.{one.region}.amazonaws.com/workspaces/ws-{one.digest}/"
    },
    "aws:ecs/taskDefinition:TaskDefinition": lambda one: {
        "revision": 1,
        "arnWithoutRevision": one.arn.rpartition(":")[0],
    },
    "aws:sqs/queue:Queue": lambda one: {"url": f"https://sqs.{one.region}.amazonaws.com/{ACCOUNT_ID}/{one.physical}"},
}


def call_result(token: str, arguments: Mapping[str, object], region: str) -> dict[str, object]:
    """Answer a look-up. Raises NotImplementedError for all but the four that the program may make."""
    if token == "aws:index/getCallerIdentity:getCallerIdentity":
        return {
            "accountId": ACCOUNT_ID,
            "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/test",
            "id": ACCOUNT_ID,
            "userId": "test",
        }
    if token == "aws:index/getRegion:getRegion":
        return {"region": region, "id": region, "name": region, "description": region, "endpoint": ""}
    if token == "aws:eks/getClusters:getClusters":
        return {"id": region, "region": region, "names": []}
    if token == "aws:secretsmanager/getRandomPassword:getRandomPassword":
        length = arguments.get("passwordLength")
        return {
            "randomPassword": "RandomPassword".ljust(length if isinstance(length, int) else 32, "x"),
            "id": "password",
        }
    raise NotImplementedError(
        f"{token} is a look-up whose answer may change under an existing stack: pin the value instead"
    )
