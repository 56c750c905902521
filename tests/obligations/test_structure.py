"""Rules of chapter 3 over the registers themselves: elderly branches, double guidance, centres, who has come where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.people import Cast, citizen_number
from zhendi.domain.activities import facts as activities
from zhendi.domain.activities.models import Activity
from zhendi.domain.mobile import facts as mobile
from zhendi.domain.mobile.models import Incoming
from zhendi.domain.mobile.operations import arriving
from zhendi.domain.mobile.operations.arriving import Arrival
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.orgs.models import Division, Guidance, Organisation
from zhendi.domain.orgs.operations import founding, guiding
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.operations import covering
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
COMMUNITY = "341823101001"
NOTHING = Changes(0, 0, 0, 0)


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The cast with its duties derived: from now on each operation derives what it touched."""
    operations.derive(on=TODAY)
    return cast


def _elderly(cast: Cast, parent: str, name: str, code: str) -> int:
    return int(
        founding.found(
            actor=cast.actor("county_officer", TODAY), on=TODAY, parent_id=cast.organisations[parent].pk,
            full_name=f"中共泾县{name}支部委员会", kind="elderly_branch", approval=Approval("泾组〔2026〕5号", TODAY),
            short_name=name, division_code=code,
        )
    )  # fmt: skip


def _arrive(cast: Cast, number: int, place: str = "") -> int:
    made = arriving.arrive(
        actor=cast.actor("stranger", TODAY), on=TODAY, organisation_id=cast.organisations["other"].pk,
        arrival=Arrival(name=f"远来客{number}", citizen_number=citizen_number(number), place=place),
    ).movement_id  # fmt: skip
    assert made is not None
    return int(made)


def _activity(at: Organisation, kind: str, state: str, held: date | None) -> None:
    now = clock.now()
    Activity.objects.create(
        organisation=at,
        path=at.path,
        kind=kind,
        title="送学上门",
        state=state,
        held_on=held,
        planned_at=now,
        made_at=now,
    )


def _keys(rows: Any) -> set[int]:
    return {row["subject_id"] for row in rows}


@pytest.mark.parametrize(
    ("parent", "code", "counted"),
    [
        ("township", "341823100201", "country"),
        ("township", "341823100199", "town"),
        ("township", "341823100200", "country"),
        ("township", "341823100001", "town"),
        ("township", "341823100000", "country"),
        ("township", "341823001000", "town"),
        ("township", "", "country"),
        ("county", "341823000000", "county"),
        ("county", "", "county"),
    ],
)
def test_an_elderly_branch_counts_where_it_stands_and_nowhere_else(
    cast: Cast, parent: str, code: str, counted: str
) -> None:
    made = _elderly(cast, parent, "长青", code)
    found = {"country": orgs.elderly_country(), "town": orgs.elderly_town(), "county": orgs.retired()}
    assert [name for name, rows in found.items() if made in _keys(rows)] == [counted]


def test_a_branch_of_the_retired_needs_two_guides(county: Cast) -> None:
    made = _elderly(county, "county", "离退休干部", "")
    duty = Obligation.objects.filter(rule="3.3c.guided", subject=made)
    assert duty.get().status == "due"
    for guide, status in (("office", "due"), ("township", "met")):
        guiding.guide(
            actor=county.actor("county_officer", TODAY), on=TODAY, organisation_id=made,
            guide_id=county.organisations[guide].pk,
        )  # fmt: skip
        assert duty.get().status == status
    assert Guidance.objects.count() == 2
    assert operations.derive(on=TODAY) == NOTHING


def test_teaching_at_home_counts_for_the_branch_that_held_it_only(cast: Cast) -> None:
    made = Organisation.objects.get(pk=_elderly(cast, "township", "长青", "341823100201"))
    assert made.pk not in _keys(activities.home_visit())
    for kind, state, held in (("home_visit", "planned", None), ("study", "held", TODAY)):
        _activity(made, kind, state, held)
        assert made.pk not in _keys(activities.home_visit())
    _activity(made, "home_visit", "held", TODAY)
    assert made.pk in _keys(activities.home_visit())


def test_a_village_that_takes_in_units_is_counted_as_a_centre(county: Cast) -> None:
    township, branch = county.organisations["township"], county.organisations["branch"]
    unit = Unit.objects.create(
        name="百园教学点",
        register_key="b",
        kind="school",
        township=township,
        path=township.path,
        valid_from=date(2025, 1, 1),
    )
    actor = county.actor("county_officer", TODAY)
    covering.cover(actor=actor, on=TODAY, unit_id=unit.pk, form="village", organisation_id=branch.pk)
    assert Obligation.objects.get(rule="3.1c.centre").subject == branch.pk
    assert Obligation.objects.get(rule="3.1c.centre").status == "met"
    assert operations.derive(on=TODAY) == NOTHING


@pytest.mark.parametrize(
    ("place", "written", "found"),
    [
        ("栗树社区", "栗树社区", True),
        ("栗树社区", "栗树社区居委会", True),
        ("栗树社区", "栗树社区居民委员会", True),
        ("栗树社区", "栗树居民委员会", True),
        ("栗树居委会", "栗树居民委员会", True),
        ("栗树居委会", "栗树社区居民委员会", True),
        ("栗树村", "栗树居民委员会", False),
        ("栗树社区3栋", "栗树社区", False),
        ("", "栗树社区", False),
    ],
)
def test_an_incoming_member_is_in_the_community_named_in_the_register(
    cast: Cast, place: str, written: str, found: bool
) -> None:
    Division.objects.create(code=COMMUNITY, name=written, valid_from=date(2020, 1, 1))
    Division.objects.create(code="341823100001", name=written, valid_from=date(2020, 1, 1))
    Division.objects.create(code="341823101202", name=written, valid_from=date(2020, 1, 1))
    _arrive(cast, 71, place)
    assert _keys(mobile.incoming_community()) == ({int(COMMUNITY)} if found else set())


def test_a_community_is_done_when_all_who_have_come_are_placed(county: Cast) -> None:
    Division.objects.create(code=COMMUNITY, name="栗树社区", valid_from=date(2020, 1, 1))
    one, other = _arrive(county, 71, "栗树社区"), _arrive(county, 72, "栗树社区")
    duty = Obligation.objects.filter(rule="3.2c.placed", subject=int(COMMUNITY))
    for movement, status in ((one, "due"), (other, "met")):
        arriving.place(actor=county.actor("stranger", TODAY), on=TODAY, movement_id=movement)
        assert duty.get().status.startswith(status)
    assert operations.derive(on=TODAY) == NOTHING


def test_a_township_to_which_three_full_members_came_owes_a_temporary_branch(county: Cast) -> None:
    other = county.organisations["other"]
    duty = Obligation.objects.filter(rule="3.5a.temporary", subject=other.pk)
    for number in (71, 72):
        _arrive(county, number)
        assert not duty.exists()
    last = _arrive(county, 73)
    assert duty.get().status == "due"
    founding.found(
        actor=county.actor("county_officer", TODAY), on=TODAY, parent_id=other.pk, kind="temporary_branch",
        full_name="中共泾县茂林镇流动党员临时支部委员会", approval=Approval("泾组〔2026〕6号", TODAY), short_name="流动党员临时支部",
    )  # fmt: skip
    assert duty.get().status == "met"
    assert operations.derive(on=TODAY) == NOTHING
    Incoming.objects.filter(pk=last).update(standing="probationary")
    assert len([row for row in mobile.incoming_full() if row["subject_id"] == other.pk]) == 2
