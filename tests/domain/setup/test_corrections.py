"""The register is put right without a procedure only by the right for it, for a reason, on a paper, and listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.domain.setup.county import APRIL, TODAY, act, refusal, scope
from tests.people import Cast
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.models import Membership
from zhendi.domain.people.operations.reorganise import Branch
from zhendi.domain.setup.models import Correction
from zhendi.domain.setup.operations.corrections import Correcting, correct
from zhendi.domain.setup.operations.procedure_opening import Reshaping, open_reshaping
from zhendi.domain.setup.queries import corrections
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

PAPER = Approval("泾组〔2019〕3号", date(2019, 3, 1))


def asked(cast: Cast, deed: str, place: str = "branch", **words: Any) -> Correcting:
    """A correction at a place of the cast."""
    said = {"approval": PAPER, "reason": "2019年已办，册上漏了"} | words
    return Correcting(deed, cast.organisations[place].pk, **said)


def corrected(cast: Cast, deed: str, place: str = "branch", **words: Any) -> int:
    """A correction made by the county."""
    return correct(**act(cast, "county_officer", correcting=asked(cast, deed, place, **words)))


def test_an_organisation_that_was_forgotten_is_entered(cast: Cast) -> None:
    made = corrected(cast, "found", "township", name=Branch("中共泾川镇城东村支部委员会", "城东村支部"), kind="branch")
    held = Correction.objects.get()
    assert (held.organisation_id, held.name, held.on, held.recorded_on, held.number) == (
        made, "中共泾川镇城东村支部委员会", APRIL, TODAY, PAPER.number,
    )  # fmt: skip
    last = Entry.objects.order_by("-no").first()
    assert last.action == "setup.correct_found" and "册上漏了" in last.summary


def test_members_and_names_follow_a_correction(cast: Cast) -> None:
    second = cast.organisations["second"].pk
    before = Membership.objects.as_of(TODAY).filter(organisation=cast.organisations["branch"]).count()
    there = Membership.objects.as_of(TODAY).filter(organisation=second).count()
    assert corrected(cast, "dissolve", successor_id=second) == cast.organisations["branch"].pk
    assert Membership.objects.as_of(TODAY).filter(organisation=second).count() == before + there
    rows = corrections.listing(scope(cast)).rows
    assert [(row.deed_title, row.name) for row in rows] == [("更正撤销", cast.organisations["branch"].full_name)]


def test_merging_and_reclassifying(cast: Cast) -> None:
    corrected(cast, "merge", "second", source_ids=[cast.organisations["branch"].pk])
    assert Organisation.objects.get(pk=cast.organisations["branch"].pk).dissolved_on == APRIL
    corrected(cast, "reclassify", "second", kind="joint_branch", name=Branch("中共泾川镇机关联合支部委员会"))
    assert Organisation.objects.get(pk=cast.organisations["second"].pk).kind == "joint_branch"
    assert {row.deed_title for row in corrections.every(scope(cast))} == {"更正合并", "更正改设"}
    assert corrections.listing(scope(cast), deed="merge").total == 1
    assert corrections.listing(scope(cast), text="没有").total == 0


def test_the_county_alone_and_for_a_reason(cast: Cast) -> None:
    one = asked(cast, "dissolve")
    assert refusal(correct, **act(cast, correcting=one)).code == "not_yours"
    assert refusal(correct, **act(cast, "secretary", correcting=one)).code == "not_yours"
    with pytest.raises(NotVisible):
        correct(**act(cast, "stranger", correcting=one))
    county = {"who": "county_officer"}
    assert refusal(correct, **act(cast, **county, correcting=replace(one, reason=" "))).field == "reason"
    bare = replace(one, approval=Approval("", None), successor_id=cast.organisations["second"].pk)
    assert refusal(correct, **act(cast, **county, correcting=bare)).field == "approval_number"
    with pytest.raises(NotVisible):
        correct(**act(cast, **county, correcting=replace(one, deed="rename")))
    late = act(cast, on=date(2026, 7, 1), **county, correcting=one)
    assert refusal(correct, **late).code == "day_future"
    group = asked(cast, "found", name=Branch("第一党小组"), kind="group")
    assert refusal(correct, **act(cast, **county, correcting=group)).code == "level"
    assert not Correction.objects.exists()


def test_a_running_procedure_decides(cast: Cast) -> None:
    asked_for = Reshaping("dissolve", cast.organisations["branch"].pk, "村庄撤并")
    open_reshaping(**act(cast, reshaping=asked_for))
    assert refusal(correct, **act(cast, "county_officer", correcting=asked(cast, "dissolve"))).code == "running"


def test_a_stranger_and_a_past_day_see_no_corrections(cast: Cast, django_assert_num_queries: Any) -> None:
    for name in ("甲", "乙", "丙"):
        corrected(cast, "found", "township", name=Branch(f"中共泾川镇{name}村支部委员会"), kind="branch")
    assert corrections.listing(scope(cast, "stranger")).total == 0
    assert corrections.listing(scope(cast, as_of=date(2026, 5, 31))).total == 0
    reader = scope(cast)
    with django_assert_num_queries(2):
        assert len(corrections.listing(reader).rows) == 3
