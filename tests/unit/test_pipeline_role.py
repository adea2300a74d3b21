"""The pipeline's role: taken by the named alone, with the rights to push images and to find the cluster."""

import json
from collections.abc import Mapping, Sequence

from components.pipeline_role import Artifacts, PipelineRole, PipelineRoleArgs
from core.aws.rules import violations
from tests.recording import Recording, record

ROLE = "aws:iam/role:Role"
ACCOUNT = "000000000000"
BUILD_SERVER = f"arn:aws:iam::{ACCOUNT}:role/build-server"
REPOSITORY = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/user"
CLUSTER = f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/shop"


def recorded(
    principal_arns: Sequence[str] = (BUILD_SERVER,), artifacts: Artifacts | None = None
) -> Recording[PipelineRole]:
    args = PipelineRoleArgs(
        principal_arns=principal_arns, repository_arns=[REPOSITORY], cluster_arn=CLUSTER, artifacts=artifacts
    )
    return record(lambda: PipelineRole("shop-pipeline", args))


def trust(recording: Recording[PipelineRole]) -> Mapping[str, object]:
    (statement,) = json.loads(str(recording.one(ROLE).inputs["assumeRolePolicy"]))["Statement"]
    assert isinstance(statement, dict)
    return statement


def statements(recording: Recording[PipelineRole]) -> Mapping[str, Mapping[str, object]]:
    policy = recording.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    return {one["Sid"]: one for one in json.loads(str(policy))["Statement"]}


def test_the_named_may_take_the_role_and_nobody_else() -> None:
    assert trust(recorded([BUILD_SERVER, BUILD_SERVER])) == {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Principal": {"AWS": [BUILD_SERVER]},
    }


def test_without_names_nobody_may_take_the_role() -> None:
    assert trust(recorded([])) == {
        "Effect": "Deny",
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Principal": {"AWS": ["*"]},
    }


def test_images_are_pushed_to_the_given_repositories_alone() -> None:
    push = statements(recorded())["PushImages"]

    assert push["Resource"] == [REPOSITORY]
    assert "ecr:PutImage" in str(push["Action"])
    assert "Delete" not in str(push["Action"])


def test_of_the_cluster_the_role_learns_only_where_it_is() -> None:
    find = statements(recorded())["FindCluster"]

    assert (find["Action"], find["Resource"]) == (["eks:DescribeCluster"], CLUSTER)


def test_the_role_is_named_as_the_component() -> None:
    assert recorded().one(ROLE).name == "shop-pipeline"


def test_aws_accepts_every_part() -> None:
    for names in ([BUILD_SERVER], []):
        for registered in recorded(names).resources:
            assert violations(registered.token, registered.inputs) == []


def test_it_keeps_artifacts_in_their_bucket_if_there_is_one() -> None:
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
    artifacts = Artifacts(bucket_arn="arn:aws:s3:::artifacts", kms_key_arn=key, region="us-east-1")
    with_bucket = statements(recorded(artifacts=artifacts))
    assert with_bucket["KeepArtifacts"]["Resource"] == ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"]
    assert "s3:DeleteObject" not in str(with_bucket["KeepArtifacts"]["Action"])
    assert with_bucket["Objects"]["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    assert statements(recorded()).keys() == with_bucket.keys() - {"KeepArtifacts", "Objects"}
