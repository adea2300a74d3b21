"""A program with the cluster component in a network of its own; knobs.json beside it says what to change."""

import json
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

KNOBS = json.loads(Path(__file__).with_name("knobs.json").read_text(encoding="utf-8"))
sys.path.insert(0, KNOBS["repository"])

from components.eks_cluster import EksCluster, EksClusterArgs  # noqa: E402 # the repository has to be on the path
from components.kms_key import KmsKey, KmsKeyArgs  # noqa: E402
from components.vpc import Vpc, VpcArgs  # noqa: E402
from core.sections.cluster import ClusterSettings  # noqa: E402
from core.sections.network import FlowLogSettings, NetworkSettings  # noqa: E402

REGION, ACCOUNT = "us-east-1", "000000000000"
GROUPS = {
    "general": {"instance_types": ["t3.large"], "minimum": 2, "maximum": 4},
    "spot": {"instance_types": ["t3.large", "t3a.large"], "capacity_type": "SPOT", "minimum": 1, "maximum": 5},
}
options = pulumi.ResourceOptions(provider=aws.Provider("aws", region=REGION))
key = KmsKey(
    "shop-key",
    KmsKeyArgs(
        alias="shop",
        description="Everything of the shop",
        account_id=ACCOUNT,
        region=REGION,
        services=("logs", "autoscaling"),
        protected=False,
    ),
    options,
)
network = Vpc(
    "shop-network",
    VpcArgs(
        settings=NetworkSettings(
            cidr="10.0.0.0/16", zone_count=2, nat="single", flow_logs=FlowLogSettings(retention_days=30)
        ),
        zones=["us-east-1a", "us-east-1b"],
        region=REGION,
        account_id=ACCOUNT,
        kms_key_arn=key.arn,
        protected=False,
    ),
    options,
)
cluster = EksCluster(
    "shop-cluster",
    EksClusterArgs(
        settings=ClusterSettings.model_validate(
            {
                "version": KNOBS.get("version", "1.34"),
                "public_access_cidrs": KNOBS.get("public_access_cidrs", []),
                "node_groups": {**GROUPS, **KNOBS.get("node_groups", {})},
            }
        ),
        cluster_name="shop",
        vpc_id=network.vpc_id,
        private_subnet_ids=list(network.subnet_ids("private").values()),
        way_out=[network],
        region=REGION,
        account_id=ACCOUNT,
        kms_key_arn=key.arn,
        admin_role_arns=["arn:aws:iam::000000000000:role/admin"],
        log_retention_days=30,
        tags={"Owner": "shop"},
        protected=False,
    ),
    options,
)
kubernetes.core.v1.Namespace("shop", opts=pulumi.ResourceOptions(provider=cluster.provider))

pulumi.export("issuer", cluster.oidc_issuer)
pulumi.export("kubeconfig", cluster.kubeconfig)
