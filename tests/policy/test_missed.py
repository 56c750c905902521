"""Past periods of recurring rules: caught up for a while, then missed for good; none from before the registers began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.policy import rules
from tests.policy.rules import PARAMETERS, facts
from zhendi.policy.consequences import follows
from zhendi.policy.evaluate import Obligation, Waiver, evaluate
from zhendi.policy.evidence import Row
from zhendi.policy.figures import figure
from zhendi.policy.load import load
from zhendi.policy.schema import Bearer, Consequence, Recurring

MONTHLY = rules.recurring(catch_up="week")
THERE = facts(subject=[Row(1, 1, date(2026, 1, 1))])


def run(on: date, held=THERE, **more) -> list[Obligation]:
    return list(evaluate(MONTHLY, held, PARAMETERS, on, **more))


def test_a_month_may_be_caught_up_for_a_week_and_is_missed_from_the_day_after() -> None:
    assert [row.status for row in run(date(2026, 2, 7))] == ["overdue", "due"]
    assert [row.status for row in run(date(2026, 2, 8))] == ["missed", "due"]


def test_what_had_been_done_and_is_entered_late_is_met_all_the_same() -> None:
    done = THERE | facts(subject=[Row(1, 1, date(2026, 1, 1))], evidence=[Row(5, 1, date(2026, 1, 20))])
    assert run(date(2026, 2, 20), done)[0].status == "met"


def test_a_period_that_passed_under_a_waiver_is_excused_and_not_missed() -> None:
    excused = Waiver(MONTHLY.id, 1, date(2026, 1, 15), date(2026, 2, 1))
    assert run(date(2026, 2, 20), waivers=[excused])[0].status == "waived"


def test_nothing_is_asked_of_periods_that_had_ended_before_the_registers_began() -> None:
    found = run(date(2026, 4, 5), started=date(2026, 3, 1))
    assert [row.period_from for row in found] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert [row.period_from for row in run(date(2026, 4, 5), started=date(2026, 3, 31))][0] == date(2026, 3, 1)
    assert [row.period_from for row in run(date(2026, 4, 5), started=date(2026, 4, 1))] == [date(2026, 4, 1)]


def test_what_is_missed_counts_as_not_met() -> None:
    found = figure("recurring", run(date(2026, 3, 20)))
    assert (found.part, found.whole, found.by_status) == (0, 2, {"missed": 2, "due": 1})


def test_a_consequence_follows_what_is_missed_too() -> None:
    after = Consequence("谈话", "谈话", "month", Bearer("secretary", "own"), date(2020, 1, 1), "试", "")
    rule = replace(MONTHLY, consequence=after)
    row = run(date(2026, 3, 20))[0]
    assert row.status == "missed"
    assert not follows(rule, row, PARAMETERS, date(2026, 2, 28))
    assert follows(rule, row, PARAMETERS, date(2026, 3, 20))


def test_every_recurring_rule_of_the_policy_says_how_long_it_may_be_caught_up() -> None:
    found = [rule.asks for rule in load().rules() if isinstance(rule.asks, Recurring)]
    assert found
    assert all(asks.catch_up for asks in found)
