"""Clause 4.4d over the registers themselves: each deed of a decision, and of its votes, moves its duties at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.domain.democracy.village import DAY, FINISHED, FIRST, RESOLVED, village
from tests.people import Cast
from zhendi.domain.democracy import facts
from zhendi.domain.democracy.operations import decision_carrying_out, decision_harm
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
NOTHING = Changes(0, 0, 0, 0)


def duty(rule: str) -> str:
    """The status of the duty of a rule; "" for none."""
    return Obligation.objects.filter(rule=f"4.4d.{rule}").values_list("status", flat=True).first() or ""


def test_every_step_derives_all_that_there_was_to_derive(cast: Cast) -> None:
    with clock.frozen(DAY):
        made = village(cast)
        operations.derive(on=DAY)
    branch = cast.organisations["branch"].pk
    steps: list[tuple[int, Any]] = [
        (2, made.checked), (4, made.reviewed), (5, made.posted), (12, lambda: made.round(1, 9)),
        (20, lambda: made.round(2, 8)), (RESOLVED, made.resolved), (RESOLVED + 1, made.published),
        (FINISHED, made.carried_out), (FINISHED + 1, made.announced), (FINISHED + 10, made.surveyed),
        (FINISHED + 20, made.closed),
    ]  # fmt: skip
    seen: dict[int, str] = {}
    for after, step in steps:
        day = DAY + timedelta(days=after + (4 if after in {12, 20} else 0))
        with clock.frozen(day):
            operations.derive(on=day)
            step()
            seen[after] = str(Obligation.objects.get(rule="4.4d.yearly", subject=branch).status)
            assert operations.derive(on=day) == NOTHING, after
    assert (seen[12], seen[20]) == ("due", "met"), "the second round counted is what the year asks for"
    assert {
        rule: duty(rule) for rule in ("in-form", "published", "executed", "announced", "surveyed", "satisfied")
    } == (dict.fromkeys(("in-form", "published", "executed", "announced", "surveyed", "satisfied"), "met"))


def test_a_fault_breaks_the_form_until_it_is_cured(cast: Cast) -> None:
    made = village(cast).until("resolved")
    day = DAY + timedelta(days=RESOLVED + 1)
    with clock.frozen(day):
        operations.derive(on=day)
        assert duty("in-form") == "met"
        made.published(days=3, despite="公告栏要拆")
        assert duty("in-form") == "due"
        made.published(days=16)
        assert duty("in-form") == "met", "put up anew for long enough on the same day"


def test_what_is_stopped_for_harm_is_not_late(cast: Cast) -> None:
    made = village(cast).until("published")
    one = decision_harm.report(**made.words(30, name="李水旺", text="堵了沟"))
    day = DAY + timedelta(days=RESOLVED + 80)
    with clock.frozen(day):
        operations.derive(on=day)
        assert duty("executed") == "overdue"
        decision_harm.suspend(**made.words(RESOLVED + 80, harm_id=one, reason="先疏通"))
        assert duty("executed") == ""
        decision_harm.settle(**made.words(RESOLVED + 80, harm_id=one, outcome="remedied", remedy="已疏通"))
        assert duty("executed") == "overdue"
        decision_carrying_out.enter(**made.words(RESOLVED + 80, text="做完"))
        decision_carrying_out.finish(**made.words(RESOLVED + 80))
        assert duty("executed") == "met_late"


def test_only_villages_are_asked_and_each_by_its_highest_organisation(cast: Cast) -> None:
    asked = set(facts.village_branch().values_list("organisation_id", flat=True))
    assert asked == {cast.organisations["branch"].pk, cast.organisations["away"].pk}


def test_satisfaction_is_of_those_who_answered_without_the_rest(cast: Cast) -> None:
    made = village(cast).until("announced")
    made.surveyed(300, 200, 189)
    assert facts.satisfaction().get()["quantity"] == 94, "94.5 is not 95"
    made.surveyed(300, 200, 190)
    assert facts.satisfaction().get()["quantity"] == 95
    assert facts.decided().get()["happened_on"] > DAY + timedelta(days=FIRST)
    assert facts.resolution().get()["valid_to"] > date(2026, 4, 1)
