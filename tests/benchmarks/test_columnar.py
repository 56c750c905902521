"""A third engine carries out the same plans: what DuckDB makes of them is what the product's database makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from benchmarks.columnar import Columnar
from benchmarks.duties import AS_OF, Size, read

from benchmarks import duties
from zhendi.obligations.engine import deriving
from zhendi.obligations.models import Status

_DUTIES = (
    "SELECT rule, subject, period_from, period_to, due_on, status, since, total, needed, path, area "
    "FROM obligations_obligation ORDER BY 1, 2, 3"
)
_CHANGES = "SELECT rule, subject, period_from, before, after, on_day, path FROM obligations_transition ORDER BY 1, 2, 3"
_FIGURES = f"SELECT rule, month, path, {', '.join(Status)} FROM obligations_figure ORDER BY 1, 2, 3"


@pytest.mark.parametrize("as_of", [AS_OF, date(2025, 12, 14)])
def test_columnar_engine_comes_to_the_same_duties_changes_and_figures(db: None, as_of: date) -> None:
    duties.grow(Size(branches=45, members=1_500, away=60))
    asked = duties.question(as_of)
    deriving.all_of(asked)
    columnar = Columnar()
    with columnar.keeping():
        columnar.forget()
        columnar.derive(asked)
        for question in (_DUTIES, _CHANGES, _FIGURES):
            ours = _plain(read(question))
            assert len(ours) > 100
            assert _plain(columnar.rows(question)) == ours


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Days as text: SQLite gives them so."""
    return [tuple(each.isoformat() if isinstance(each, date) else each for each in row) for row in rows]
