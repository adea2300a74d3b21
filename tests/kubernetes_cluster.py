"""A simulated EKS cluster for unit tests, in which objects are made with few words."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.kubernetes.api_server import ApiServer
from sandbox.kubernetes.contents import Contents
from sandbox.store import Store, Thing

ACCOUNT = "000000000000"
DEPLOYMENT, STATEFUL_SET = "kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"
NAMESPACE, SERVICE = "kubernetes:core/v1:Namespace", "kubernetes:core/v1:Service"
CONFIG_MAP, SECRET = "kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:Secret"
ACCOUNT_TOKEN, CLAIM = "kubernetes:core/v1:ServiceAccount", "kubernetes:core/v1:PersistentVolumeClaim"
INGRESS, RELEASE = "kubernetes:networking.k8s.io/v1:Ingress", "kubernetes:helm.sh/v3:Release"
EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"
CLUSTER_STORE = "kubernetes:external-secrets.io/v1:ClusterSecretStore"
CONTROLLER = "aws-load-balancer-controller"

Inputs = Mapping[str, object]


class FakeCluster:
    """A store with an EKS cluster in it, and what can be done to its objects."""

    def __init__(self, folder: Path, name: str = "shop") -> None:
        self.store = Store(folder / "cloud.db")
        self.name = name
        self.address = f"https://{name}.example"
        outputs = {"endpoint": self.address, "version": "1.35", "vpcConfig": {"vpcId": f"vpc-{name}"}}
        self.thing = self.aws("aws:eks/cluster:Cluster", name, {"name": name}, outputs)
        self.contents = Contents(self.store, self.thing)
        self.server = ApiServer(self.contents)

    def aws(self, token: str, identifier: str, inputs: Inputs, outputs: Inputs) -> Thing:
        """Put a thing of AWS into the store as it is."""
        urn = f"urn:pulumi:dev::shop::{token}::{identifier}"
        thing = Thing(
            type=token,
            id=identifier,
            urn=urn,
            region="us-east-1",
            status="available",
            count=1,
            inputs=inputs,
            outputs=outputs,
        )
        self.store.save(thing, ())
        return thing

    def make(self, token: str, logical: str, inputs: Inputs) -> Thing:
        """Make an object or a release."""
        return self.server.create(token, f"urn:pulumi:dev::shop::{token}::{logical}", inputs)

    def namespace(self, name: str = "shop") -> Thing:
        """Make a namespace."""
        return self.make(NAMESPACE, name, {"metadata": {"name": name}})

    def of(self, token: str, name: str, /, namespace: str = "shop", **rest: object) -> Thing:
        """Make an object with a name in a namespace."""
        return self.make(token, name, {"metadata": {"name": name, "namespace": namespace}, **rest})

    def release(self, chart: str, namespace: str = "kube-system", **rest: object) -> Thing:
        """Make a release of a chart that has the chart's name."""
        inputs = {"name": chart, "namespace": namespace, "chart": chart, "version": "1.2.3", **rest}
        return self.make(RELEASE, chart, inputs)

    def addon(self, name: str) -> Thing:
        """Put an EKS add-on into the cluster."""
        inputs = {"clusterName": self.name, "addonName": name}
        return self.aws("aws:eks/addon:Addon", f"{self.name}:{name}", inputs, inputs)

    def subnets(self, role: str = "elb") -> list[Thing]:
        """Put two subnets for load balancers into the cluster's VPC."""
        tags = {f"kubernetes.io/role/{role}": "1"}
        return [
            self.aws(
                "aws:ec2/subnet:Subnet",
                f"subnet-{self.name}-{role}-{zone}",
                {"vpcId": f"vpc-{self.name}"},
                {"availabilityZone": f"us-east-1{zone}", "tagsAll": tags},
            )
            for zone in ("a", "b")
        ]

    def ingress(self, **annotations: str) -> Thing:
        """Make an Ingress of the load balancer controller for the service `api`."""
        self.of(SERVICE, "api", spec={"ports": [{"port": 80}]})
        return self.make(INGRESS, "entrance", ingress(annotations))


def ingress(annotations: Inputs, service: str = "api", port: int = 80) -> Inputs:
    """Return the inputs of an Ingress; the annotations are the controller's, without their prefix."""
    own = {f"alb.ingress.kubernetes.io/{key}": value for key, value in annotations.items()}
    backend = {"service": {"name": service, "port": {"number": port}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec = {"ingressClassName": "alb", "rules": [{"http": {"paths": [path]}}]}
    return {"metadata": {"name": "entrance", "namespace": "shop", "annotations": own}, "spec": spec}


def pods(container: Inputs | None = None, labels: Inputs | None = None, **spec: object) -> Inputs:
    """Return a spec of a workload with one container; `container` and `spec` add to what it needs at least."""
    labels = labels or {"app": "api"}
    whole = {"name": "api", "image": "api:1", **(container or {})}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [whole], **spec}}
    return {"selector": {"matchLabels": {"app": "api"}}, "template": template}
