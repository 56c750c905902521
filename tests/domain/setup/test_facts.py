"""What the engine counts of units: periods without exemptions, projects from their beginning, visits."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, cover, unit
from tests.people import Cast
from zhendi.domain.setup import facts
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.operations import ending, excusing, visiting

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 15)


def periods(rows) -> list[tuple[int, date, date | None]]:
    return sorted((row["subject_id"], row["valid_from"], row["valid_to"]) for row in rows)


def test_a_unit_is_asked_from_its_first_day_until_it_closes(cast: Cast) -> None:
    one, other = unit(cast), unit(cast, "乙厂")
    ending.close(**act(cast, on=MAY, unit_id=other, end="closed"))
    assert periods(facts.unit()) == [(one, APRIL, None), (other, APRIL, MAY)]
    assert periods(facts.private_firm()) == periods(facts.unit())


def test_a_unit_is_not_asked_while_it_is_free_of_the_duty(cast: Cast) -> None:
    pk = unit(cast)
    excusing.exempt(**act(cast, on=date(2026, 4, 10), unit_id=pk, reason="停产"))
    excusing.resume(**act(cast, on=date(2026, 4, 20), unit_id=pk))
    excusing.exempt(**act(cast, on=MAY, unit_id=pk, reason="又停产"))
    assert periods(facts.unit()) == [(pk, APRIL, date(2026, 4, 10)), (pk, date(2026, 4, 20), MAY)]
    excusing.resume(**act(cast, on=TODAY, unit_id=pk))
    assert periods(facts.economic())[-1] == (pk, TODAY, None)


def test_a_unit_free_from_its_first_day_is_asked_only_afterwards(cast: Cast) -> None:
    pk = unit(cast)
    excusing.exempt(**act(cast, unit_id=pk, reason="筹建"))
    assert periods(facts.unit()) == []
    excusing.resume(**act(cast, on=MAY, unit_id=pk))
    ending.close(**act(cast, on=TODAY, unit_id=pk, end="left"))
    assert periods(facts.unit()) == [(pk, MAY, TODAY)]


def test_a_project_counts_from_its_beginning_and_by_whole_months(cast: Cast) -> None:
    pk = unit(cast, "跨江大桥", "project", starts_on=JANUARY, ends_on=date(2026, 7, 14))
    longer = unit(cast, "水库", "project", starts_on=JANUARY, ends_on=date(2027, 1, 15))
    assert Unit.objects.get(pk=pk).valid_from == JANUARY
    assert {row["subject_id"]: row["quantity"] for row in facts.project_months()} == {pk: 5, longer: 12}
    # Entered in April, begun in January: its length is known on the day on which the time to set up begins.
    assert {row["valid_from"] for row in facts.project_months()} == {JANUARY}
    assert sorted(row["happened_on"] for row in facts.project_began()) == [JANUARY, JANUARY]
    cover(cast, pk, on=MAY)
    assert [(row["subject_id"], row["happened_on"]) for row in facts.project_covered()] == [(pk, MAY)]


def test_each_kind_is_found_by_its_own_fact(cast: Cast) -> None:
    kinds = ("office", "school", "clinic", "chain", "council", "scenic", "window", "law", "tower", "coop")
    made = {kind: unit(cast, f"单位{kind}", kind) for kind in kinds}
    for fact, wanted in (
        (facts.public_unit, {"office", "school", "clinic"}),
        (facts.spread, {"chain", "council", "scenic"}),
        (facts.window, {"window"}),
        (facts.law_accounting, {"law"}),
        (facts.urban, {"tower"}),
        (facts.cooperative, {"coop"}),
    ):
        assert {row["subject_id"] for row in fact()} == {made[kind] for kind in wanted}


def test_visits_and_liaisons_are_facts_of_the_unit(cast: Cast) -> None:
    pk = unit(cast)
    visiting.assign(**act(cast, unit_id=pk, name="王五"))
    visiting.visit(**act(cast, on=MAY, unit_id=pk, note="座谈"))
    assert periods(facts.liaison()) == [(pk, APRIL, None)]
    assert [(row["subject_id"], row["happened_on"]) for row in facts.visit()] == [(pk, MAY)]
