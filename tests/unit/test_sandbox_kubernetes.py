"""A simulated cluster refuses objects whose references lead nowhere, and deletions that would never end."""

import json
from pathlib import Path

import pytest

from sandbox.aws import FACTS
from sandbox.cloud import Cloud
from sandbox.errors import CloudError
from sandbox.kubernetes.drift import drift_object
from sandbox.kubernetes.pod_references import keys_of
from sandbox.kubernetes.schemas import problems
from tests.kubernetes_cluster import (
    ACCOUNT,
    ACCOUNT_TOKEN,
    CLAIM,
    CLUSTER_STORE,
    CONFIG_MAP,
    CONTROLLER,
    DEPLOYMENT,
    EXTERNAL_SECRET,
    INGRESS,
    NAMESPACE,
    SECRET,
    SERVICE,
    STATEFUL_SET,
    FakeCluster,
    Inputs,
    ingress,
    pods,
)

ROLE = f"arn:aws:iam::{ACCOUNT}:role/api"
ROLE_KEY = "eks.amazonaws.com/role-arn"
STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
WANTED_SECRET = {"env": [{"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "login", "key": "password"}}}]}
DISK = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


@pytest.fixture
def cluster(tmp_path: Path) -> FakeCluster:
    made = FakeCluster(tmp_path)
    made.namespace()
    return made


def refusal(cluster: FakeCluster, token: str, namespace: str = "shop", **inputs: object) -> str:
    """Return why the cluster refuses an object called api, and check that it was not made."""
    before = cluster.store.things()
    with pytest.raises(CloudError) as error:
        cluster.of(token, "api", namespace, **inputs)
    assert cluster.store.things() == before
    return str(error.value)


def test_an_object_is_kept_with_defaults_and_a_place_in_time(cluster: FakeCluster) -> None:
    thing = cluster.of(DEPLOYMENT, "api", spec=pods())
    assert thing.id == "shop/api"
    assert thing.inputs["spec"] == pods()
    spec, metadata = thing.outputs["spec"], thing.outputs["metadata"]
    assert isinstance(spec, dict)
    assert isinstance(metadata, dict)
    assert spec["replicas"] == 1
    assert spec["template"]["spec"]["restartPolicy"] == "Always"
    assert metadata["generation"] == 1
    assert problems(DEPLOYMENT, {**thing.outputs, "kind": "Deployment"}, "1.35") == []


def test_a_service_keeps_its_address_when_it_is_changed(cluster: FakeCluster) -> None:
    made = cluster.of(SERVICE, "api", spec={"ports": [{"port": 80}]})
    changed = cluster.server.update(SERVICE, made.id, {**made.inputs, "spec": {"ports": [{"port": 81}]}})
    before, after = made.outputs["spec"], changed.outputs["spec"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before["clusterIP"] == after["clusterIP"]
    assert after["ports"] == [{"protocol": "TCP", "targetPort": 81, "port": 81}]


def test_a_name_is_unique_in_its_namespace_and_kind(cluster: FakeCluster) -> None:
    cluster.of(CONFIG_MAP, "api")
    assert "AlreadyExists: ConfigMap api (shop/api)" in refusal(cluster, CONFIG_MAP)
    cluster.namespace("other")
    cluster.of(CONFIG_MAP, "api", namespace="other")
    cluster.of(SECRET, "api")


def test_two_clusters_do_not_see_each_other(cluster: FakeCluster, tmp_path: Path) -> None:
    other = FakeCluster(tmp_path, "other")
    with pytest.raises(CloudError, match="there is no namespace 'shop'"):
        other.of(CONFIG_MAP, "api")
    other.namespace()
    assert other.of(CONFIG_MAP, "api").id == cluster.of(CONFIG_MAP, "api").id
    other.server.delete(NAMESPACE, "shop")
    assert cluster.contents.find("ConfigMap", "shop", "api") is not None


def test_a_namespace_must_exist(cluster: FakeCluster) -> None:
    assert "metadata.namespace: there is no namespace 'lost'" in refusal(cluster, CONFIG_MAP, namespace="lost")
    cluster.of(CONFIG_MAP, "api", namespace="kube-system")


def test_a_pods_service_account_must_exist(cluster: FakeCluster) -> None:
    wrong = refusal(cluster, DEPLOYMENT, spec=pods(serviceAccountName="api"))
    assert "spec.template.spec.serviceAccountName: there is no service account 'api' in the namespace shop" in wrong
    cluster.of(ACCOUNT_TOKEN, "api")
    cluster.of(DEPLOYMENT, "api", spec=pods(serviceAccountName="api"))


def test_a_pods_secret_and_the_key_in_it_must_exist(cluster: FakeCluster) -> None:
    place = "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name"
    assert f"{place}: there is no secret 'login'" in refusal(cluster, DEPLOYMENT, spec=pods(WANTED_SECRET))
    cluster.of(SECRET, "login", stringData={"user": "a"})
    assert "has no key 'password'; it has user" in refusal(cluster, DEPLOYMENT, spec=pods(WANTED_SECRET))
    cluster.server.delete(SECRET, "shop/login")
    cluster.of(SECRET, "login", stringData={"password": "a"})
    cluster.of(DEPLOYMENT, "api", spec=pods(WANTED_SECRET))


@pytest.mark.parametrize(
    ("container", "spec", "path"),
    [
        ({"envFrom": [{"configMapRef": {"name": "lost"}}]}, {}, "containers[0].envFrom[0].configMapRef.name"),
        ({}, {"volumes": [{"name": "a", "secret": {"secretName": "lost"}}]}, "volumes[0].secret.secretName"),
        (
            {},
            {"volumes": [{"name": "a", "persistentVolumeClaim": {"claimName": "lost"}}]},
            "volumes[0].persistentVolumeClaim.claimName",
        ),
        ({}, {"priorityClassName": "lost"}, "priorityClassName"),
    ],
)
def test_what_pods_refer_to_must_exist(cluster: FakeCluster, container: Inputs, spec: Inputs, path: str) -> None:
    wrong = refusal(cluster, DEPLOYMENT, spec=pods(container, None, **spec))
    assert f"Invalid: spec.template.spec.{path}: there is no " in wrong


def test_what_pods_may_do_without_need_not_exist(cluster: FakeCluster) -> None:
    optional = {"envFrom": [{"configMapRef": {"name": "lost", "optional": True}}]}
    cluster.of(DEPLOYMENT, "api", spec=pods(optional, priorityClassName="system-cluster-critical"))


def external_secret(cluster: FakeCluster, key: str = "shop/login") -> None:
    data = [{"secretKey": "password", "remoteRef": {"key": key}}]
    store = {"kind": "ClusterSecretStore", "name": "aws"}
    cluster.of(EXTERNAL_SECRET, "from-aws", spec={"secretStoreRef": store, "target": {"name": "login"}, "data": data})


def secret_store(cluster: FakeCluster) -> None:
    provider = {"aws": {"service": "SecretsManager", "region": "us-east-1"}}
    cluster.make(CLUSTER_STORE, "aws", {"metadata": {"name": "aws"}, "spec": {"provider": provider}})


def test_an_external_secret_makes_the_secret_that_pods_want(cluster: FakeCluster) -> None:
    cluster.release("external-secrets")
    secret_store(cluster)
    cluster.aws("aws:secretsmanager/secret:Secret", "arn-of-it", {}, {"name": "shop/login"})
    external_secret(cluster)
    cluster.of(DEPLOYMENT, "api", spec=pods(WANTED_SECRET))


def test_an_external_secret_needs_its_chart_its_store_and_its_secret(cluster: FakeCluster) -> None:
    with pytest.raises(CloudError, match=r'no matches for kind "ExternalSecret".*the chart external-secrets brings it'):
        external_secret(cluster)
    cluster.release("external-secrets")
    with pytest.raises(CloudError, match="there is no ClusterSecretStore 'aws'"):
        external_secret(cluster)
    secret_store(cluster)
    with pytest.raises(CloudError, match=r"spec.data\[0\].remoteRef.key: AWS Secrets Manager has no secret 'shop/log"):
        external_secret(cluster)


@pytest.mark.parametrize(
    ("spec", "keys"),
    [
        ({"data": [{"secretKey": "a"}, {"secretKey": "b"}]}, {"a", "b"}),
        ({"dataFrom": [{"extract": {"key": "c"}}]}, {"*"}),
        ({"data": [{"secretKey": "a"}], "target": {"template": {"data": {"b": "{{ .a }}"}}}}, {"b"}),
        (
            {"data": [{"secretKey": "a"}], "target": {"template": {"mergePolicy": "Merge", "data": {"b": ""}}}},
            {"a", "b"},
        ),
        ({"target": {"template": {"templateFrom": [{"configMap": {}}]}}}, {"*"}),
        ({}, set()),
    ],
)
def test_an_external_secret_makes_the_keys_that_it_says(spec: Inputs, keys: set[str]) -> None:
    assert keys_of({"spec": spec}) == keys


def test_a_cluster_external_secret_makes_its_secret_in_every_namespace(cluster: FakeCluster) -> None:
    cluster.release("external-secrets")
    token = "kubernetes:external-secrets.io/v1:ClusterExternalSecret"
    spec = {"externalSecretSpec": {"target": {"name": "login"}}}
    cluster.make(token, "everywhere", {"metadata": {"name": "everywhere"}, "spec": spec})
    cluster.of(DEPLOYMENT, "api", spec=pods(WANTED_SECRET))


def test_an_external_secret_may_read_what_rds_manages(cluster: FakeCluster) -> None:
    cluster.release("external-secrets")
    secret_store(cluster)
    arn = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:rds!db-1"
    cluster.aws("aws:rds/instance:Instance", "db", {}, {"masterUserSecrets": [{"secretArn": arn}]})
    external_secret(cluster, arn)


def test_a_service_accounts_role_must_exist_and_let_it_in(cluster: FakeCluster) -> None:
    account = {"metadata": {"name": "api", "namespace": "shop", "annotations": {ROLE_KEY: ROLE}}}
    with pytest.raises(CloudError, match=f"there is no role {ROLE}"):
        cluster.make(ACCOUNT_TOKEN, "api", account)
    condition = {"StringEquals": {"oidc.example:sub": "system:serviceaccount:shop:web"}}
    role = cluster.aws("aws:iam/role:Role", "api", trust(condition), {"arn": ROLE})
    with pytest.raises(CloudError, match="lets in system:serviceaccount:shop:web, not system:serviceaccount:shop:api"):
        cluster.make(ACCOUNT_TOKEN, "api", account)
    cluster.store.remove(role)
    condition = {"StringLike": {"oidc.example:sub": "system:serviceaccount:shop:*"}}
    cluster.aws("aws:iam/role:Role", "api", trust(condition), {"arn": ROLE})
    cluster.make(ACCOUNT_TOKEN, "api", account)


def trust(condition: Inputs) -> Inputs:
    return {"assumeRolePolicy": json.dumps({"Statement": [{"Effect": "Allow", "Condition": condition}]})}


def test_an_autoscaler_needs_its_target(cluster: FakeCluster) -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}
    assert "there is no Deployment 'api'" in refusal(cluster, HPA, spec={"scaleTargetRef": target})
    cluster.of(DEPLOYMENT, "api", spec=pods())
    cluster.of(HPA, "api", spec={"scaleTargetRef": target, "maxReplicas": 3})


def test_a_role_binding_needs_its_role(cluster: FakeCluster) -> None:
    assert "there is no Role 'view'" in refusal(cluster, BINDING, roleRef={"kind": "Role", "name": "view"})
    cluster.of(BINDING, "api", roleRef={"kind": "ClusterRole", "name": "view"})


def test_a_volume_claim_needs_a_class_and_the_driver_that_makes_the_volume(cluster: FakeCluster) -> None:
    assert "the cluster has no default storage class" in refusal(cluster, CLAIM, spec=DISK)
    named = {**DISK, "storageClassName": "gp3"}
    assert "there is no storage class 'gp3'" in refusal(cluster, CLAIM, spec=named)
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"}
    metadata = {"name": "gp3", "annotations": annotations}
    cluster.make(STORAGE_CLASS, "gp3", {"metadata": metadata, "provisioner": "ebs.csi.aws.com"})
    assert "the add-on aws-ebs-csi-driver" in refusal(cluster, CLAIM, spec=named)
    cluster.addon("aws-ebs-csi-driver")
    cluster.of(CLAIM, "api", spec=named)
    cluster.of(CLAIM, "other", spec=DISK)


def test_the_class_that_eks_provides_needs_the_driver_too(cluster: FakeCluster) -> None:
    claims = [{"metadata": {"name": "data"}, "spec": {**DISK, "storageClassName": "gp2"}}]
    spec = {**pods(), "serviceName": "api", "volumeClaimTemplates": claims}
    assert "spec.volumeClaimTemplates[0].spec.storageClassName" in refusal(cluster, STATEFUL_SET, spec=spec)
    cluster.addon("aws-ebs-csi-driver")
    cluster.of(STATEFUL_SET, "api", spec=spec)


def test_a_release_needs_its_namespace_and_a_free_name(cluster: FakeCluster) -> None:
    with pytest.raises(CloudError, match="there is no namespace 'tools', and createNamespace is off"):
        cluster.release("fluent-bit", "tools")
    made = cluster.release("fluent-bit", "tools", createNamespace=True)
    assert made.id == "tools/fluent-bit"
    assert made.outputs["status"] == {
        "name": "fluent-bit",
        "namespace": "tools",
        "chart": "fluent-bit",
        "version": "1.2.3",
        "revision": 1,
        "status": "deployed",
    }
    with pytest.raises(CloudError, match="AlreadyExists"):
        cluster.release("fluent-bit", "tools")
    cluster.of(CONFIG_MAP, "api", namespace="tools")
    changed = cluster.server.update(made.type, made.id, {**made.inputs, "version": "1.2.4"})
    status = changed.outputs["status"]
    assert isinstance(status, dict)
    assert (status["version"], status["revision"]) == ("1.2.4", 2)


def test_a_chart_of_custom_resources_needs_its_operator(cluster: FakeCluster) -> None:
    with pytest.raises(CloudError, match="the chart eck-operator, which defines them"):
        cluster.release("eck-elasticsearch")
    cluster.release("eck-operator")
    cluster.release("eck-elasticsearch")


def test_what_a_chart_makes_is_taken_to_be_there(cluster: FakeCluster) -> None:
    cluster.release("grafana", "shop", values={"serviceAccount": {"name": "dashboards"}})
    cluster.of(DEPLOYMENT, "api", spec=pods(serviceAccountName="dashboards"))
    cluster.subnets("internal-elb")
    cluster.release(CONTROLLER)
    cluster.make(INGRESS, "entrance", ingress({}, "grafana-service"))


def test_an_ingress_needs_its_service_and_port(cluster: FakeCluster) -> None:
    cluster.release(CONTROLLER)
    cluster.subnets("internal-elb")
    with pytest.raises(CloudError, match="there is no service 'api'"):
        cluster.make(INGRESS, "entrance", ingress({}))
    cluster.of(SERVICE, "api", spec={"ports": [{"port": 80}]})
    with pytest.raises(CloudError, match=r"port.number: the service api has no port 81; it has \[80\]"):
        cluster.make(INGRESS, "entrance", ingress({}, port=81))
    cluster.make(INGRESS, "entrance", ingress({}))


def test_an_ingress_needs_the_controller_and_tagged_subnets(cluster: FakeCluster) -> None:
    cluster.of(SERVICE, "api", spec={"ports": [{"port": 80}]})
    with pytest.raises(CloudError, match=f"the chart {CONTROLLER} is not in the cluster"):
        cluster.make(INGRESS, "entrance", ingress({}))
    cluster.release(CONTROLLER)
    public = ingress({"scheme": "internet-facing"})
    with pytest.raises(CloudError, match=r"tag kubernetes.io/role/elb=1, and that finds zones \[\]"):
        cluster.make(INGRESS, "entrance", public)
    cluster.subnets()
    made = cluster.make(INGRESS, "entrance", public)
    status = made.outputs["status"]
    assert isinstance(status, dict)
    hostname = status["loadBalancer"]["ingress"][0]["hostname"]
    assert hostname.startswith("k8s-shop-entrance-")
    assert hostname.endswith(".us-east-1.elb.amazonaws.com")


def test_ingresses_of_a_group_share_a_host_name(cluster: FakeCluster) -> None:
    cluster.release(CONTROLLER)
    cluster.subnets("internal-elb")
    first = cluster.ingress(**{"group.name": "all"})
    second = ingress({"group.name": "all"})
    other = cluster.make(INGRESS, "other", {**second, "metadata": {**_metadata(second), "name": "other"}})
    assert first.outputs["status"] == other.outputs["status"]


def _metadata(inputs: Inputs) -> Inputs:
    metadata = inputs["metadata"]
    assert isinstance(metadata, dict)
    return metadata


def test_a_load_balancer_keeps_what_it_stands_in_and_what_it_uses(cluster: FakeCluster) -> None:
    cloud = Cloud(cluster.store, FACTS)
    subnet = cluster.subnets()[0]
    certificate = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/a"
    held = cluster.aws("aws:acm/certificate:Certificate", certificate, {}, {"arn": certificate})
    cluster.release(CONTROLLER)
    with pytest.raises(CloudError, match="there is no Certificate"):
        cluster.ingress(scheme="internet-facing", **{"certificate-arn": f"{certificate}bc"})
    cluster.server.delete(SERVICE, "shop/api")
    made = cluster.ingress(scheme="internet-facing", **{"certificate-arn": certificate})
    for thing in (subnet, held):
        with pytest.raises(CloudError, match=r"DependencyViolation.*used by Ingress entrance"):
            cloud.delete(thing.type, thing.id)
    cluster.server.delete(INGRESS, made.id)
    for thing in (subnet, held):
        cloud.delete(thing.type, thing.id)


def test_a_service_of_type_load_balancer_keeps_the_vpcs_gateway(cluster: FakeCluster) -> None:
    cloud = Cloud(cluster.store, FACTS)
    gateway = cluster.aws("aws:ec2/internetGateway:InternetGateway", "igw-1", {"vpcId": "vpc-shop"}, {})
    spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
    assert "tag kubernetes.io/role/elb=1" in refusal(cluster, SERVICE, spec=spec)
    cluster.subnets()
    with pytest.raises(CloudError, match="the chart aws-load-balancer-controller is not in the cluster"):
        cluster.of(SERVICE, "api", spec={**spec, "loadBalancerClass": "service.k8s.aws/nlb"})
    made = cluster.of(SERVICE, "api", spec=spec)
    assert "us-east-1.elb.amazonaws.com" in str(made.outputs["status"])
    with pytest.raises(CloudError, match="DependencyViolation"):
        cloud.delete(gateway.type, gateway.id)
    cluster.server.delete(SERVICE, made.id)
    cloud.delete(gateway.type, gateway.id)


def test_an_ingress_outlives_its_controller_and_says_why(cluster: FakeCluster) -> None:
    cluster.subnets("internal-elb")
    controller = cluster.release(CONTROLLER)
    made = cluster.ingress()
    cluster.server.delete(controller.type, controller.id)
    with pytest.raises(CloudError, match=f"hang on its finalizer ingress.k8s.aws/resources: the chart {CONTROLLER}"):
        cluster.server.delete(INGRESS, made.id)
    with pytest.raises(CloudError, match="the deletion of Ingress entrance"):
        cluster.server.delete(NAMESPACE, "shop")
    cluster.release(CONTROLLER)
    cluster.server.delete(INGRESS, made.id)


def test_a_protected_load_balancer_keeps_its_ingress(cluster: FakeCluster) -> None:
    cluster.subnets("internal-elb")
    cluster.release(CONTROLLER)
    protected = {"load-balancer-attributes": "idle_timeout.timeout_seconds=60,deletion_protection.enabled=true"}
    made = cluster.ingress(**protected)
    with pytest.raises(CloudError, match=r"deletion_protection.enabled=true; it must be off"):
        cluster.server.delete(INGRESS, made.id)
    cluster.server.update(INGRESS, made.id, ingress({}))
    cluster.server.delete(INGRESS, made.id)


def test_a_load_balancer_needs_the_bucket_of_its_logs(cluster: FakeCluster) -> None:
    cluster.subnets("internal-elb")
    cluster.release(CONTROLLER)
    cluster.of(SERVICE, "api", spec={"ports": [{"port": 80}]})
    logged = ingress({"load-balancer-attributes": "access_logs.s3.enabled=true,access_logs.s3.bucket=logs"})
    with pytest.raises(CloudError, match="access_logs: there is no bucket logs"):
        cluster.make(INGRESS, "entrance", logged)
    cluster.aws("aws:s3/bucket:Bucket", "logs", {}, {})
    cluster.make(INGRESS, "entrance", logged)


def test_a_volume_claim_outlives_its_pods_and_its_driver_and_says_why(cluster: FakeCluster) -> None:
    driver = cluster.addon("aws-ebs-csi-driver")
    made = cluster.of(CLAIM, "data", spec={**DISK, "storageClassName": "gp2"})
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    user = cluster.of(DEPLOYMENT, "api", spec=pods(volumes=[volume]))
    with pytest.raises(CloudError, match=r"kubernetes.io/pvc-protection: pods of Deployment api \(shop/api\) use it"):
        cluster.server.delete(CLAIM, made.id)
    cluster.server.delete(DEPLOYMENT, user.id)
    cluster.store.remove(driver)
    with pytest.raises(CloudError, match="the add-on aws-ebs-csi-driver, which would remove its volume, is gone"):
        cluster.server.delete(CLAIM, made.id)


def test_a_namespace_takes_everything_in_it_along(cluster: FakeCluster) -> None:
    cluster.addon("aws-ebs-csi-driver")
    cluster.of(CLAIM, "data", spec={**DISK, "storageClassName": "gp2"})
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    cluster.of(DEPLOYMENT, "api", spec=pods(volumes=[volume]))
    cluster.of(CONFIG_MAP, "kept", namespace="kube-system")
    cluster.server.delete(NAMESPACE, "shop")
    left = [thing.id for thing in cluster.store.things() if thing.type.startswith("kubernetes:")]
    assert left == ["kube-system/kept"]


def test_what_is_gone_already_can_be_deleted(cluster: FakeCluster) -> None:
    cluster.server.delete(CONFIG_MAP, "shop/lost")


def test_a_change_by_hand_reaches_into_an_object(cluster: FakeCluster) -> None:
    made = cluster.of(DEPLOYMENT, "api", spec={**pods(), "replicas": 2})
    drift_object(cluster.store, made, "spec.replicas", 5)
    drift_object(cluster.store, cluster.store.things("id = 'shop/api'")[0], "spec.paused", value=True)
    (changed,) = cluster.store.things("id = 'shop/api'")
    assert changed.inputs["spec"] == {**pods(), "replicas": 5}
    spec = changed.outputs["spec"]
    assert isinstance(spec, dict)
    assert (spec["replicas"], spec["paused"]) == (5, True)
