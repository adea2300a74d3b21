"""Every row of the source documents that resources can carry: one case per row and environment, named after the row."""

import pytest

import architectures
from core.traceability import EVALUATED_KINDS, Row, evaluate, load_rows, rows_of
from tests.architecture_recordings import EVERY, built

CASES = [
    pytest.param(name, environment, row, id=f"{row.id}-{environment}")
    for name, environment in EVERY
    for row in rows_of(name, environment)
]


def test_there_are_architectures_to_check() -> None:
    assert architectures.names()


@pytest.mark.parametrize("name", architectures.names())
def test_every_architecture_has_rows(name: str) -> None:
    assert any(row.architecture == name and row.kind in EVALUATED_KINDS for row in load_rows())


@pytest.mark.parametrize(("name", "environment", "row"), CASES)
def test_requirement(name: str, environment: str, row: Row) -> None:
    deviations = architectures.load(name).deviations
    verdict = evaluate(row, built(name, environment), deviations)
    assert verdict.status in ("met", "deviation"), f"{row.requirement}: {verdict.detail}. {row.note}"


@pytest.mark.parametrize("name", architectures.names())
def test_every_deviation_names_rows_of_its_architecture_and_a_reason(name: str) -> None:
    known = {row.id for row in load_rows() if row.architecture == name}
    for deviation in architectures.load(name).deviations:
        assert deviation.rows, deviation
        assert set(deviation.rows) <= known, deviation
        assert all((deviation.documented, deviation.built, deviation.reason)), deviation


@pytest.mark.parametrize("name", architectures.names())
def test_no_row_is_left_by_two_deviations(name: str) -> None:
    rows = [row for deviation in architectures.load(name).deviations for row in deviation.rows]
    assert sorted(rows) == sorted(set(rows))


@pytest.mark.parametrize("name", architectures.names())
def test_the_architecture_names_the_document_of_its_rows(name: str) -> None:
    assert {row.seed_file for row in load_rows() if row.architecture == name} == {architectures.load(name).source}
