"""Pieces of charts' values: what they promise to the scheduler, to AWS and to the volumes."""

from core import chart_values


def test_memory_is_limited_to_what_is_asked_for_unless_more_is_allowed() -> None:
    alike = chart_values.resources(cpu="50m", memory="1Gi")
    assert alike == {"requests": {"cpu": "50m", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    assert chart_values.resources(cpu="50m", memory="1Gi", most_memory="2Gi")["limits"] == {"memory": "2Gi"}


def test_pods_are_spread_as_a_wish_so_that_one_node_can_run_them_all() -> None:
    (wish,) = chart_values.spread({"app": "x"})
    assert (wish["topologyKey"], wish["whenUnsatisfiable"]) == ("kubernetes.io/hostname", "ScheduleAnyway")
    assert wish["labelSelector"] == {"matchLabels": {"app": "x"}}


def test_a_claim_asks_for_a_volume_of_the_encrypted_class() -> None:
    claim = chart_values.volume_claim(50)
    assert claim["storageClassName"] == chart_values.STORAGE_CLASS
    assert claim["resources"] == {"requests": {"storage": "50Gi"}}


def test_a_service_account_bears_the_role_that_trusts_it() -> None:
    account = chart_values.service_account("reader", "arn:aws:iam::000000000000:role/reader")
    assert account["name"] == "reader"
    assert account["annotations"] == {"eks.amazonaws.com/role-arn": "arn:aws:iam::000000000000:role/reader"}
