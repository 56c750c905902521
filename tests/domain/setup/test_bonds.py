"""Units that people want together or apart: set, obeyed by the next plan, lifted."""

from __future__ import annotations

import pytest

from tests.domain.setup.county import MAY, TODAY, act, cover, refusal, scope, unit
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Bond
from zhendi.domain.setup.operations import bonds as deeds
from zhendi.domain.setup.queries import bonds, plans, problems
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def blanks(cast: Cast) -> list[int]:
    return [small(cast, name, step) for step, name in enumerate(["甲", "乙", "丙", "丁", "戊", "己"])]


def _groups(cast: Cast) -> list[set[int]]:
    found = plans.planning(scope(cast), problems.usual_limits(TODAY))
    return [{one.id for one in row.units} for row in found.joint]


def _bind(cast: Cast, kind: str, units: list[int]) -> int:
    return deeds.bind(**act(cast, on=MAY, kind=kind, unit_ids=units, reason="同一位老板"))


def test_units_set_together_are_planned_in_one_group_though_they_lie_at_both_ends(
    cast: Cast, blanks: list[int]
) -> None:
    ends = {blanks[0], blanks[5]}
    assert not any(ends <= group for group in _groups(cast))
    made = _bind(cast, "together", sorted(ends))
    assert any(ends <= group for group in _groups(cast))
    (row,) = bonds.bonds(scope(cast))
    assert (row.id, row.together, row.reason, row.may_keep) == (made, True, "同一位老板", True)
    assert Entry.objects.filter(action="setup.bind", subject_id=made).count() == 1


def test_units_set_apart_are_never_planned_in_one_group_until_that_is_lifted(cast: Cast, blanks: list[int]) -> None:
    (near,) = [group for group in _groups(cast) if blanks[0] in group]
    pair = [blanks[0], min(near - {blanks[0]})]
    made = _bind(cast, "apart", pair)
    assert not any(set(pair) <= group for group in _groups(cast))
    deeds.lift(**act(cast, on=TODAY, bond_id=made))
    assert any(set(pair) <= group for group in _groups(cast))
    assert not bonds.bonds(scope(cast))
    assert bonds.bonds(scope(cast, as_of=MAY))


def test_what_cannot_be_meant_is_refused(cast: Cast, blanks: list[int]) -> None:
    covered = unit(cast, "有支部的厂", said_full=2)
    cover(cast, covered)
    _bind(cast, "apart", blanks[:2])
    for kind, units, reason, code in (
        ("beside", blanks[:2], "因", "kind"),
        ("together", blanks[:1], "因", "too_few"),
        ("together", blanks[2:4], " ", "missing"),
        ("together", blanks, "因", "too_many"),
        ("together", blanks[:2], "因", "clash"),
        ("apart", [blanks[0], covered], "因", "not_blank"),
        ("together", [blanks[2], small(cast, "大厂", full=2, said_probationary=49)], "因", "too_many_members"),
    ):
        words = act(cast, on=MAY, kind=kind, unit_ids=units, reason=reason)
        assert refusal(deeds.bind, **words).code == code
    assert Bond.objects.count() == 1


def test_another_township_neither_sets_nor_lifts_nor_sees(cast: Cast, blanks: list[int]) -> None:
    made = _bind(cast, "together", blanks[:2])
    with pytest.raises(NotVisible):
        deeds.bind(**act(cast, "stranger", on=MAY, kind="apart", unit_ids=blanks[:2], reason="因"))
    with pytest.raises(NotVisible):
        deeds.lift(**act(cast, "stranger", on=TODAY, bond_id=made))
    assert not bonds.bonds(scope(cast, "stranger"))
    deeds.lift(**act(cast, on=TODAY, bond_id=made))
    assert refusal(deeds.lift, **act(cast, on=TODAY, bond_id=made)).code == "unchanged"
