"""The engine agrees with the reference executor, row for row, and with itself by every way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.obligations import given as made
from tests.obligations.given import Given, question
from zhendi.obligations.engine import deriving
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import AreaFigure, Figure, Obligation, Status, Transition, Waiver
from zhendi.obligations.plans import counting
from zhendi.obligations.plans.sql import Sql
from zhendi.policy import evaluate
from zhendi.policy.evidence import Row
from zhendi.policy.load import load
from zhendi.policy.schema import Condition, Guard, Recurring, Rule

pytestmark = pytest.mark.django_db

FIRST, DAYS = date(2024, 1, 1), 900
_COLUMNS = ("subject", "period_from", "period_to", "due_on", "status", "since", "total", "needed", "provisional")
_settings = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def _intervals(subjects: int = 3) -> st.SearchStrategy[list[tuple[int, int, int | None, int]]]:
    one = st.tuples(
        st.integers(1, subjects), st.integers(0, DAYS), st.one_of(st.none(), st.integers(1, 400)), st.integers(0, 6)
    )
    return st.lists(one, max_size=7)


def _rows(drawn: Sequence[tuple[int, int, int | None, int]], *, event: bool) -> list[Row]:
    """At most one row of a subject begins on a day, as the registers have it (``term_start_once``)."""
    found = []
    once = {(row[0], row[1]): row for row in drawn}
    for number, (subject, begins, length, quantity) in enumerate(once.values(), 1):
        day = FIRST + timedelta(days=begins)
        ends = None if event or length is None else day + timedelta(days=length)
        found.append(Row(number, subject, day, ends, quantity or 1))
    return found


def _kept(rule: Rule) -> list[tuple[Any, ...]]:
    return sorted(Obligation.objects.filter(rule=rule.id).values_list(*_COLUMNS))


def _expected(rule: Rule, facts: Given, as_of: date, waivers: Sequence[evaluate.Waiver] = ()) -> list[tuple[Any, ...]]:
    found = evaluate.evaluate(rule, facts, load().parameters, as_of, waivers, earliest=FIRST)
    return sorted(tuple(getattr(row, name) for name in _COLUMNS) for row in found)


def _draw(data: st.DataObject, rule: Rule) -> dict[str, list[Row]]:
    known = load().facts
    return {code: _rows(data.draw(_intervals()), event=known[code].shape == "event") for code in sorted(rule.facts())}


@pytest.mark.parametrize("rule", load().rules(), ids=lambda rule: rule.id)
@_settings
@given(data=st.data(), after=st.integers(0, DAYS + 200))
def test_every_rule_gives_row_for_row_what_the_reference_gives(rule: Rule, data: st.DataObject, after: int) -> None:
    facts, as_of = _draw(data, rule), FIRST + timedelta(days=after)
    deriving.all_of(question(facts, as_of, [rule]))
    assert _kept(rule) == _expected(rule, facts, as_of)


_MEETING = "activities.members_meeting"
_RECURRING = [
    replace(
        load().rules()[0],
        id=f"test.{calendar}.{asked_of}",
        kind="recurring",
        subjects="orgs.branch",
        asks=Recurring(_MEETING, "branch.minimum_full", calendar, asked_of),
        guards=guards,
    )
    for calendar, asked_of, guards in (
        ("month", "whole", ()),
        ("quarter", "end", ()),
        ("half_year", "any", ()),
        ("year", "whole", ()),
        ("month", "end", (Guard("people.member", Condition("at_least", "branch.minimum_full")),)),
    )
]


@pytest.mark.parametrize("rule", _RECURRING, ids=lambda rule: rule.id)
@_settings
@given(data=st.data(), after=st.integers(0, DAYS + 200))
def test_recurring_rules_give_what_the_reference_gives(rule: Rule, data: st.DataObject, after: int) -> None:
    facts, as_of = _draw(data, rule), FIRST + timedelta(days=after)
    facts["orgs.branch"] = [row for row in facts["orgs.branch"] if row.id <= 3 and row.subject == row.id]
    deriving.all_of(question(facts, as_of, [rule]))
    assert _kept(rule) == _expected(rule, facts, as_of)


_FESTIVALS = next(
    replace(rule, id="test.festivals", subjects="orgs.branch", guards=(), asks=replace(rule.asks, evidence=_MEETING))
    for rule in load().rules()
    if isinstance(rule.asks, Recurring) and rule.asks.festivals
)


@_settings
@given(data=st.data(), after=st.integers(0, DAYS + 200))
def test_rules_that_count_one_fact_share_one_scan_of_it(data: st.DataObject, after: int) -> None:
    sharing, as_of = [*_RECURRING, _FESTIVALS], FIRST + timedelta(days=after)
    facts = _draw(data, _RECURRING[-1])  # its guard reads one fact more
    facts["orgs.branch"] = [row for row in facts["orgs.branch"] if row.id <= 3 and row.subject == row.id]
    _forget()
    with CaptureQueriesContext(connection) as asked:
        deriving.all_of(question(facts, as_of, sharing))
    for rule in sharing:
        assert _kept(rule) == _expected(rule, facts, as_of)
    assert sum(each["sql"].startswith(f"INSERT INTO {counting.TABLE} ") for each in asked) == 1


@_settings
@given(data=st.data(), after=st.integers(0, DAYS), rule=st.sampled_from([*load().rules(), *_RECURRING]))
def test_who_is_excused_is_counted_apart_exactly_while_the_waiver_holds(
    data: st.DataObject, after: int, rule: Rule
) -> None:
    facts, as_of = _draw(data, rule), FIRST + timedelta(days=after)
    if rule in _RECURRING:
        facts["orgs.branch"] = [row for row in facts["orgs.branch"] if row.id <= 3 and row.subject == row.id]
    begins = FIRST + timedelta(days=data.draw(st.integers(0, DAYS)))
    excused = evaluate.Waiver(rule.id, data.draw(st.integers(1, 3)), begins, begins + timedelta(days=200))
    Waiver.objects.all().delete()
    Waiver.objects.create(
        rule=excused.rule, subject=excused.subject, path="0001", reason="r", decided_by="d", decided_on=begins,
        valid_from=excused.valid_from, valid_to=excused.valid_to,
    )  # fmt: skip
    deriving.all_of(question(facts, as_of, [rule]))
    assert _kept(rule) == _expected(rule, facts, as_of, [excused])


def _everything() -> tuple[set[Any], set[Any]]:
    statuses = tuple(status.value for status in Status)
    figures = Figure.objects.values_list("rule", "month", "path", *statuses)
    by_area = AreaFigure.objects.values_list("rule", "month", "area", *statuses)
    return set(Obligation.objects.values_list("rule", *_COLUMNS, "path", "area")), {*figures, *by_area}


@_settings
@given(data=st.data())
def test_step_by_step_comes_to_the_same_as_a_rebuild_from_nothing(data: st.DataObject) -> None:
    as_of = FIRST + timedelta(days=DAYS)
    rules = [rule for rule in load().rules() if load().facts[rule.subjects].subject == "organisation"] + _RECURRING
    facts: dict[str, list[Row]] = {code: [] for rule in rules for code in rule.facts()}
    known = load().facts
    _forget()
    deriving.all_of(question(facts, as_of, rules))
    for _ in range(data.draw(st.integers(1, 4))):
        code = data.draw(st.sampled_from(sorted(facts)))
        new = _rows(data.draw(_intervals(subjects=5)), event=known[code].shape == "event")
        if code == "orgs.branch":
            new = [row for row in new if row.id <= 5 and row.subject == row.id]
        touched = sorted({row.subject for row in (*facts[code], *new)})
        facts[code] = new
        deriving.some_of(question(facts, as_of, rules), {"organisation": touched})
    stepped = _everything()
    deriving.all_of(question(facts, as_of, rules))
    assert _everything() == stepped
    _forget()
    deriving.all_of(question(facts, as_of, rules))
    assert _everything() == stepped


def _forget() -> None:
    Obligation.objects.all().delete()
    Figure.objects.all().delete()
    AreaFigure.objects.all().delete()


def _county(as_of: date = date(2026, 6, 30), members: int = 2) -> Given:
    begun = date(2025, 1, 1)
    return {
        "orgs.branch": [Row(n, n, begun) for n in (1, 2)],
        "people.full_member": [Row(10 * n + m, n, begun) for n in (1, 2) for m in range(members + n - 1)],
    }


def _minimum() -> Rule:
    return load().rule("0.2.minimum")


def test_deriving_again_changes_nothing() -> None:
    asked = question(_county(), date(2026, 6, 30))
    first = deriving.all_of(asked)
    assert first.new > 0
    assert deriving.all_of(asked) == Changes(0, 0, 0, 0)


def test_the_first_derivation_notes_every_duty_as_it_stands_with_who_is_excused() -> None:
    Waiver.objects.create(
        rule=_minimum().id, subject=1, path="0001", reason="r", decided_by="d", decided_on=date(2026, 6, 1),
        valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 1),
    )  # fmt: skip
    assert deriving.all_of(question(_county(), date(2026, 6, 30), [_minimum()])) == Changes(2, 0, 0, 2)
    noted = Transition.objects.order_by("subject").values_list("subject", "before", "after", "on_day", "path", "area")
    kept = Obligation.objects.order_by("subject").values_list("subject", "status", "path", "area")
    assert [(subject, after, *place) for subject, _, after, _, *place in noted] == list(kept)
    assert {(before, on) for _, before, _, on, *_ in noted} == {("", date(2026, 6, 30))}
    assert [status for _, status, *_ in kept] == ["waived", "met"]


def test_every_change_of_status_is_kept_for_ever() -> None:
    deriving.all_of(question(_county(members=2), date(2026, 6, 30), [_minimum()]))
    deriving.all_of(question(_county(members=3), date(2026, 7, 1), [_minimum()]))
    changes = Transition.objects.filter(subject=1).order_by("pk").values_list("after", "on_day")
    assert list(changes) == [("overdue", date(2026, 6, 30)), ("met", date(2026, 7, 1))]


def test_figures_of_a_place_are_the_sum_of_what_lies_below() -> None:
    deriving.all_of(question(_county(), date(2026, 6, 30), [_minimum()]))
    rows = dict(Figure.objects.values_list("path", "met"))
    short = {path: sum((f.overdue, f.due, f.due_soon)) for path in rows for f in [Figure.objects.get(path=path)]}
    assert rows["0001"] == sum(met for path, met in rows.items() if len(path) == max(map(len, rows))) == 1
    assert short["0001"] == 1


def test_figures_of_an_area_are_those_of_all_that_stand_on_its_ground() -> None:
    facts = {
        "orgs.branch": [Row(n, n, date(2025, 1, 1)) for n in range(1, 12)],
        "people.full_member": [Row(n, n % 4 + 1, date(2025, 1, 1)) for n in range(12)],
    }
    deriving.all_of(question(facts, date(2026, 6, 30), [_minimum()]))
    kept = {row.area: (row.met, row.overdue) for row in AreaFigure.objects.all()}
    duties = list(Obligation.objects.values_list("area", "status"))
    assert kept == {
        area: tuple(
            sum(1 for each, status in duties if each.startswith(area) and status == word) for word in ("met", "overdue")
        )
        for area in kept
    }
    assert {len(area) for area in kept} == {2, 4, 6, 9, 12}
    assert kept["340421"] == (3 + 1, 7)


def test_what_moves_to_another_ground_leaves_the_figures_of_the_old_one() -> None:
    asked = question(_county(members=3), date(2026, 6, 30), [_minimum()])
    deriving.all_of(asked)
    moved = replace(asked, places=lambda kind: Sql(_MOVED.format(made.places(kind).text), made.places(kind).values))
    deriving.some_of(moved, {"organisation": [1]})
    stepped = _everything()
    deriving.all_of(moved)
    assert _everything() == stepped
    assert not AreaFigure.objects.filter(area="340421101").exists()


_MOVED = "SELECT subject, path, CASE subject WHEN 1 THEN '340421999' ELSE area END AS area FROM ({}) moved"


def test_figures_of_a_past_month_leave_the_present_duties_alone() -> None:
    deriving.all_of(question(_county(), date(2026, 6, 30), [_minimum()]))
    before = set(Obligation.objects.values_list("pk", "status"))
    deriving.month(question(_county(), date(2025, 3, 31), [_minimum()]))
    assert set(Obligation.objects.values_list("pk", "status")) == before
    assert set(Figure.objects.values_list("month", flat=True)) == {date(2025, 3, 1), date(2026, 6, 1)}
