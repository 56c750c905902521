"""Missed periods, pauses and rules that are no more: both executors, a rebuild, the pages' numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.obligations import test_engine as whole
from tests.obligations.given import Given, question
from tests.obligations.test_engine import DAYS, FIRST
from tests.people import Cast
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine import deriving
from zhendi.obligations.engine.derived import Question
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import AreaFigure, Derivation, Figure, Obligation, Proposal, Transition
from zhendi.obligations.queries import board, duties, inbox
from zhendi.policy import evaluate
from zhendi.policy.evidence import Row
from zhendi.policy.load import load
from zhendi.policy.schema import Deadline, Recurring, Rule

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
PARTY_DAY = "4.2c.party-day"
_RECURRING = [
    replace(rule, asks=replace(rule.asks, catch_up="recurring.catch_up"))
    for rule in whole._RECURRING
    if isinstance(rule.asks, Recurring)
]
_PAUSED = [
    replace(
        load().rules()[0], id=f"test.paused.{n}", kind="deadline", subjects="orgs.branch", guards=(),
        asks=Deadline("people.member", "activities.members_meeting", within, pauses="people.full_member"),
    )
    for n, within in enumerate((("recurring.catch_up",), ("notice.usual_days", "recurring.catch_up")))
]  # fmt: skip


def _asked(facts: Given, as_of: date, rule: Rule, started: date) -> Question:
    return replace(question(facts, as_of, [rule]), started=started)


def _forget() -> None:
    for model in (Obligation, Figure, AreaFigure, Transition):
        model.objects.all().delete()


@pytest.mark.parametrize("step", [False, True], ids=["all", "step"])
@pytest.mark.parametrize("rule", [*_RECURRING, *_PAUSED], ids=lambda rule: rule.id)
@whole._settings
@given(data=st.data(), after=st.integers(0, DAYS + 200), started=st.integers(0, DAYS))
def test_both_executors_give_what_the_reference_gives(
    rule: Rule, step: bool, data: st.DataObject, after: int, started: int
) -> None:
    facts, as_of, begun = whole._draw(data, rule), FIRST + timedelta(days=after), FIRST + timedelta(days=started)
    facts["orgs.branch"] = [row for row in facts["orgs.branch"] if row.id <= 3 and row.subject == row.id]
    asked = _asked(facts, as_of, rule, begun)
    _forget()
    if step:
        deriving.some_of(asked, {"organisation": [1, 2, 3]})
    else:
        deriving.all_of(asked)
    expected = evaluate.evaluate(rule, facts, load().parameters, as_of, earliest=FIRST, started=begun)
    assert whole._kept(rule) == sorted(tuple(getattr(row, name) for name in whole._COLUMNS) for row in expected)
    kept = whole._everything()
    assert deriving.all_of(asked) == Changes(0, 0, 0, 0)
    assert whole._everything() == kept


def test_a_pause_makes_the_day_later_for_whom_it_holds_only() -> None:
    begun = date(2026, 1, 10)
    facts = {
        "orgs.branch": [Row(n, n, begun) for n in (1, 2)],
        "people.member": [Row(n, n, begun) for n in (1, 2)],
        "people.full_member": [Row(1, 1, date(2026, 1, 20), date(2026, 1, 25))],
    }
    deriving.all_of(question(facts, date(2026, 3, 1), [_PAUSED[0]]))
    found = dict(Obligation.objects.values_list("subject", "due_on"))
    assert found == {1: date(2026, 2, 15), 2: date(2026, 2, 10)}


@pytest.fixture
def today() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def _later(day: date) -> None:
    with clock.frozen(day):
        operations.derive(on=day)


@pytest.fixture
def county(cast: Cast, today: None) -> Cast:
    """Known since 20 May; the months since have passed with nothing held."""
    operations.derive(on=TODAY)
    return cast


def test_a_county_that_begins_today_owes_nothing_of_the_years_before(county: Cast) -> None:
    assert Derivation.objects.get().started_on == TODAY
    recurring = [rule.id for rule in load().rules() if rule.kind == "recurring"]
    assert Obligation.objects.filter(rule__in=recurring).exists()
    assert not Obligation.objects.filter(rule__in=recurring, period_to__lte=TODAY).exists()
    assert not Obligation.objects.filter(rule__in=recurring, status__in=("overdue", "missed")).exists()


def test_registers_that_stood_empty_do_not_count_as_begun(db: None, today: None) -> None:
    operations.derive(on=TODAY)
    _later(TODAY + timedelta(days=5))
    assert Derivation.objects.get().started_on == TODAY + timedelta(days=5)


def test_the_day_on_which_the_registers_began_stays(county: Cast) -> None:
    _later(TODAY + timedelta(days=40))
    assert Derivation.objects.get().started_on == TODAY
    Obligation.objects.all().delete()
    _later(TODAY + timedelta(days=41))
    assert Derivation.objects.get().started_on == TODAY


def test_what_is_missed_leaves_the_inbox_and_stays_in_figures_and_lists(county: Cast) -> None:
    branch = county.organisations["branch"]
    duty = Obligation.objects.filter(rule=PARTY_DAY, subject=branch.pk, period_from=date(2026, 5, 1))
    seen = []
    for day in (TODAY, date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)):
        _later(day)
        scope = county.scope("secretary", day)
        (waits,) = [group.due_on for group in inbox.waiting(scope) if group.rule.id == PARTY_DAY]
        seen.append((duty.get().status, waits))
    may, june = date(2026, 5, 31), date(2026, 6, 30)
    assert seen == [("due", may), ("overdue", may), ("overdue", may), ("missed", june)]
    day = date(2026, 7, 1)
    scope, officer = county.scope("secretary", day), county.scope("county_officer", day)
    assert {group.rule.id for group in inbox.missed(scope)} >= {PARTY_DAY}
    assert inbox.sums(scope, since=day).missed == sum(group.number for group in inbox.missed(scope))
    late = {each.rule.id: each for each in inbox.overdue_below(officer, on=day)}
    assert late[PARTY_DAY].due_on == date(2026, 6, 30)  # May is no longer there
    listed = duties.duties(officer, rule=PARTY_DAY, path="0001", status=("missed",))
    assert listed.total == Obligation.objects.filter(rule=PARTY_DAY, status="missed").count() > 0
    shown = next(e for c in board.board(officer).clauses for e in c.figures if e.rule.id == PARTY_DAY)
    assert shown.counts.missed == listed.total
    assert shown.whole - shown.part == shown.counts.missed + shown.counts.overdue
    assert shown.state == "late"
    changes = Transition.objects.filter(rule=PARTY_DAY, subject=branch.pk, period_from=date(2026, 5, 1))
    assert list(changes.order_by("pk").values_list("after", "on_day")) == [
        ("due", TODAY), ("overdue", date(2026, 6, 1)), ("missed", day),
    ]  # fmt: skip


def test_a_missed_period_gets_no_reminder(county: Cast) -> None:
    day = date(2026, 7, 1)
    _later(day)
    Obligation.objects.filter(rule=PARTY_DAY, status="overdue").delete()
    found = inbox.overdue_below(county.scope("county_officer", day), on=day)
    assert found
    assert PARTY_DAY not in {each.rule.id for each in found}


def test_duties_of_a_rule_that_is_no_more_end_and_its_history_stays(county: Cast) -> None:
    old, month = "9.9.gone", TODAY.replace(day=1)
    Obligation.objects.create(
        rule=old, subject=1, period_from=month, status="overdue", since=month, total=0, needed=1, path="0001",
    )  # fmt: skip
    for when in (month, date(2026, 4, 1)):
        Figure.objects.create(rule=old, month=when, path="0001", overdue=1)
    AreaFigure.objects.create(rule=old, month=month, area="341823", overdue=1)
    Proposal.objects.create(
        rule=old, subject=1, period_from=month, due_on=month, path="0001", proposed_on=month, state="open"
    )
    changes = operations.derive(on=TODAY)
    assert (changes.gone, changes.transitions) == (1, 1)
    assert not Obligation.objects.filter(rule=old).exists()
    assert list(Figure.objects.filter(rule=old).values_list("month", flat=True)) == [date(2026, 4, 1)]
    assert not AreaFigure.objects.filter(rule=old).exists()
    last = Transition.objects.filter(rule=old).get()
    assert (last.before, last.after, last.on_day) == ("overdue", "", TODAY)
    assert (Proposal.objects.get(rule=old).state, Proposal.objects.get(rule=old).closed_on) == ("lapsed", TODAY)
    assert operations.derive(on=TODAY) == Changes(0, 0, 0, 0)
