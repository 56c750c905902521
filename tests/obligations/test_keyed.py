"""The step inside an operation agrees with the reference row for row, and asks the database a fixed number of times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.obligations import test_engine as whole
from tests.obligations.given import Given, question
from tests.obligations.test_engine import DAYS, FIRST
from zhendi.obligations.engine import deriving, keyed
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import AreaFigure, Figure, Obligation, Transition, Waiver
from zhendi.policy import evaluate
from zhendi.policy.evidence import Row
from zhendi.policy.load import load
from zhendi.policy.schema import Rule

pytestmark = pytest.mark.django_db
RULES = [*load().rules(), *whole._RECURRING]
DAY = date(2026, 6, 30)


def _forget() -> None:
    for model in (Obligation, Figure, AreaFigure, Transition):
        model.objects.all().delete()


def _step(rule: Rule, facts: Given, as_of: date) -> None:
    deriving.some_of(question(facts, as_of, [rule]), {load().facts[rule.subjects].subject: [1, 2, 3]})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@whole._settings
@given(data=st.data(), after=st.integers(0, DAYS + 200))
def test_every_rule_step_by_step_gives_what_the_reference_gives(rule: Rule, data: st.DataObject, after: int) -> None:
    facts, as_of = whole._draw(data, rule), FIRST + timedelta(days=after)
    _forget()
    _step(rule, facts, as_of)
    assert whole._kept(rule) == whole._expected(rule, facts, as_of)
    stepped = whole._everything()
    assert deriving.all_of(question(facts, as_of, [rule])) == Changes(0, 0, 0, 0)
    assert whole._everything() == stepped


@whole._settings
@given(data=st.data(), after=st.integers(0, DAYS), rule=st.sampled_from(RULES))
def test_a_step_excuses_whom_the_reference_excuses(data: st.DataObject, after: int, rule: Rule) -> None:
    facts, as_of = whole._draw(data, rule), FIRST + timedelta(days=after)
    begins = FIRST + timedelta(days=data.draw(st.integers(0, DAYS)))
    excused = evaluate.Waiver(rule.id, data.draw(st.integers(1, 3)), begins, begins + timedelta(days=200))
    Waiver.objects.all().delete()
    Waiver.objects.create(
        rule=excused.rule, subject=excused.subject, path="0001", reason="r", decided_by="d", decided_on=begins,
        valid_from=excused.valid_from, valid_to=excused.valid_to,
    )  # fmt: skip
    _forget()
    _step(rule, facts, as_of)
    assert whole._kept(rule) == whole._expected(rule, facts, as_of, [excused])


@pytest.mark.parametrize("few", [0, keyed.FEW], ids=["set-wise", "in memory"])
@whole._settings
@given(data=st.data())
def test_a_few_and_many_come_to_the_same(few: int, data: st.DataObject) -> None:
    rule = load().rule("0.2.minimum")
    before, after = whole._draw(data, rule), whole._draw(data, rule)
    _forget()
    deriving.all_of(question(before, DAY, [rule]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyed, "FEW", few)
        stepped = deriving.some_of(question(after, DAY, [rule]), {"organisation": [1, 2, 3]})
    kept, noted = whole._everything(), set(_transitions())
    _forget()
    deriving.all_of(question(before, DAY, [rule]))
    assert deriving.all_of(question(after, DAY, [rule])) == stepped
    assert (whole._everything(), set(_transitions())) == (kept, noted)


def _transitions() -> Any:
    return Transition.objects.values_list("rule", "subject", "period_from", "before", "after", "path", "area")


def _statements(branches: int, members: int) -> int:
    """How many statements a step about so many branches takes when every one of them gets that many more members."""
    begun = date(2025, 1, 1)
    facts = {"orgs.branch": [Row(n, n, begun) for n in range(1, 21)], "people.full_member": list[Row]()}
    rule = load().rule("0.2.minimum")
    deriving.all_of(question(facts, DAY, [rule]))
    more = [Row(100 * n + m, n, begun) for n in range(1, branches + 1) for m in range(members)]
    asked = question({**facts, "people.full_member": more}, DAY, [rule])
    with CaptureQueriesContext(connection) as caught:
        deriving.some_of(asked, {"organisation": list(range(1, branches + 1))})
    return len(caught)


def test_a_step_asks_as_often_for_twenty_subjects_as_for_one() -> None:
    assert _statements(1, 0) == _statements(20, 0) == 2
    changed = _statements(1, 3)
    _forget()
    assert _statements(20, 3) == changed <= 9


def test_numbers_that_change_are_read_by_their_day() -> None:
    """The plans held for a day are not those of another day, nor of other rules."""
    rule = load().rule("0.2.minimum")
    facts = {"orgs.branch": [Row(1, 1, date(2020, 1, 1))], "people.full_member": [Row(1, 1, date(2020, 1, 1))]}
    _step(rule, facts, date(2020, 1, 2))
    first = Obligation.objects.get().status
    _step(replace(rule, id="test.other"), facts, DAY)
    assert (first, Obligation.objects.get(rule="test.other").status) == ("due", "overdue")
