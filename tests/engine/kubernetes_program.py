"""A small program with what runs in an EKS cluster, for the engine tests; knobs.json beside it says what to change.

The cluster is made of its AWS resource alone, without the component that clusters come from otherwise.
"""

import json
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

KNOBS = json.loads(Path(__file__).with_name("knobs.json").read_text(encoding="utf-8"))

amazon = aws.Provider("aws", region="us-east-1")
in_aws = pulumi.ResourceOptions(provider=amazon)
network = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=in_aws)
gateway = aws.ec2.InternetGateway("net", vpc_id=network.id, opts=in_aws)
subnets = [
    aws.ec2.Subnet(
        f"net-{zone}",
        vpc_id=network.id,
        cidr_block=f"10.0.{number}.0/24",
        availability_zone=f"us-east-1{zone}",
        tags={"kubernetes.io/role/elb": "1"},
        opts=in_aws,
    )
    for number, zone in enumerate("ab")
]
trust = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}],
}
role = aws.iam.Role("control-plane", assume_role_policy=json.dumps(trust), opts=in_aws)
cluster = aws.eks.Cluster(
    "shop",
    name="shop",
    version=KNOBS.get("version", "1.35"),
    role_arn=role.arn,
    vpc_config=aws.eks.ClusterVpcConfigArgs(subnet_ids=[subnet.id for subnet in subnets]),
    opts=pulumi.ResourceOptions(provider=amazon, depends_on=[gateway]),
)


def kubeconfig(endpoint: str) -> str:
    """Return a kubeconfig for a cluster's address."""
    return json.dumps(
        {
            "current-context": "aws",
            "contexts": [{"name": "aws", "context": {"cluster": "shop", "user": KNOBS.get("user", "aws")}}],
            "clusters": [{"name": "shop", "cluster": {"server": endpoint}}],
        }
    )


provider = kubernetes.Provider(
    "in-cluster",
    kubeconfig=cluster.endpoint.apply(kubeconfig),
    cluster_identifier=cluster.name,
    enable_server_side_apply=True,
    delete_unreachable=True,
    suppress_helm_hook_warnings=True,
)
inside = pulumi.ResourceOptions(provider=provider)
namespace = kubernetes.core.v1.Namespace("shop", metadata={"name": "shop"}, opts=inside)
controller = kubernetes.helm.v3.Release(
    "controller",
    name="aws-load-balancer-controller",
    chart="aws-load-balancer-controller",
    version=KNOBS.get("chart_version", "3.5.0"),
    namespace="kube-system",
    repository_opts=kubernetes.helm.v3.RepositoryOptsArgs(repo="https://aws.github.io/eks-charts"),
    values={"clusterName": cluster.name, "replicaCount": 2},
    opts=inside,
)
LABELS = {"app": KNOBS.get("label", "api")}


def metadata(name: str, annotations: dict[str, str] | None = None) -> kubernetes.meta.v1.ObjectMetaArgs:
    """Return the metadata of an object in the namespace."""
    return kubernetes.meta.v1.ObjectMetaArgs(name=name, namespace=namespace.metadata.name, annotations=annotations)


account = kubernetes.core.v1.ServiceAccount("api", metadata=metadata("api"), opts=inside)
settings = kubernetes.core.v1.ConfigMap(
    "settings",
    metadata={"namespace": namespace.metadata.name},
    data={"LEVEL": KNOBS.get("level", "info")},
    opts=inside,
)
key = kubernetes.core.v1.Secret(
    "key", metadata=metadata("key"), string_data={"KEY": pulumi.Output.secret("correct-horse")}, opts=inside
)
container = kubernetes.core.v1.ContainerArgs(
    name="api",
    image="registry.example/api:1",
    ports=[kubernetes.core.v1.ContainerPortArgs(container_port=8080)],
    env_from=[
        kubernetes.core.v1.EnvFromSourceArgs(
            config_map_ref=kubernetes.core.v1.ConfigMapEnvSourceArgs(name=settings.metadata.name)
        ),
        kubernetes.core.v1.EnvFromSourceArgs(secret_ref=kubernetes.core.v1.SecretEnvSourceArgs(name=key.metadata.name)),
    ],
)
deployment = kubernetes.apps.v1.Deployment(
    "api",
    metadata=metadata("api"),
    spec=kubernetes.apps.v1.DeploymentSpecArgs(
        replicas=KNOBS.get("replicas", 2),
        selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=LABELS),
        template=kubernetes.core.v1.PodTemplateSpecArgs(
            metadata=kubernetes.meta.v1.ObjectMetaArgs(labels=LABELS),
            spec=kubernetes.core.v1.PodSpecArgs(
                service_account_name=KNOBS.get("account") or account.metadata.name, containers=[container]
            ),
        ),
    ),
    opts=inside,
)
service = kubernetes.core.v1.Service(
    "api",
    metadata=metadata("api"),
    spec=kubernetes.core.v1.ServiceSpecArgs(
        selector=LABELS, ports=[kubernetes.core.v1.ServicePortArgs(port=KNOBS.get("port", 80), target_port=8080)]
    ),
    opts=inside,
)
kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
    "api",
    metadata=metadata("api"),
    spec=kubernetes.autoscaling.v2.HorizontalPodAutoscalerSpecArgs(
        min_replicas=2,
        max_replicas=KNOBS.get("most", 5),
        scale_target_ref=kubernetes.autoscaling.v2.CrossVersionObjectReferenceArgs(
            api_version="apps/v1", kind="Deployment", name=deployment.metadata.name
        ),
    ),
    opts=inside,
)
kubernetes.policy.v1.PodDisruptionBudget(
    "api",
    metadata=metadata("api"),
    spec=kubernetes.policy.v1.PodDisruptionBudgetSpecArgs(
        max_unavailable=1, selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=LABELS)
    ),
    opts=inside,
)
kubernetes.networking.v1.NetworkPolicy(
    "api",
    metadata=metadata("api"),
    spec=kubernetes.networking.v1.NetworkPolicySpecArgs(
        pod_selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=LABELS), policy_types=["Ingress"]
    ),
    opts=inside,
)
ingress = kubernetes.networking.v1.Ingress(
    "entrance",
    metadata=metadata("entrance", {"alb.ingress.kubernetes.io/scheme": "internet-facing"}),
    spec=kubernetes.networking.v1.IngressSpecArgs(
        ingress_class_name="alb",
        default_backend=kubernetes.networking.v1.IngressBackendArgs(
            service=kubernetes.networking.v1.IngressServiceBackendArgs(
                name=service.metadata.name, port=kubernetes.networking.v1.ServiceBackendPortArgs(number=80)
            )
        ),
    ),
    opts=pulumi.ResourceOptions(
        provider=provider, depends_on=[controller] if KNOBS.get("ordered", True) else [service]
    ),
)

pulumi.export("host", ingress.status.load_balancer.ingress[0].hostname)
pulumi.export("release", controller.status.version)
