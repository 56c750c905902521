"""After every operation the duties stand as if all had been derived anew: the engine heard of the right subjects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from zhendi.domain.orgs.operations import founding, reshaping, terms
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.operations import corrections, posts, standing
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.operations import co_building, covering
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
PAPER = Approval("岚组〔2026〕1号", TODAY)
NOTHING = Changes(0, 0, 0, 0)


@pytest.fixture
def county(cast: Cast) -> Any:
    Unit.objects.create(
        name="远岫律师事务所", register_key="x", kind="law", said_full=3, township=cast.organisations["township"],
        path=cast.organisations["township"].path, valid_from=date(2025, 1, 1),
    )  # fmt: skip
    with clock.frozen(TODAY):
        operations.derive(on=TODAY)
        yield cast


def _person(county: Cast, name: str) -> int:
    return int(county.people[name].pk)


def _place(county: Cast, key: str) -> int:
    return int(county.organisations[key].pk)


DEEDS: dict[str, Callable[[Cast, dict[str, Any]], object]] = {
    "a deputy is appointed": lambda county, by: posts.appoint(
        **by, person_id=_person(county, "member"), role="group_leader", organisation_id=_place(county, "branch")
    ),
    "a member moves to another branch": lambda county, by: standing.place(
        **by, person_id=_person(county, "member"), organisation_id=_place(county, "second"), reason="调整支部"
    ),
    "a telephone is entered": lambda county, by: corrections.correct(
        **by, person_id=_person(county, "member"), given={"phones": "19900000077"}
    ),
    "a branch is founded": lambda county, by: founding.found(
        **by, parent_id=_place(county, "township"), full_name="中共泾县泾川镇清弋江村支部委员会", kind="branch",
        approval=PAPER, short_name="清弋江村支部", division_code="341823100202",
    ),
    "a branch is moved": lambda county, by: reshaping.move(
        **by, organisation_id=_place(county, "branch"), parent_id=_place(county, "other"), approval=PAPER
    ),
    "a term begins": lambda county, by: terms.start_term(
        **by, organisation_id=_place(county, "branch"), starts_on=date(2026, 5, 1)
    ),
    "two build together": lambda county, by: co_building.link(
        **by | {"on": date(2025, 12, 15)}, organisation_id=_place(county, "township"), partner_name="茂林镇党委", purpose="互学"
    ),
    "a unit is covered": lambda county, by: covering.cover(
        **by, unit_id=Unit.objects.get().pk, form="own", organisation_id=_place(county, "second")
    ),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_what_an_operation_derives_is_all_that_there_was_to_derive(county: Cast, deed: str) -> None:
    by = {"actor": county.actor("county_officer", TODAY), "on": TODAY}
    DEEDS[deed](county, by)
    assert operations.derive(on=TODAY) == NOTHING


def test_covering_the_law_firm_moves_its_clause_at_once(county: Cast) -> None:
    duty = Obligation.objects.get(rule="3.4b.alone")
    assert duty.status != "met"
    DEEDS["a unit is covered"](county, {"actor": county.actor("county_officer", TODAY), "on": TODAY})
    duty.refresh_from_db()
    assert duty.status == "met"


def test_both_that_build_together_are_asked_to_share_and_neither_once_they_part(county: Cast) -> None:
    by: dict[str, Any] = {"actor": county.actor("county_officer", TODAY), "on": date(2025, 12, 15)}
    pair = {_place(county, "township"), _place(county, "other")}
    held = co_building.link(**by, organisation_id=_place(county, "township"), partner_name="茂林镇党委", purpose="互学")
    asked = Obligation.objects.filter(rule="3.3a.shared", status__in=("due", "due_soon"))
    assert set(asked.values_list("subject", flat=True)) == pair
    co_building.part(**by, organisation_id=_place(county, "other"), co_building_id=held)
    assert not asked.exists()
    assert operations.derive(on=TODAY) == NOTHING
