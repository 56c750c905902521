"""Proposals of joint branches: kept, changed by hand, accepted, dropped; planning again keeps them."""

from __future__ import annotations

import pytest

from tests.domain.setup.county import MAY, TODAY, act, cover, refusal, scope, unit
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Coverage, Proposal
from zhendi.domain.setup.operations import plans as deeds
from zhendi.domain.setup.queries import plans, problems
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def blanks(cast: Cast) -> list[int]:
    """Four small blanks a kilometre apart, in a row."""
    return [small(cast, name, step) for step, name in enumerate("甲乙丙丁")]


def _propose(cast: Cast, hub: int, units: list[int]) -> int:
    return deeds.propose(**act(cast, on=MAY, hub_id=hub, unit_ids=units))


def _planned(cast: Cast) -> plans.Planning:
    return plans.planning(scope(cast), problems.usual_limits(TODAY))


def test_a_group_kept_from_a_plan_stays_when_all_is_planned_again(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[3], [blanks[0], blanks[1], blanks[3]])
    (group,) = [row for row in _planned(cast).joint if row.proposal_id == kept]
    assert [one.id for one in group.units] == [blanks[0], blanks[1], blanks[3]]
    assert group.hub.name == "丁"
    assert group.accepted_on is None
    assert Entry.objects.filter(action="setup.propose", subject_id=kept).count() == 1


def test_a_group_is_changed_by_hand_until_it_is_accepted(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[0], blanks[:3])
    deeds.regroup(**act(cast, on=MAY, proposal_id=kept, hub_id=blanks[1], unit_ids=blanks[1:]))
    (group,) = _planned(cast).joint
    assert [one.id for one in group.units] == blanks[1:]
    same = refusal(deeds.regroup, **act(cast, on=MAY, proposal_id=kept, hub_id=blanks[1], unit_ids=blanks[1:]))
    assert same.code == "unchanged"
    deeds.accept(**act(cast, on=MAY, proposal_id=kept))
    late = refusal(deeds.regroup, **act(cast, on=MAY, proposal_id=kept, hub_id=blanks[1], unit_ids=blanks))
    assert late.code == "accepted"


def test_accepting_a_proposal_founds_nothing(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[0], blanks[:3])
    deeds.accept(**act(cast, on=MAY, proposal_id=kept))
    assert Proposal.objects.get().accepted_on == MAY
    assert not Coverage.objects.exists()
    assert _planned(cast).joint[0].accepted_on == MAY


def test_a_proposal_dropped_for_a_reason_frees_its_units(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[0], blanks[:3])
    assert refusal(deeds.drop, **act(cast, on=MAY, proposal_id=kept, reason=" ")).field == "reason"
    deeds.drop(**act(cast, on=MAY, proposal_id=kept, reason="路不通"))
    assert all(row.proposal_id is None for row in _planned(cast).joint)
    assert _propose(cast, blanks[0], blanks[:3]) != kept


def test_a_group_that_cannot_be_a_branch_is_refused_with_what_is_missing(cast: Cast, blanks: list[int]) -> None:
    covered = unit(cast, "有支部的厂", said_full=2)
    cover(cast, covered)
    for hub, units, code in (
        (blanks[0], blanks[:1], "too_few"),
        (blanks[3], blanks[:3], "hub"),
        (blanks[0], blanks[:2], "too_few_members"),
        (blanks[0], [*blanks[:2], covered], "not_blank"),
        (blanks[0], [*blanks[:2], small(cast, "大厂", full=2, said_probationary=49)], "too_many_members"),
    ):
        assert refusal(deeds.propose, **act(cast, on=MAY, hub_id=hub, unit_ids=units)).code == code
    assert not Proposal.objects.exists()


def test_a_unit_is_in_one_standing_proposal_only(cast: Cast, blanks: list[int]) -> None:
    _propose(cast, blanks[0], blanks[:3])
    words = act(cast, on=MAY, hub_id=blanks[3], unit_ids=blanks[1:])
    assert refusal(deeds.propose, **words).code == "taken"


def test_one_of_another_township_neither_proposes_nor_finds_a_proposal(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[0], blanks[:3])
    with pytest.raises(NotVisible):
        deeds.propose(**act(cast, "stranger", on=MAY, hub_id=blanks[0], unit_ids=blanks[:3]))
    with pytest.raises(NotVisible):
        deeds.accept(**act(cast, "stranger", on=MAY, proposal_id=kept))


def test_a_day_before_the_proposal_or_not_yet_come_is_refused(cast: Cast, blanks: list[int]) -> None:
    kept = _propose(cast, blanks[0], blanks[:3])
    early = refusal(deeds.accept, **act(cast, proposal_id=kept))
    assert early.code == "day_early"
