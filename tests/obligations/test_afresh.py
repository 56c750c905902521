"""A first derivation writes into tables without indexes; afterwards, and after a failure, they stand as the models say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.people import Cast
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine import afresh, rollup
from zhendi.obligations.models import Derivation, Figure, Obligation, Transition

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
MODELS = (Obligation, Transition)


def _indexes() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        known = {
            name: found["columns"]
            for model in MODELS
            for name, found in connection.introspection.get_constraints(cursor, model._meta.db_table).items()
        }
    return {index.name: known.get(index.name, []) for model in MODELS for index in model._meta.indexes}


def _dropped() -> list[str]:
    with clock.frozen(TODAY), CaptureQueriesContext(connection) as asked:
        operations.derive(on=TODAY)
    return sorted(each["sql"].removeprefix("DROP INDEX ") for each in asked if each["sql"].startswith("DROP INDEX "))


def test_indexes_of_empty_tables_are_made_when_the_rows_are_in(cast: Cast) -> None:
    as_the_models_say = {index.name: list(index.fields) for model in MODELS for index in model._meta.indexes}
    assert _dropped() == sorted(as_the_models_say)
    assert _indexes() == as_the_models_say
    assert Obligation.objects.count() == Transition.objects.count() > 0


def test_no_table_with_rows_loses_its_indexes(cast: Cast) -> None:
    _dropped()
    assert _dropped() == []
    Obligation.objects.all().delete()  # a rebuild: the history stays
    assert _dropped() == sorted(index.name for index in Obligation._meta.indexes)
    assert Obligation.objects.exists()


def test_what_fails_leaves_indexes_and_tables_as_they_were(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _indexes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(rollup, "replace", full)
    with pytest.raises(OSError, match="no space"), transaction.atomic():
        _dropped()
    assert _indexes() == before
    assert not any(model.objects.exists() for model in (*MODELS, Figure, Derivation))


def test_a_table_with_one_row_is_not_empty() -> None:
    assert afresh.is_empty(Transition)
    Transition.objects.create(rule="r", subject=1, period_from=TODAY, on_day=TODAY)
    assert not afresh.is_empty(Transition)


def test_no_figure_is_looked_for_in_the_table_that_the_same_statement_fills(cast: Cast) -> None:
    """PostgreSQL read that table from end to end for each row: half of a city's first derivation."""
    with clock.frozen(TODAY), CaptureQueriesContext(connection) as asked:
        operations.derive(on=TODAY)
    written = [each["sql"] for each in asked if each["sql"].startswith(f"INSERT INTO {Figure._meta.db_table}")]
    assert written
    assert [sql for sql in written if sql.count(Figure._meta.db_table) > 1] == []
