"""The set-up procedure: a blank becomes a branch only by the committee's reply, and a founding can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, refusal, scope, unit
from tests.people import Cast
from zhendi.domain.orgs.models import Organisation, Term
from zhendi.domain.people.models import Membership, Post
from zhendi.domain.setup import queries
from zhendi.domain.setup.models import Coverage, Procedure, ProcedureStep
from zhendi.domain.setup.operations import plans, procedure_deciding, procedure_founding, procedure_standardising
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.operations.procedure_opening import Founding, Reshaping, open_founding, open_reshaping
from zhendi.domain.setup.procedure_lists import items
from zhendi.domain.setup.queries import procedure_forms, procedure_records, procedures
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

NAME = "中共泾川镇竹木厂支部委员会"
OPENED, ASKED, REPLIED, MET, FILED = (date(2026, 5, day) for day in (4, 6, 12, 20, 25))


def founding(cast: Cast, units: list[int], **words: Any) -> Founding:
    """What is to be founded, below the township's committee."""
    said = {"full_name": NAME, "kind": "branch", "reason": "有三名正式党员"} | words
    return Founding(cast.organisations["township"].pk, unit_ids=units, **said)


def opened(cast: Cast, units: list[int] | None = None, **words: Any) -> int:
    """A founding just begun."""
    keys = units if units is not None else [unit(cast, said_full=3)]
    return open_founding(**act(cast, on=OPENED, founding=founding(cast, keys, **words)))


def agreed(cast: Cast, held: int) -> None:
    """Every unit says yes."""
    for line in procedure_records.record(scope(cast), held).units:
        words = {"procedure_id": held, "unit_id": line.id, "opinion": "agree", "said_by": "厂长周来福"}
        procedure_deciding.opine(**act(cast, on=OPENED, **words))


def approved(cast: Cast, held: int | None = None) -> int:
    """A founding approved by the township."""
    key = held if held is not None else opened(cast)
    agreed(cast, key)
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=key, number="竹木厂请〔2026〕1号"))
    procedure_deciding.approve(**act(cast, on=REPLIED, procedure_id=key, number="泾川委〔2026〕9号"))
    return key


def founded(cast: Cast) -> int:
    """A founding whose meeting was held."""
    key = approved(cast)
    meeting = Meeting(secretary_id=cast.people["member"].pk, note="应到 3 人，实到 3 人")
    procedure_founding.carry_out(**act(cast, on=MET, procedure_id=key, meeting=meeting))
    return key


def ticked(cast: Cast, held: int, *codes: str) -> None:
    """Lines of the check-list that are done."""
    for code in codes:
        procedure_standardising.tick(**act(cast, on=FILED, procedure_id=held, code=code, note="已办"))


def blanks(cast: Cast, day: date = TODAY) -> int:
    """How many blanks the county has on a day."""
    return queries.figures(scope(cast, as_of=day))[0].blank


def test_a_blank_becomes_a_branch_by_opinion_application_reply_and_meeting(cast: Cast) -> None:
    key = unit(cast, said_full=3)
    held = opened(cast, [key])
    assert blanks(cast) == 1
    agreed(cast, held)
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    procedure_deciding.approve(**act(cast, on=REPLIED, procedure_id=held, number="泾川委〔2026〕9号"))
    assert blanks(cast) == 1, "an approval founds nothing"
    meeting = Meeting(secretary_id=cast.people["member"].pk)
    made = procedure_founding.carry_out(**act(cast, on=MET, procedure_id=held, meeting=meeting))
    assert blanks(cast) == 0
    one = Organisation.objects.get(pk=made)
    assert (one.full_name, one.parent, one.founded_on, one.approval_number) == (
        NAME, cast.organisations["township"], MET, "泾川委〔2026〕9号",
    )  # fmt: skip
    assert Coverage.objects.get(unit=key).form == "own"
    assert Post.objects.get(organisation=made).role == "secretary"
    assert Term.objects.get(organisation=made).starts_on == MET
    steps = list(ProcedureStep.objects.filter(procedure=held).order_by("pk").values_list("step", flat=True))
    assert steps == ["opened", "applied", "approved", "founded"]
    assert all(each.by for each in procedure_records.record(scope(cast), held).steps)


def test_every_step_leaves_one_entry_as_its_last_act(cast: Cast) -> None:
    held = founded(cast)
    entries = Entry.objects.filter(subject_type="setup.Procedure", subject_id=str(held)).order_by("no")
    actions = [each.action for each in entries]
    assert actions == [f"setup.procedure_{word}" for word in ("opened", "opinion", "applied", "approved", "founded")]
    assert Entry.objects.order_by("-no").first().action == "setup.procedure_founded"


def test_standardising_asks_for_every_line_and_ends_the_procedure(cast: Cast) -> None:
    held = founded(cast)
    codes = [each.code for each in items()]
    early = refusal(procedure_standardising.standardise, **act(cast, on=FILED, procedure_id=held))
    assert early.code == "stage"
    procedure_standardising.file(**act(cast, on=FILED, procedure_id=held))
    ticked(cast, held, *codes[:-1])
    left = refusal(procedure_standardising.standardise, **act(cast, on=FILED, procedure_id=held))
    assert (left.code, len(left.details)) == ("items", 1)
    ticked(cast, held, codes[-1])
    procedure_standardising.standardise(**act(cast, on=FILED, procedure_id=held))
    assert procedure_records.record(scope(cast), held).row.state == "standardised"
    assert procedures.figures(scope(cast)).done == 1


def test_undoing_a_founding_restores_the_figures_and_keeps_the_past(cast: Cast) -> None:
    held = founded(cast)
    before = queries.figures(scope(cast, as_of=REPLIED))[0]
    words = {"procedure_id": held, "reason": "厂子并走，党员转到村里"}
    assert refusal(procedure_founding.undo, **act(cast, on=FILED, procedure_id=held, reason=" ")).field == "reason"
    procedure_founding.undo(**act(cast, on=FILED, **words))
    after = queries.figures(scope(cast))[0]
    assert (after.due, after.blank) == (before.due, before.blank) == (1, 1)
    assert blanks(cast, MET) == 0, "what was in between stays in the past"
    made = Procedure.objects.get().made
    assert made is not None and made.dissolved_on == FILED
    assert not Post.objects.filter(organisation=made, valid_to=None).exists()
    assert refusal(procedure_founding.undo, **act(cast, on=FILED, **words)).code == "ended"


def test_a_founding_is_undone_on_a_later_day(cast: Cast) -> None:
    held = founded(cast)
    same = refusal(procedure_founding.undo, **act(cast, on=MET, procedure_id=held, reason="登记错了"))
    assert (same.code, same.field) == ("day_early", "on")
    assert "第二天再办" in same.message
    procedure_founding.undo(**act(cast, on=MET + timedelta(days=1), procedure_id=held, reason="登记错了"))
    assert blanks(cast) == 1


def test_a_standardised_founding_is_not_undone(cast: Cast) -> None:
    held = founded(cast)
    procedure_standardising.file(**act(cast, on=FILED, procedure_id=held))
    ticked(cast, held, *(each.code for each in items()))
    procedure_standardising.standardise(**act(cast, on=FILED, procedure_id=held))
    assert refusal(procedure_founding.undo, **act(cast, procedure_id=held, on=FILED, reason="不办了")).code == "stage"


def test_a_unit_that_objects_is_left_out_and_the_rest_must_be_enough(cast: Cast) -> None:
    keys = [unit(cast, name, said_full=full) for name, full in (("甲厂", 2), ("乙厂", 1), ("丙厂", 1))]
    joint = {"kind": "joint_branch", "full_name": "中共泾川镇甲厂联合支部委员会"}
    held = opened(cast, keys, **joint)
    assert refusal(procedure_deciding.apply, **act(cast, on=ASKED, procedure_id=held)).code == "silent"
    agreed(cast, held)
    no = {"procedure_id": held, "unit_id": keys[2], "opinion": "object", "said_by": "厂长"}
    assert refusal(procedure_deciding.opine, **act(cast, on=ASKED, **no)).field == "note"
    procedure_deciding.opine(**act(cast, on=ASKED, note="准备搬走", **no))
    procedure_deciding.opine(**act(cast, on=ASKED, note="不同意", **(no | {"unit_id": keys[1]})))
    assert refusal(procedure_deciding.apply, **act(cast, on=ASKED, procedure_id=held)).code == "too_few_members"
    procedure_deciding.opine(**act(cast, on=ASKED, **(no | {"unit_id": keys[1], "opinion": "agree"})))
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    assert opened(cast, [keys[2]], kind="temporary_branch", full_name="中共丙厂临时支部委员会")


def test_what_cannot_be_founded_is_refused_at_once(cast: Cast) -> None:
    small = unit(cast, "小厂", said_full=2)
    enough = unit(cast, said_full=3)
    taken = opened(cast, [enough])
    for units, words, code in (
        ([small], {}, "too_few_members"),
        ([], {}, "too_few"),
        ([enough], {}, "not_blank"),
        ([small], {"full_name": "竹木厂支部"}, "name_form"),
        ([small], {"kind": "group"}, "level"),
        ([small], {"reason": ""}, "too_few_members"),
    ):
        made = founding(cast, units, **words)
        assert refusal(open_founding, **act(cast, on=OPENED, founding=made)).code == code
    assert Procedure.objects.get().pk == taken


def test_only_the_committee_with_the_power_replies(cast: Cast) -> None:
    held = opened(cast)
    agreed(cast, held)
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    assert Procedure.objects.get().committee == cast.organisations["township"]
    words = {"on": REPLIED, "procedure_id": held, "number": "1号"}
    for who in ("stranger", "villager", "mobile_member", "clerk", "secretary"):
        with pytest.raises(NotVisible):
            procedure_deciding.approve(**act(cast, who, **words))
    assert refusal(procedure_deciding.approve, **act(cast, **(words | {"number": " "}))).field == "number"
    procedure_deciding.approve(**act(cast, "county_officer", **words))


def test_a_refusal_needs_a_reason_and_frees_the_units(cast: Cast) -> None:
    key = unit(cast, said_full=3)
    held = opened(cast, [key])
    agreed(cast, held)
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    assert refusal(procedure_deciding.refuse, **act(cast, on=REPLIED, procedure_id=held, reason="")).field == "reason"
    procedure_deciding.refuse(**act(cast, on=REPLIED, procedure_id=held, reason="先和村里商量"))
    assert opened(cast, [key]) != held
    assert procedure_records.record(scope(cast), held).row.state == "ended"


def test_steps_go_in_order_and_no_day_goes_back(cast: Cast) -> None:
    held = opened(cast)
    assert refusal(procedure_deciding.approve, **act(cast, on=ASKED, procedure_id=held, number="1")).code == "stage"
    meeting = Meeting(secretary_id=cast.people["member"].pk)
    early = act(cast, on=ASKED, procedure_id=held, meeting=meeting)
    assert refusal(procedure_founding.carry_out, **early).code == "stage"
    agreed(cast, held)
    assert refusal(procedure_deciding.apply, **act(cast, on=APRIL, procedure_id=held)).code == "day_early"
    approved_at = act(cast, on=date(2026, 7, 1), procedure_id=held)
    assert refusal(procedure_deciding.apply, **approved_at).code == "day_future"


def test_a_founding_without_a_secretary_writes_nothing(cast: Cast) -> None:
    held = approved(cast)
    words = act(cast, on=MET, procedure_id=held, meeting=Meeting())
    assert refusal(procedure_founding.carry_out, **words).field == "secretary"
    bad = act(cast, on=MET, procedure_id=held, meeting=Meeting(secretary_id=cast.people["villager"].pk))
    assert refusal(procedure_founding.carry_out, **bad).code == "standing"
    assert not Coverage.objects.exists()
    assert not Organisation.objects.filter(full_name=NAME).exists()


def test_a_proposal_is_carried_out_only_after_it_is_accepted_and_with_its_own_units(cast: Cast) -> None:
    keys = [unit(cast, name, said_full=2) for name in ("甲厂", "乙厂")]
    proposal = plans.propose(**act(cast, on=MAY, hub_id=keys[0], unit_ids=keys))
    joint = {"kind": "joint_branch", "full_name": "中共泾川镇甲厂联合支部委员会", "proposal_id": proposal}
    made = founding(cast, keys, **joint)
    assert refusal(open_founding, **act(cast, on=OPENED, founding=made)).code == "not_accepted"
    plans.accept(**act(cast, on=MAY, proposal_id=proposal))
    start = procedure_forms.start(scope(cast), proposal_id=proposal)
    assert [key for key, _ in start.units] == sorted(keys, key=lambda key: key != keys[1])
    held = opened(cast, keys, **joint)
    assert procedure_forms.of_proposal(scope(cast), proposal) == held


def test_a_temporary_branch_may_be_small(cast: Cast) -> None:
    key = unit(cast, "筑路项目部", "project", said_full=1, starts_on=APRIL)
    held = opened(cast, [key], kind="temporary_branch", full_name="中共筑路项目部临时支部委员会")
    approved(cast, held)
    made = procedure_founding.carry_out(
        **act(cast, on=MET, procedure_id=held, meeting=Meeting(secretary_id=cast.people["member"].pk))
    )
    assert not Term.objects.filter(organisation=made).exists(), "a temporary branch holds no term elections"


def reshaped(cast: Cast, sort: str, **words: Any) -> int:
    """A change of the village branch, approved."""
    one = Reshaping(sort, cast.organisations["branch"].pk, "党员多了", **words)
    held = open_reshaping(**act(cast, on=OPENED, reshaping=one))
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    procedure_deciding.approve(**act(cast, on=REPLIED, procedure_id=held, number="泾川委〔2026〕10号"))
    procedure_founding.carry_out(**act(cast, on=MET, procedure_id=held, meeting=Meeting()))
    return held


def test_a_branch_becomes_a_general_branch_with_a_first_branch_below(cast: Cast) -> None:
    held = reshaped(
        cast, "upgrade", kind="general_branch", full_name="中共泾川镇百园村总支部委员会",
        first_branch="中共泾川镇百园村第一支部委员会",
    )  # fmt: skip
    cast.organisations["branch"].refresh_from_db()
    assert cast.organisations["branch"].kind == "general_branch"
    procedure_standardising.file(**act(cast, on=FILED, procedure_id=held))
    assert procedure_records.record(scope(cast), held).row.state == "standardised"


def test_a_branch_goes_up_in_another_with_its_members(cast: Cast) -> None:
    reshaped(cast, "merge", target_id=cast.organisations["second"].pk)
    cast.organisations["branch"].refresh_from_db()
    assert cast.organisations["branch"].dissolved_on == MET
    there = Membership.objects.as_of(TODAY).filter(organisation=cast.organisations["second"])
    assert there.filter(person=cast.people["member"]).exists()


def test_the_branchs_own_secretary_begins_a_change_and_sees_it(cast: Cast) -> None:
    one = Reshaping("dissolve", cast.organisations["branch"].pk, "村庄撤并")
    held = open_reshaping(**act(cast, "secretary", on=OPENED, reshaping=one))
    assert procedure_records.record(scope(cast, "secretary"), held).deeds == ("apply", "withdraw", "attach")
    procedure_deciding.apply(**act(cast, "secretary", on=ASKED, procedure_id=held))
    again = act(cast, "secretary", on=REPLIED, procedure_id=held, number="1号")
    assert refusal(procedure_deciding.approve, **again).code == "not_yours"
    with pytest.raises(NotVisible):
        procedure_records.record(scope(cast, "stranger"), held)


def test_a_past_day_shows_the_stage_of_that_day(cast: Cast) -> None:
    held = founded(cast)
    for day, state in ((OPENED, "opened"), (ASKED, "applied"), (REPLIED, "approved"), (MET, "founded")):
        assert procedure_records.record(scope(cast, as_of=day), held).row.state == state
    with pytest.raises(NotVisible):
        procedure_records.record(scope(cast, as_of=MAY), held)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        key = unit(cast, f"第{each}厂", said_full=3)
        opened(cast, [key], full_name=f"中共第{each}厂支部委员会")
    seen = scope(cast)
    with django_assert_num_queries(3):
        page = procedures.listing(seen, procedures.Filters())
    assert len(page.rows) == number


def test_a_founding_without_units_says_its_members_and_goes_the_same_way(cast: Cast) -> None:
    bare = refusal(opened, cast=cast, units=[])
    assert (bare.code, bare.field) == ("too_few", "units")
    few = refusal(opened, cast=cast, units=[], said_full=2)
    assert (few.code, few.field) == ("too_few_members", "said_full")
    held = opened(cast, [], said_full=5)
    assert refusal(opened, cast=cast, units=[], said_full=5).code == "running", "pressed twice"
    procedure_deciding.apply(**act(cast, on=ASKED, procedure_id=held))
    procedure_deciding.approve(**act(cast, on=REPLIED, procedure_id=held, number="泾川委〔2026〕9号"))
    meeting = Meeting(secretary_id=cast.people["member"].pk)
    made = procedure_founding.carry_out(**act(cast, on=MET, procedure_id=held, meeting=meeting))
    assert Organisation.objects.get(pk=made).full_name == NAME
    assert not Coverage.objects.filter(organisation=made).exists()


def test_a_cluster_of_a_sibling_has_one_procedure_until_it_fails(cast: Cast) -> None:
    words = {
        "kind": "temporary_branch",
        "full_name": "中共泾县驻杭州流动党员临时支部委员会",
        "source": "cluster",
        "source_id": 7,
    }
    held = opened(cast, [], **words)
    assert procedure_forms.of_sources(scope(cast), "cluster", [7, 8]) == {7: held}
    assert procedure_forms.of_sources(scope(cast, "stranger"), "cluster", [7]) == {}
    again = words | {"full_name": "中共泾县驻杭州第二临时支部委员会"}
    assert refusal(opened, cast=cast, units=[], **again).code == "running"
    procedure_deciding.withdraw(**act(cast, on=ASKED, procedure_id=held, reason="人回来了"))
    assert opened(cast, [], **again)
    with pytest.raises(ValueError, match="belong together"):
        opened(cast, [], **(words | {"source_id": None}))
