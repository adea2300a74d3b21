"""Cases of the rules in policies/workloads."""

from collections.abc import Mapping

from core.aws.rules import UNKNOWN
from policies.workloads import access, availability, volumes
from policies.workloads.specs import (
    CONFIG_MAP,
    CRON_JOB,
    DEPLOYMENT,
    INGRESS,
    JOB,
    NAMESPACE,
    NETWORK_POLICY,
    POD,
    POD_TEMPLATE,
    RELEASE,
    SECRET,
    SERVICE,
)

from .case import ABSENT, KEY, Case, Change, case
from .driver import Thing

SPEC = "spec.template.spec"
FIRST = f"{SPEC}.containers.0"
ONE = f"{SPEC}.containers[0]"
ALB = "alb.ingress.kubernetes.io/"
NAMES = {"app.kubernetes.io/name": "order"}
LABELS = {f"app.kubernetes.io/{name}": "order" for name in ("name", "instance", "part-of", "managed-by")}
METADATA = {"name": "order", "namespace": "shop", "labels": LABELS}
IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/shop/order:1.4.2"
DIGEST = f"{IMAGE}@sha256:{'0' * 64}"
PROBE = {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 3}
CONTAINER = {
    "name": "order",
    "image": DIGEST,
    "ports": [{"containerPort": 8080}],
    "env": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "DB_PASSWORD_FILE", "value": "/secrets/db"}],
    "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "500m", "memory": "256Mi"}},
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
    "livenessProbe": PROBE,
    "readinessProbe": PROBE,
    "lifecycle": {"preStop": {"sleep": {"seconds": 15}}},
}
POD_SPEC = {
    "serviceAccountName": "order",
    "automountServiceAccountToken": False,
    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [CONTAINER],
    "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    "topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1}],
}
TEMPLATE = {"metadata": {"labels": NAMES}, "spec": POD_SPEC}
WORKLOAD = {
    "metadata": METADATA,
    "spec": {"replicas": 2, "selector": {"matchLabels": NAMES}, "strategy": {}, "template": TEMPLATE},
}
BALANCER = "routing.http.drop_invalid_header_fields.enabled=true, access_logs.s3.enabled=true"
ENTRANCE: Mapping[str, object] = {
    f"{ALB}scheme": "internet-facing",
    f"{ALB}listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]',
    f"{ALB}ssl-redirect": "443",
    f"{ALB}ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
    f"{ALB}load-balancer-attributes": BALANCER,
    # Both are of the same stack.
    f"{ALB}certificate-arn": UNKNOWN,
    f"{ALB}wafv2-acl-arn": UNKNOWN,
}
INGRESS_OBJECT = {"metadata": {**METADATA, "annotations": ENTRANCE}, "spec": {"ingressClassName": "alb"}}
CHART = {
    "name": "metrics-server",
    "chart": "metrics-server",
    "version": "3.14.0",
    "repositoryOpts": {"repo": "https://kubernetes-sigs.github.io/metrics-server/"},
    "namespace": "metrics",
    "atomic": True,
    "skipAwait": False,
    "values": {
        "image": {"tag": "v0.8.0"},
        "service": {"type": "ClusterIP"},
        "admin": {"existingSecret": "grafana-admin", "passwordKey": "password"},
        "securityContext": {"allowPrivilegeEscalation": False, "runAsUser": 65534},
        "extraVolumes": [{"name": "config", "configMap": {"name": "config"}}],
        "env": [{"name": "OPTS", "value": "-Xmx1g"}],
    },
}
POLICY = {
    "metadata": METADATA,
    "spec": {
        "podSelector": {"matchLabels": NAMES},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "front"}}}]}],
        "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443, "protocol": "TCP"}]}],
    },
}
CLOSED = {
    "metadata": {"name": "default-deny", "namespace": "shop"},
    "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}
EGRESS_ONLY = {**CLOSED, "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}}
SCALER = {
    "metadata": METADATA,
    "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "order"}, "minReplicas": 2, "maxReplicas": 10},
}
BUDGET = {
    "metadata": METADATA,
    "spec": {
        "maxUnavailable": 1,
        "selector": {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["order"]}]},
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    },
}
STORAGE = {
    "provisioner": "ebs.csi.aws.com",
    "parameters": {"type": "gp3", "encrypted": "true", "kmsKeyId": KEY},
    "volumeBindingMode": "WaitForFirstConsumer",
}


def pods(*broken: tuple[Change, str], undecided: tuple[str, ...] = (FIRST,), given: tuple[str, ...] = ()) -> Case:
    """Return the case of a rule about pods: a deployment to which nothing can be objected."""
    return case(DEPLOYMENT, WORKLOAD, *broken, undecided=undecided, given=given)


def service(*broken: tuple[Change, str], undecided: tuple[str, ...] = ("spec.type",)) -> Case:
    fine = {"metadata": METADATA, "spec": {"type": "ClusterIP", "selector": NAMES}}
    return case(SERVICE, fine, *broken, undecided=undecided)


def entrance(*broken: tuple[Mapping[str, object], str], **more: tuple[str, ...]) -> Case:
    """Return the case of a rule about an ingress; each change is made to its annotations."""
    changes: list[tuple[Change, str]] = []
    for annotations, message in broken:
        changed = {key: value for key, value in {**ENTRANCE, **annotations}.items() if value is not ABSENT}
        changes.append(({"metadata.annotations": changed}, message))
    return case(INGRESS, INGRESS_OBJECT, *changes, undecided=("metadata.annotations",), **more)


def member(name: str, **annotations: object) -> Thing:
    """An ingress with these annotations for the controller of load balancers."""
    given = {f"{ALB}{key}": value for key, value in annotations.items()}
    return Thing(INGRESS, {"metadata": {**METADATA, "annotations": given}, "spec": {"ingressClassName": "alb"}}, name)


TOLD = {key.removeprefix(ALB): value for key, value in ENTRANCE.items()} | {"group.name": "shop"}
"""What the ingress of a group says that says everything for it."""

ALONE = {"metadata.annotations": {f"{ALB}group.name": "alone", f"{ALB}scheme": "internet-facing"}}


def role(token: str, *broken: tuple[Mapping[str, object], str]) -> Case:
    fine = {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list", "watch"]}
    changes: list[tuple[Change, str]] = [({"rules": [fine, {**fine, **power}]}, message) for power, message in broken]
    return case(token, {"rules": [fine]}, *changes, undecided=("rules", "rules.0"))


def binding(*broken: tuple[Change, str], undecided: tuple[str, ...]) -> Case:
    fine = {
        "metadata": METADATA,
        "roleRef": {"kind": "ClusterRole", "name": "reader"},
        "subjects": [{"kind": "ServiceAccount", "name": "order", "namespace": "shop"}],
    }
    return case(access.BINDINGS[0], fine, *broken, undecided=undecided)


def release(*broken: tuple[Change, str], undecided: tuple[str, ...] = ("values",)) -> Case:
    return case(RELEASE, CHART, *broken, undecided=undecided)


def context(**changes: object) -> Change:
    return {f"{FIRST}.securityContext.{name}": value for name, value in changes.items()}


def first_context(name: str) -> tuple[str, ...]:
    return f"{FIRST}.securityContext.{name}", SPEC


CASES: dict[str, Case] = {
    # pods and hosts
    "k8s-no-privileged": pods(
        (context(privileged=True), f"{ONE} is privileged"),
        (
            {f"{SPEC}.initContainers": [{"name": "init", "securityContext": {"privileged": True}}]},
            f"{SPEC}.initContainers[0] is privileged",
        ),
        (context(windowsOptions={"hostProcess": True}), f"{ONE} is a process of its node"),
        ({f"{SPEC}.securityContext.windowsOptions": {"hostProcess": True}}, f"{ONE} is a process of its node"),
        undecided=(*first_context("privileged"), f"{SPEC}.initContainers"),
    ),
    "k8s-no-host-pid": pods(({f"{SPEC}.hostPID": True}, f"{SPEC}.hostPID is true"), undecided=(f"{SPEC}.hostPID",)),
    "k8s-no-host-ipc": pods(({f"{SPEC}.hostIPC": True}, f"{SPEC}.hostIPC is true"), undecided=(f"{SPEC}.hostIPC",)),
    "k8s-no-host-network": case(
        CRON_JOB,
        {"spec": {"jobTemplate": {"spec": {"template": TEMPLATE}}}},
        (
            {"spec.jobTemplate.spec.template.spec.hostNetwork": True},
            "spec.jobTemplate.spec.template.spec.hostNetwork is true",
        ),
        undecided=("spec.jobTemplate.spec.template.spec.hostNetwork", "spec"),
    ),
    "k8s-no-host-port": pods(
        ({f"{FIRST}.ports.0.hostPort": 80}, f"{ONE}.ports[0].hostPort is set"),
        undecided=(f"{FIRST}.ports.0.hostPort",),
    ),
    "k8s-no-host-path": case(
        POD,
        {"spec": POD_SPEC},
        ({"spec.volumes.0.hostPath": {"path": "/var/log"}}, "spec.volumes[0].hostPath is set"),
        (
            {"spec.volumes.0.hostPath": {"path": "/run/containerd/containerd.sock"}},
            "spec.volumes[0].hostPath is the socket of the container runtime",
        ),
        undecided=("spec.volumes.0", "spec.volumes"),
    ),
    "k8s-no-privilege-escalation": pods(
        (
            context(allowPrivilegeEscalation=ABSENT),
            f"{ONE}.securityContext.allowPrivilegeEscalation is not false",
        ),
        undecided=first_context("allowPrivilegeEscalation"),
    ),
    "k8s-run-as-non-root": pods(
        ({f"{SPEC}.securityContext.runAsNonRoot": ABSENT}, f"{ONE} has no runAsNonRoot"),
        (context(runAsNonRoot=False), f"{ONE} has no runAsNonRoot"),
        ({f"{SPEC}.securityContext.runAsUser": 0}, f"{ONE} runs as user 0"),
        undecided=(f"{SPEC}.securityContext.runAsNonRoot", f"{SPEC}.securityContext.runAsUser"),
    ),
    "k8s-high-uid": pods(
        (
            {f"{SPEC}.securityContext.runAsUser": ABSENT},
            f"{ONE} runs as a user below 10000 or does not say as whom",
        ),
        (context(runAsUser=1000), f"{ONE} runs as a user below 10000 or does not say as whom"),
        undecided=(f"{SPEC}.securityContext.runAsUser",),
    ),
    "k8s-read-only-root": pods(
        (
            context(readOnlyRootFilesystem=False),
            f"{ONE}.securityContext.readOnlyRootFilesystem is not true",
        ),
        undecided=first_context("readOnlyRootFilesystem"),
    ),
    "k8s-drop-capabilities": pods(
        (context(**{"capabilities.drop": ["NET_RAW"]}), f"{ONE}.securityContext.capabilities.drop lacks ALL"),
        undecided=first_context("capabilities.drop"),
    ),
    "k8s-no-added-capabilities": pods(
        (
            context(**{"capabilities.add": ["SYS_ADMIN"]}),
            f"{ONE}.securityContext.capabilities.add has more than allowed",
        ),
        undecided=first_context("capabilities.add"),
    ),
    "k8s-seccomp-profile": case(
        POD_TEMPLATE,
        {"template": TEMPLATE},
        (
            {"template.spec.securityContext.seccompProfile.type": "Unconfined"},
            "template.spec.containers[0] has no seccompProfile",
        ),
        undecided=("template.spec.securityContext.seccompProfile.type",),
    ),
    "k8s-security-context-set": pods(
        ({f"{SPEC}.securityContext": ABSENT}, f"{SPEC} has no securityContext"),
        ({f"{FIRST}.securityContext": ABSENT}, f"{ONE} has no securityContext"),
        given=(f"{SPEC}.securityContext",),
    ),
    # probes
    "k8s-liveness-probe": pods(
        ({f"{FIRST}.livenessProbe": ABSENT}, f"{ONE} has no livenessProbe"), given=(f"{FIRST}.livenessProbe",)
    ),
    "k8s-readiness-probe": pods(
        ({f"{FIRST}.readinessProbe": ABSENT}, f"{ONE} has no readinessProbe"), given=(f"{FIRST}.readinessProbe",)
    ),
    "k8s-probe-timeout": pods(
        (
            {f"{FIRST}.livenessProbe.timeoutSeconds": 11},
            f"{ONE}.livenessProbe.timeoutSeconds is above periodSeconds",
        ),
        undecided=(f"{FIRST}.readinessProbe.periodSeconds",),
    ),
    "k8s-drain-within-grace": pods(
        (
            {f"{FIRST}.lifecycle.preStop.sleep.seconds": 30},
            f"{ONE}.lifecycle.preStop.sleep lasts until the container is killed",
        ),
        (
            {f"{SPEC}.terminationGracePeriodSeconds": 10},
            f"{ONE}.lifecycle.preStop.sleep lasts until the container is killed",
        ),
        *(
            (
                {f"{FIRST}.lifecycle.preStop": {"exec": {"command": command}}},
                f"{ONE}.lifecycle.preStop.exec sleeps until the container is killed",
            )
            for command in (["sleep", "60"], ["/bin/sh", "-c", "touch /tmp/stop; sleep 1m"])
        ),
        undecided=(f"{SPEC}.terminationGracePeriodSeconds", f"{FIRST}.lifecycle.preStop.sleep.seconds"),
    ),
    "k8s-resource-requests": pods(
        (
            {f"{FIRST}.resources.requests.cpu": ABSENT, f"{FIRST}.resources.limits.cpu": ABSENT},
            f"{ONE}.resources.requests lacks cpu",
        ),
        ({f"{FIRST}.resources": ABSENT}, f"{ONE}.resources.requests lacks cpu, memory"),
        given=(f"{FIRST}.resources.requests.memory",),
    ),
    "k8s-resource-limits": pods(
        ({f"{FIRST}.resources.limits.memory": ABSENT}, f"{ONE}.resources.limits lacks memory"),
        given=(f"{FIRST}.resources.limits.cpu",),
    ),
    "k8s-job-deadline": case(
        JOB,
        {"spec": {"activeDeadlineSeconds": 600, "template": TEMPLATE}},
        ({"spec.activeDeadlineSeconds": ABSENT}, "spec.activeDeadlineSeconds is not set"),
        undecided=("spec",),
        given=("spec.activeDeadlineSeconds",),
    ),
    # images
    "k8s-image-tag-fixed": pods(
        ({f"{FIRST}.image": "public.ecr.aws/nginx/nginx"}, f"{ONE}.image has no fixed tag"),
        ({f"{FIRST}.image": "localhost:5000/nginx:latest"}, f"{ONE}.image has no fixed tag"),
        undecided=(f"{FIRST}.image",),
    ),
    "k8s-image-digest": pods(({f"{FIRST}.image": IMAGE}, f"{ONE}.image has no digest"), undecided=(f"{FIRST}.image",)),
    "k8s-image-pull-policy": pods(
        ({f"{FIRST}.image": IMAGE}, f"{ONE}.imagePullPolicy is not Always"),
        (
            {f"{FIRST}.image": IMAGE, f"{FIRST}.imagePullPolicy": "IfNotPresent"},
            f"{ONE}.imagePullPolicy is not Always",
        ),
        undecided=(f"{FIRST}.image", f"{FIRST}.imagePullPolicy"),
    ),
    "k8s-allowed-registries": pods(
        ({f"{FIRST}.image": "nginx:1.29"}, f"{ONE}.image is not from an allowed registry"),
        ({f"{FIRST}.image": "someone/nginx:1.29"}, f"{ONE}.image is not from an allowed registry"),
        ({f"{FIRST}.image": "quay.io/someone/nginx:1.29"}, f"{ONE}.image is not from an allowed registry"),
        undecided=(f"{FIRST}.image",),
    ),
    "k8s-no-git-sync": pods(
        ({f"{FIRST}.image": "registry.k8s.io/git-sync/git-sync:v4.4.0"}, f"{ONE}.image is git-sync"),
        undecided=(f"{FIRST}.image",),
    ),
    "k8s-no-dashboard-or-tiller": pods(
        (
            {f"{FIRST}.image": "kubernetesui/kubernetes-dashboard:v2.7.0"},
            f"{ONE}.image is the Kubernetes dashboard or Tiller",
        ),
        ({"metadata.labels": {"name": "tiller"}}, "its labels name the Kubernetes dashboard or Tiller"),
        (
            {"spec.template.metadata.labels": {"k8s-app": "kubernetes-dashboard"}},
            "its labels name the Kubernetes dashboard or Tiller",
        ),
        undecided=("metadata.labels", f"{FIRST}.image"),
    ),
    # credentials
    "k8s-no-plain-secret-env": pods(
        ({f"{FIRST}.env.0": {"name": "DB_PASSWORD", "value": "hunter2"}}, f"{ONE}.env[0] looks like a secret in clear"),
        (
            {f"{FIRST}.env.0": {"name": "URL", "value": "postgres://shop:hunter2@db/shop"}},
            f"{ONE}.env[0] looks like a secret in clear",
        ),
        (
            {f"{FIRST}.env.0": {"name": "URL", "value": "$(SCHEME)://admin:hunter2@db"}},
            f"{ONE}.env[0] looks like a secret in clear",
        ),
        (
            {f"{FIRST}.env.0": {"name": "DB_PASSWORD", "value": "$(PREFIX)hunter2"}},
            f"{ONE}.env[0] looks like a secret in clear",
        ),
        undecided=(f"{FIRST}.env",),
        given=(f"{FIRST}.env.0.value",),
    ),
    "k8s-no-secret-env": pods(
        (
            {f"{FIRST}.env.0.valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
            f"{ONE} has secrets among its variables",
        ),
        ({f"{FIRST}.envFrom": [{"secretRef": {"name": "db"}}]}, f"{ONE} has secrets among its variables"),
        undecided=(f"{FIRST}.env",),
    ),
    "k8s-config-map-no-secrets": case(
        CONFIG_MAP,
        {"metadata": METADATA, "data": {"settings.json": "{}", "tokenFile": "/var/run/token"}},
        ({"data": {"dbPassword": "hunter2"}}, "data looks as if it held a secret: dbPassword"),
        (
            {"data": {"id_rsa": "-----BEGIN PRIVATE KEY-----"}},
            "data looks as if it held a secret: id_rsa",
        ),
        undecided=("data",),
    ),
    "k8s-no-secret-object": case(
        SECRET,
        {"metadata": METADATA, "type": "Opaque"},
        ({"stringData": {"password": "hunter2"}}, "stringData is given by the program, so it stands in its state"),
        ({"data": {"password": "aHVudGVyMg=="}}, "data is given by the program, so it stands in its state"),
        undecided=("type",),
    ),
    "k8s-service-account-irsa": pods(
        (
            {f"{FIRST}.env.0.name": "AWS_ACCESS_KEY_ID"},
            f"{ONE} has an access key of AWS among its variables",
        ),
        undecided=(f"{FIRST}.env",),
    ),
    # access
    "k8s-no-sa-token-automount": pods(
        ({f"{SPEC}.automountServiceAccountToken": ABSENT}, "automountServiceAccountToken is not false"),
        undecided=(f"{SPEC}.automountServiceAccountToken",),
    ),
    "k8s-no-default-service-account": pods(
        (
            {f"{SPEC}.serviceAccountName": ABSENT, f"{SPEC}.automountServiceAccountToken": ABSENT},
            f"{SPEC}.serviceAccountName is not set, and the token of the account default is mounted",
        ),
        undecided=(SPEC,),
        given=(f"{SPEC}.serviceAccountName",),
    ),
    "k8s-rbac-no-wildcards": role(
        access.ROLES[0],
        ({"verbs": ["*"]}, "rules[1] has * in verbs"),
        ({"apiGroups": ["*"], "resources": ["*"]}, "rules[1] has * in apiGroups, resources"),
    ),
    "k8s-rbac-no-escalation": role(
        access.ROLES[0],
        (
            {"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]},
            "rules[1] allows giving any role",
        ),
        (
            {"apiGroups": ["*"], "resources": ["roles"], "verbs": ["escalate"]},
            "rules[1] allows giving rights that it has not",
        ),
        (
            {"apiGroups": ["", "rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["patch"]},
            "rules[1] allows changing who has which role",
        ),
        (
            {"apiGroups": ["authentication.k8s.io"], "resources": ["userextras/scopes"], "verbs": ["impersonate"]},
            "rules[1] allows posing as others",
        ),
        ({"resources": ["users"], "verbs": ["impersonate"]}, "rules[1] allows posing as others"),
        ({"resources": ["*/exec"], "verbs": ["create"]}, "rules[1] allows running commands in pods"),
        ({"resources": ["nodes/proxy"], "verbs": ["get"]}, "rules[1] allows reaching the kubelets"),
        (
            {"resources": ["serviceaccounts/token"], "verbs": ["*"]},
            "rules[1] allows making tokens of service accounts",
        ),
    ),
    "k8s-rbac-no-webhook-or-csr-control": role(
        access.CLUSTER_ROLE,
        (
            {
                "apiGroups": ["admissionregistration.k8s.io"],
                "resources": ["mutatingwebhookconfigurations"],
                "verbs": ["update"],
            },
            "rules[1] allows changing admission webhooks",
        ),
        (
            {
                "apiGroups": ["certificates.k8s.io"],
                "resources": ["certificatesigningrequests/approval"],
                "verbs": ["update"],
            },
            "rules[1] allows approving certificates",
        ),
        (
            {"resources": ["services/status"], "verbs": ["patch"]},
            "rules[1] allows leading the requests of services elsewhere",
        ),
    ),
    "k8s-rbac-no-read-all-secrets": role(
        access.CLUSTER_ROLE, ({"resources": ["secrets"]}, "rules[1] allows reading all secrets")
    ),
    "k8s-no-cluster-admin-binding": binding(
        ({"roleRef.name": "cluster-admin"}, "subjects[0] gets cluster-admin"), undecided=("roleRef.name",)
    ),
    "k8s-rbac-no-everybody": binding(
        ({"subjects.0.name": "system:authenticated"}, "subjects[0] is everybody"),
        ({"subjects.0.name": "system:serviceaccounts"}, "subjects[0] is everybody"),
        undecided=("subjects",),
    ),
    # networks
    "k8s-service-no-load-balancer": service(
        ({"spec.type": "NodePort"}, "spec.type is NodePort"),
        ({"spec.type": "LoadBalancer"}, "spec.type is LoadBalancer and its scheme is not internal"),
    ),
    "k8s-service-source-ranges": service(
        ({"spec.type": "LoadBalancer"}, "spec.loadBalancerSourceRanges lets everybody in"),
        (
            {"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["0.0.0.0/0"]},
            "spec.loadBalancerSourceRanges lets everybody in",
        ),
        (
            {"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["0.0.0.0/1", "128.0.0.0/1"]},
            "spec.loadBalancerSourceRanges lets everybody in",
        ),
    ),
    "k8s-service-no-external-ips": service(
        ({"spec.externalIPs": ["203.0.113.10"]}, "spec.externalIPs is set"), undecided=("spec",)
    ),
    "k8s-ingress-tls": entrance(
        ({f"{ALB}certificate-arn": ABSENT}, "it has no certificate"),
        ({f"{ALB}ssl-redirect": ABSENT}, "plain HTTP is not redirected"),
        (
            {f"{ALB}{name}": ABSENT for name in ("ssl-redirect", "listen-ports", "certificate-arn")},
            "plain HTTP is not redirected",
        ),
    ),
    "k8s-ingress-tls-policy": entrance(
        ({f"{ALB}ssl-policy": ABSENT}, "its TLS policy is none of those allowed"),
        ({f"{ALB}ssl-policy": "ELBSecurityPolicy-2016-08"}, "its TLS policy is none of those allowed"),
    ),
    "k8s-ingress-waf": entrance(({f"{ALB}wafv2-acl-arn": ABSENT}, "it is public and has no web firewall")),
    "k8s-ingress-drop-invalid-headers": entrance(
        ({f"{ALB}load-balancer-attributes": ABSENT}, "its load balancer keeps invalid headers")
    ),
    "k8s-ingress-access-logs": entrance(
        (
            {f"{ALB}load-balancer-attributes": "access_logs.s3.enabled=false"},
            "its load balancer keeps no access log",
        )
    ),
    "k8s-ingress-no-snippets": entrance(
        (
            {"nginx.ingress.kubernetes.io/server-snippet": "return 200;"},
            "metadata.annotations has nginx.ingress.kubernetes.io/server-snippet",
        )
    ),
    "k8s-ingress-group": Case(
        things=(member("order", **{"group.name": "shop"}), member("stock", **TOLD), member("other")),
        broken=(
            (ALONE, "no ingress of its group redirects plain HTTP"),
            (ALONE, "no ingress of its group names a TLS policy"),
            (ALONE, "it is public and no ingress of its group names a web firewall"),
            (ALONE, "no ingress of its group lets invalid headers be dropped"),
            (ALONE, "no ingress of its group has access logs kept"),
        ),
        beside=(
            ((member("stock", **{**TOLD, "ssl-redirect": ""}),), "no ingress of its group redirects plain HTTP"),
            ((member("stock", **{**TOLD, "ssl-policy": ""}),), "no ingress of its group names a TLS policy"),
        ),
        undecided=("metadata.annotations",),
    ),
    "k8s-network-policy-not-open": case(
        NETWORK_POLICY,
        POLICY,
        ({"spec.ingress.0.from": ABSENT}, "spec.ingress[0] lets everybody in"),
        ({"spec.ingress.0.from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}, "spec.ingress[0] lets everybody in"),
        ({"spec.ingress.0.from": [{"ipBlock": {"cidr": "128.0.0.0/1"}}]}, "spec.ingress[0] lets everybody in"),
        ({"spec.ingress.0.from": [{"namespaceSelector": {}}]}, "spec.ingress[0] lets everybody in"),
        ({"spec.egress.0.ports": ABSENT}, "spec.egress[0] lets pods go anywhere"),
        ({"spec.egress.0.ports": [{}]}, "spec.egress[0] lets pods go anywhere"),
        ({"spec.egress.0.ports": [{"protocol": "TCP"}]}, "spec.egress[0] lets pods go anywhere"),
        ({"spec.egress": [{}]}, "spec.egress[0] lets pods go anywhere"),
        undecided=("spec", "spec.ingress.0.from"),
    ),
    # releases
    "k8s-helm-release-pinned": release(
        ({"version": ABSENT}, "version is not exact"),
        ({"version": "^3.14.0"}, "version is not exact"),
        (
            {"repositoryOpts.repo": "http://charts.example.com"},
            "the chart comes neither over https nor from an OCI registry",
        ),
        ({"repositoryOpts": ABSENT}, "the chart comes neither over https nor from an OCI registry"),
        undecided=("version", "repositoryOpts.repo"),
    ),
    "k8s-helm-release-cleaned": release(
        ({"atomic": False}, "neither atomic nor cleanupOnFail is true"), undecided=("atomic",)
    ),
    "k8s-helm-release-awaited": release(({"skipAwait": True}, "skipAwait is true"), undecided=("skipAwait",)),
    "k8s-helm-no-secret-values": release(
        ({"values.admin.password": "hunter2"}, "values.admin.password looks like a secret in clear"),
        (
            {"values.env": ["postgres://shop:hunter2@db/shop"]},
            "values.env[0] looks like a secret in clear",
        ),
        undecided=("values", "values.admin.password"),
    ),
    "k8s-helm-no-privileges": release(
        ({"values.securityContext.privileged": True}, "values.securityContext.privileged is true"),
        ({"values.securityContext.runAsUser": 0}, "values.securityContext.runAsUser is 0"),
        (
            {"values.extraVolumes.0.hostPath": {"path": "/"}},
            "values.extraVolumes[0].hostPath.path is a folder of the node",
        ),
        ({"values.extraVolumes.0.hostPath": "/var/run"}, "values.extraVolumes[0].hostPath is a folder of the node"),
        (
            {"values.securityContext.capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}},
            "values.securityContext.capabilities.add[0] is a right of root",
        ),
    ),
    "k8s-helm-no-public-load-balancer": release(
        ({"values.service.type": "LoadBalancer"}, "values.service.type is LoadBalancer")
    ),
    "k8s-helm-image-tag-fixed": release(
        ({"values.image.tag": "latest"}, "values.image.tag is latest"),
        ({"values.sidecars": [{"image": "nginx:latest"}]}, "values.sidecars[0].image is latest"),
    ),
    # objects
    "k8s-no-default-namespace": pods(
        ({"metadata.namespace": ABSENT}, "metadata.namespace is default or not set"),
        ({"metadata.namespace": "default"}, "metadata.namespace is default or not set"),
        undecided=("metadata",),
        given=("metadata.namespace",),
    ),
    "k8s-recommended-labels": pods(
        ({"metadata.labels": NAMES}, "metadata.labels lacks " + ", ".join(list(LABELS)[1:])),
        undecided=("metadata.labels",),
    ),
    "k8s-no-unstable-api": case(
        DEPLOYMENT,
        {"apiVersion": "apps/v1", **WORKLOAD},
        ({"apiVersion": "apps/v1beta2"}, "v1beta2 is not stable"),
        undecided=("apiVersion",),
    ),
    "k8s-no-bare-pod": case(
        POD,
        {"metadata": {**METADATA, "ownerReferences": [{"kind": "ReplicaSet", "name": "order"}]}, "spec": POD_SPEC},
        ({"metadata.ownerReferences": ABSENT}, "the pod has no owner"),
        undecided=("metadata",),
        given=("metadata.ownerReferences",),
    ),
    # namespaces
    "k8s-namespace-pod-security-labels": case(
        NAMESPACE,
        {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}},
        (
            {"metadata.labels": {"pod-security.kubernetes.io/enforce": "privileged"}},
            "the label pod-security.kubernetes.io/enforce is none of those allowed",
        ),
        ({"metadata": ABSENT}, "the label pod-security.kubernetes.io/enforce is none of those allowed"),
        undecided=("metadata.labels",),
    ),
    "k8s-namespace-quota": Case(
        things=(
            Thing(NAMESPACE, {"metadata": {"name": "shop"}}, name="shop"),
            Thing("kubernetes:core/v1:ResourceQuota", {"metadata": {"namespace": "shop"}}, name="quota"),
            Thing("kubernetes:core/v1:LimitRange", name="limits", sources={"metadata": ("shop",)}),
        ),
        broken=(({"metadata.name": "other"}, "the namespace has no quota"),),
        lonely="the namespace has no limits for single pods",
        undecided=("metadata.name",),
    ),
    "k8s-network-policy": Case(
        things=(
            Thing(DEPLOYMENT, WORKLOAD, name="order"),
            Thing(NETWORK_POLICY, POLICY, name="policy"),
            Thing(NETWORK_POLICY, CLOSED, name="deny"),
        ),
        broken=(
            ({"metadata.namespace": "other"}, "no network policy denies by default in its namespace"),
            ({"metadata.namespace": "other"}, "no network policy selects its pods"),
        ),
        lonely="no network policy selects its pods",
        beside=(
            ((Thing(NETWORK_POLICY, CLOSED, name="deny"),), "no network policy selects its pods"),
            ((Thing(NETWORK_POLICY, EGRESS_ONLY, name="egress"),), "no network policy selects its pods"),
            (
                (Thing(NETWORK_POLICY, EGRESS_ONLY, name="egress"),),
                "no network policy denies by default in its namespace",
            ),
        ),
        undecided=("metadata.namespace",),
    ),
    # volumes
    "k8s-storage-class-encrypted": case(
        volumes.STORAGE_CLASS,
        STORAGE,
        ({"parameters.encrypted": ABSENT}, "parameters.encrypted is not true"),
        undecided=("provisioner", "parameters.encrypted"),
    ),
    "k8s-storage-class-cmk": case(
        volumes.STORAGE_CLASS,
        STORAGE,
        ({"parameters.kmsKeyId": ABSENT}, "parameters.kmsKeyId names no key"),
        given=("parameters.kmsKeyId",),
    ),
    "k8s-storage-class-waits": case(
        volumes.STORAGE_CLASS,
        STORAGE,
        ({"volumeBindingMode": ABSENT}, "volumeBindingMode is not WaitForFirstConsumer"),
        undecided=("volumeBindingMode",),
    ),
    "k8s-empty-dir-limit": pods(
        ({f"{SPEC}.volumes.0.emptyDir": {}}, f"{SPEC}.volumes[0].emptyDir has no sizeLimit"),
        undecided=(f"{SPEC}.volumes",),
        given=(f"{SPEC}.volumes.0.emptyDir.sizeLimit",),
    ),
    # availability
    "k8s-minimum-replicas": Case(
        things=(Thing(DEPLOYMENT, WORKLOAD, name="order"),),
        broken=(
            ({"spec.replicas": 1}, "it has fewer than 2 pods"),
            ({"spec.replicas": ABSENT}, "it has fewer than 2 pods"),
        ),
        undecided=("spec.replicas",),
    ),
    "k8s-pod-disruption-budget": Case(
        things=(
            Thing(DEPLOYMENT, WORKLOAD, name="order"),
            Thing(availability.AUTOSCALER, SCALER, name="scaler"),
            Thing(availability.BUDGET, BUDGET, name="budget"),
        ),
        broken=(({"spec.template.metadata.labels": {"app": "x"}}, "it has no disruption budget"),),
        lonely="it has no disruption budget",
        beside=(
            (
                (Thing(availability.BUDGET, {"metadata": METADATA, "spec": {"maxUnavailable": 1}}, name="budget"),),
                "it has no disruption budget",
            ),
        ),
        undecided=("metadata.namespace",),
    ),
    "k8s-budget-lets-drain": case(
        availability.BUDGET,
        BUDGET,
        ({"spec.maxUnavailable": 0}, "spec.maxUnavailable is 0"),
        ({"spec.minAvailable": "100%"}, "spec.minAvailable is 100%"),
        undecided=("spec.maxUnavailable",),
    ),
    "k8s-budget-broken-pods": case(
        availability.BUDGET,
        BUDGET,
        (
            {"spec.unhealthyPodEvictionPolicy": ABSENT},
            "spec.unhealthyPodEvictionPolicy is not AlwaysAllow",
        ),
        undecided=("spec.unhealthyPodEvictionPolicy",),
    ),
    "k8s-topology-spread": pods(
        (
            {f"{SPEC}.topologySpreadConstraints": ABSENT},
            f"{SPEC} has neither topologySpreadConstraints nor podAntiAffinity",
        ),
        undecided=(SPEC,),
        given=(f"{SPEC}.topologySpreadConstraints",),
    ),
    "k8s-rollout-keeps-serving": pods(
        ({"spec.strategy.type": "Recreate"}, "spec.strategy.type is Recreate"),
        (
            {"spec.strategy.rollingUpdate": {"maxUnavailable": "100%"}},
            "spec.strategy.rollingUpdate.maxUnavailable is 100%",
        ),
        (
            {"spec.strategy.rollingUpdate": {"maxUnavailable": 2}},
            "spec.strategy.rollingUpdate.maxUnavailable is as much as spec.replicas",
        ),
        undecided=("spec.strategy.type",),
    ),
}
