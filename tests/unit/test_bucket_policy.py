"""Statements of bucket policies: who may, who may not, and over what connection."""

from core import bucket_policy

BUCKET, ACCOUNT = "ims-dev-logs", "000000000000"


def test_plain_http_and_tls_below_1_2_are_refused_for_the_bucket_and_its_objects() -> None:
    plain, old = bucket_policy.encrypted_transport(BUCKET)

    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    for refused in (plain, old):
        assert (refused["Effect"], refused["Principal"], refused["Action"]) == ("Deny", "*", ["s3:*"])
        assert refused["Resource"] == ["arn:aws:s3:::ims-dev-logs", "arn:aws:s3:::ims-dev-logs/*"]


def test_load_balancers_write_below_the_accounts_own_prefix_alone() -> None:
    allowed = bucket_policy.load_balancer_logs(BUCKET, ACCOUNT)

    assert allowed["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert allowed["Action"] == ["s3:PutObject"]
    assert allowed["Resource"] == "arn:aws:s3:::ims-dev-logs/AWSLogs/000000000000/*"


def test_access_logs_come_from_buckets_of_the_account_alone() -> None:
    allowed = bucket_policy.access_logs(BUCKET, ACCOUNT)

    assert allowed["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert allowed["Resource"] == "arn:aws:s3:::ims-dev-logs/access/*"
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_statements_of_one_policy_have_names_of_their_own() -> None:
    statements = (
        *bucket_policy.encrypted_transport(BUCKET),
        bucket_policy.load_balancer_logs(BUCKET, ACCOUNT),
        bucket_policy.access_logs(BUCKET, ACCOUNT),
    )

    assert len({statement["Sid"] for statement in statements}) == len(statements)


def test_logs_may_go_below_a_prefix_of_the_load_balancer() -> None:
    allowed = bucket_policy.load_balancer_logs(BUCKET, ACCOUNT, "access-logs")

    assert allowed["Resource"] == "arn:aws:s3:::ims-dev-logs/access-logs/AWSLogs/000000000000/*"


def test_objects_are_for_one_role_and_the_bucket_can_still_be_administered() -> None:
    allowed, refused = bucket_policy.objects_for_role_alone("images", ACCOUNT, "shop-task")
    role = {"aws:PrincipalArn": "arn:aws:iam::000000000000:role/shop-task"}

    assert (allowed["Effect"], allowed["Condition"]) == ("Allow", {"ArnEquals": role})
    assert allowed["Principal"] == {"AWS": "arn:aws:iam::000000000000:root"}
    assert (refused["Effect"], refused["Condition"], refused["Principal"]) == ("Deny", {"ArnNotEquals": role}, "*")
    for one in (allowed, refused):
        assert one["Action"] == ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        assert one["Resource"] == "arn:aws:s3:::images/*"
