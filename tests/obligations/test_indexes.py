"""What every page asks of the duties is answered from one of their two indexes, as far as its last column that is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Cast
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.queries import board, counts, duties, inbox

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
RULE, TOWNSHIP = "0.3.secretary", "341823100"
BY_RULE, BY_AREA = "obligation_by_rule", "obligation_by_area"


@pytest.fixture
def county(cast: Cast) -> Cast:
    with clock.frozen(TODAY):
        operations.derive(on=TODAY)
    return cast


def _plan(statement: str) -> str:
    """How the database goes about it; PostgreSQL would read a table of some rows whole, which says nothing of a county."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row[-1] for row in cursor.fetchall())


ASKED: list[tuple[str, str, Callable[[Cast], object], tuple[str, ...]]] = [
    ("waiting beside the navigation", BY_RULE, lambda c: counts.waiting(c.scope("county_officer"), on=TODAY),
     ("rule", "status", "path")),
    ("the inbox's head", BY_RULE, lambda c: inbox.sums(c.scope("county_officer"), since=TODAY), ("rule", "status", "path")),
    ("the inbox", BY_RULE, lambda c: inbox.waiting(c.scope("secretary")), ("rule", "status", "path")),
    ("overdue below", BY_RULE, lambda c: inbox.overdue_below(c.scope("county_officer"), on=TODAY),
     ("rule", "status", "path")),
    ("how many of a rule", BY_RULE, lambda c: duties.counts(c.scope("county_officer"), rule=RULE, path="0001"),
     ("rule", "status", "path")),
    ("places of a rule", BY_RULE, lambda c: duties.places(c.scope("county_officer"), rule=RULE, path="0001"),
     ("rule", "status", "path")),
    ("a list of a rule", BY_RULE, lambda c: duties.duties(c.scope("county_officer"), rule=RULE, path="0001"),
     ("rule", "status", "path")),
    ("how many on an area", BY_AREA,
     lambda c: duties.counts(c.scope("county_officer"), rule=RULE, path=TOWNSHIP, by="area"), ("rule", "area")),
    ("a list on an area", BY_AREA,
     lambda c: duties.duties(c.scope("county_officer"), rule=RULE, path=TOWNSHIP, by="area"), ("rule", "area")),
    ("the board of an area seen in part", BY_AREA, lambda c: board.board(c.scope("stranger"), by="area"), ("rule", "area")),
]  # fmt: skip


@pytest.mark.parametrize(("index", "ask", "columns"), [each[1:] for each in ASKED], ids=[each[0] for each in ASKED])
def test_pages_read_duties_by_an_index(
    county: Cast, index: str, ask: Callable[[Cast], object], columns: tuple[str, ...]
) -> None:
    with clock.frozen(TODAY), CaptureQueriesContext(connection) as asked:
        ask(county)
    plans = [_plan(each["sql"]) for each in asked if '"obligations_obligation"' in each["sql"]]
    assert plans
    for plan in plans:
        if connection.vendor == "sqlite":
            line = next(each for each in plan.split("\n") if index in each)
            assert all(column in line.rpartition("(")[2] for column in columns)
        else:  # of some rows it takes any; which, depends on how many there are
            assert "Seq Scan on obligations_obligation" not in plan
            assert BY_RULE in plan or BY_AREA in plan
