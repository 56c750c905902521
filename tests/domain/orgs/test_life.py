"""The life of an organisation: founded, renamed, moved, merged, dissolved. Its past stays what it was."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.orgs.county import APPROVAL, APRIL, BEFORE, MAY, TODAY, act, found, key, scope
from tests.people import SINCE, Cast
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.orgs import queries
from zhendi.domain.orgs.models import Change, Guidance, Organisation, Version
from zhendi.domain.orgs.operations import ending, guiding, reshaping
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.models import Membership
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db


def refusal(call, **words) -> Refused:
    with pytest.raises(Refused) as caught:
        call(**words)
    return caught.value


def test_a_founded_branch_stands_below_its_parent_from_its_day_on(cast: Cast) -> None:
    made = found(cast, short_name="城东村支部", division_code="341823100202")
    names = [line.called for line in queries.tree(scope(cast), key(cast, "township"))]
    assert names == ["百园村支部", "泾川镇机关支部", "城东村支部"]
    with pytest.raises(NotVisible):
        queries.record(scope(cast, as_of=BEFORE), made)
    one = queries.record(scope(cast), made)
    assert (one.founded, one.changes[0].action, one.changes[0].approval_number) == (
        "2026-04-01",
        "found",
        APPROVAL.number,
    )
    assert Entry.objects.filter(action="orgs.found", subject_id=made).count() == 1


def test_the_long_form_of_a_name_is_kept_as_the_register_keeps_it(cast: Cast) -> None:
    made = found(cast, name="中国共产党泾县泾川镇城东村 第一支部委员会")
    assert queries.record(scope(cast), made).full_name == "中共泾县泾川镇城东村第一支部委员会"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": "泾川镇城东村支部委员会"}, "full_name"),
        ({"name": "中共泾县泾川镇城东村党支部"}, "full_name"),
        ({"name": "中共支部委员会"}, "full_name"),
        ({"name": " "}, "full_name"),
        ({"name": "中共泾县泾川镇百园村支部委员会"}, "full_name"),
        ({"kind": "county_committee", "name": "中共泾县委员会"}, "kind"),
        ({"kind": "guild"}, "kind"),
        ({"parent": "branch"}, "kind"),
        ({"division_code": "12"}, "division_code"),
        ({"approval": Approval(" ", APRIL)}, "approval_number"),
        ({"approval": Approval("1号", None)}, "approved_on"),
        ({"approval": Approval("1号", MAY)}, "approved_on"),
        ({"on": date(2026, 6, 2)}, "on"),
        ({"on": date(2019, 12, 31)}, "approved_on"),
        ({"on": date(2019, 12, 31), "approval": Approval("1号", date(2019, 12, 1))}, "on"),
    ],
)
def test_a_wrong_founding_says_which_field_is_wrong_and_writes_nothing(cast: Cast, words, field: str) -> None:
    before = Organisation.objects.count(), Entry.objects.count()
    with pytest.raises(Refused) as caught:
        found(cast, **words)
    assert caught.value.field == field
    assert (Organisation.objects.count(), Entry.objects.count()) == before


def test_a_stranger_finds_no_organisation_to_change(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        reshaping.rename(
            **act(cast, "stranger", organisation_id=key(cast, "branch"), full_name="中共泾县泾川镇新园村支部委员会")
        )
    with pytest.raises(NotVisible):
        reshaping.move(**act(cast, "stranger", organisation_id=key(cast, "away"), parent_id=key(cast, "township")))


def test_name_and_end_are_decided_above(cast: Cast) -> None:
    rename = {"organisation_id": key(cast, "township"), "full_name": "中共泾县泾水镇委员会"}
    assert refusal(reshaping.rename, **act(cast, "township_officer", **rename)).code == "not_yours"
    reshaping.rename(**act(cast, "county_officer", **rename))
    for who in ("secretary", "member"):
        words = {"organisation_id": key(cast, "branch"), "full_name": "中共泾县泾川镇新园村支部委员会"}
        with pytest.raises((Refused, NotVisible)):
            reshaping.rename(**act(cast, who, **words))


def test_a_renamed_branch_keeps_its_old_name_for_old_days(cast: Cast) -> None:
    branch = key(cast, "branch")
    reshaping.rename(
        **act(cast, organisation_id=branch, full_name="中共泾县泾川镇新园村支部委员会", short_name="新园村支部")
    )
    assert queries.record(scope(cast), branch).called == "新园村支部"
    assert queries.record(scope(cast, as_of=BEFORE), branch).called == "百园村支部"
    assert [line.id for line in queries.search(scope(cast, as_of=BEFORE), "百园")] == [branch]
    assert queries.search(scope(cast), "百园") == ()


def test_a_day_before_the_latest_change_is_refused(cast: Cast) -> None:
    branch = key(cast, "branch")
    reshaping.rename(**act(cast, on=MAY, organisation_id=branch, full_name="中共泾县泾川镇新园村支部委员会"))
    words = {"organisation_id": branch, "full_name": "中共泾县泾川镇旧园村支部委员会"}
    assert refusal(reshaping.rename, **act(cast, on=APRIL, **words)).code == "day_early"


def test_members_and_movements_go_along_when_their_branch_moves(cast: Cast) -> None:
    branch, other = cast.organisations["branch"], cast.organisations["other"]
    reshaping.move(**act(cast, organisation_id=branch.pk, parent_id=other.pk))
    moved = Organisation.objects.get(pk=branch.pk)
    assert moved.path.startswith(other.path)
    assert set(Membership.objects.filter(organisation=branch).values_list("path", flat=True)) == {moved.path}
    assert set(Outgoing.objects.values_list("path", flat=True)) == {moved.path}
    assert Entry.objects.get(action="orgs.move").path == moved.path


def test_a_township_sees_its_own_past_and_no_later_comer(cast: Cast) -> None:
    branch = key(cast, "branch")
    reshaping.move(**act(cast, organisation_id=branch, parent_id=key(cast, "other")))
    old, new = "township_officer", "stranger"
    assert queries.record(scope(cast, old, BEFORE), branch).chain[-1].full_name == "中共泾县泾川镇委员会"
    assert queries.record(scope(cast, new), branch).chain[-1].full_name == "中共泾县茂林镇委员会"
    for who, day in ((old, TODAY), (new, BEFORE)):
        with pytest.raises(NotVisible):
            queries.record(scope(cast, who, day), branch)


def test_a_subtree_moves_whole_and_back_without_getting_its_old_place(cast: Cast) -> None:
    township, county = cast.organisations["township"], cast.organisations["county"]
    work = found(cast, "county", "中共泾县农村工作委员会", kind="work_committee")
    reshaping.move(**act(cast, on=MAY, organisation_id=township.pk, parent_id=work))
    assert [n.id for n in queries.record(scope(cast), key(cast, "branch")).chain] == [county.pk, work, township.pk]
    reshaping.move(**act(cast, on=TODAY, organisation_id=township.pk, parent_id=county.pk))
    paths = list(Version.objects.filter(organisation=township).order_by("valid_from").values_list("path", flat=True))
    assert len(set(paths)) == 3
    assert len(queries.record(scope(cast, as_of=MAY), key(cast, "branch")).chain) == 3


@pytest.mark.parametrize(
    ("one", "parent", "code"),
    [
        ("branch", "township", "unchanged"),
        ("township", "branch", "circle"),
        ("township", "other", ""),
        ("branch", "second", "level"),
    ],
)
def test_an_organisation_moves_only_where_its_level_fits(cast: Cast, one: str, parent: str, code: str) -> None:
    words = act(cast, organisation_id=key(cast, one), parent_id=key(cast, parent))
    if not code:
        reshaping.move(**words)
    else:
        assert refusal(reshaping.move, **words).code == code


def test_a_move_before_a_change_further_down_is_refused(cast: Cast) -> None:
    reshaping.rename(
        **act(cast, on=MAY, organisation_id=key(cast, "branch"), full_name="中共泾县泾川镇新园村支部委员会")
    )
    words = act(cast, on=APRIL, organisation_id=key(cast, "township"), parent_id=key(cast, "other"))
    assert "新园村" in refusal(reshaping.move, **words).message


def test_an_organisation_with_members_is_neither_merged_nor_dissolved_by_itself(cast: Cast) -> None:
    assert refusal(ending.dissolve, **act(cast, organisation_id=key(cast, "branch"))).code == "occupied"
    merge = act(cast, source_ids=[key(cast, "branch")], target_id=key(cast, "second"))
    assert refusal(ending.merge, **merge).code == "occupied"


def test_an_organisation_with_others_below_it_is_not_dissolved(cast: Cast) -> None:
    caught = refusal(ending.dissolve, **act(cast, organisation_id=key(cast, "township")))
    assert caught.code == "children" and len(caught.details) == 2


def test_a_dissolved_branch_is_gone_today_and_there_before(cast: Cast) -> None:
    made = found(cast)
    ending.dissolve(**act(cast, on=MAY, organisation_id=made))
    today, before = scope(cast), scope(cast, as_of=date(2026, 4, 30))
    assert made not in [line.id for line in queries.tree(today, key(cast, "township"))]
    assert made in [line.id for line in queries.tree(before, key(cast, "township"))]
    ended = queries.listing(today, queries.Filters(status="dissolved")).rows
    assert [(line.id, line.dissolved_on) for line in ended] == [(made, MAY)]
    assert queries.record(today, made).dissolved_on == MAY
    assert queries.record(before, made).dissolved_on is None
    assert (
        refusal(reshaping.relocate, **_without_approval(act(cast, organisation_id=made, division_code=""))).code
        == "dissolved"
    )


def test_committees_merge_with_what_stands_below_them(cast: Cast) -> None:
    work = found(cast, "county", "中共泾县农村工作委员会", kind="work_committee")
    under = found(cast, "county", "中共泾县水利局支部委员会")
    reshaping.move(**act(cast, organisation_id=under, parent_id=work))
    ending.merge(**act(cast, on=MAY, source_ids=[work], target_id=key(cast, "township")))
    assert Organisation.objects.get(pk=under).parent_id == key(cast, "township")
    assert queries.record(scope(cast, as_of=APRIL), under).parent_id == work
    actions = Change.objects.filter(organisation=key(cast, "township")).values_list("action", "other")
    assert list(actions) == [("merge", work)]


def test_a_branch_with_groups_does_not_become_a_committee(cast: Cast) -> None:
    found(cast, "branch", "第一党小组", kind="group")
    words = act(cast, organisation_id=key(cast, "branch"), kind="committee", full_name="中共泾县泾川镇百园村委员会")
    caught = refusal(reshaping.reclassify, **words)
    assert (caught.field, caught.details) == ("kind", ("第一党小组（党小组）",))


def test_guidance_opens_an_organisation_to_guiding_posts_until_it_ends(cast: Cast) -> None:
    township, office = key(cast, "township"), key(cast, "office")
    words = _without_approval(act(cast, organisation_id=township, guide_id=office))
    guiding.guide(**words)
    cast.end_posts("stranger", SINCE.replace(year=2021))
    cast.appoint("stranger", "guide", "office")
    assert queries.record(scope(cast, "stranger"), township).guides[0].organisation.id == office
    assert refusal(guiding.guide, **words).code == "unchanged"
    guiding.unguide(**{**words, "on": MAY})
    assert Guidance.objects.get().valid_to == MAY
    with pytest.raises(NotVisible):
        queries.record(scope(cast, "stranger"), township)


def test_no_organisation_guides_its_own_line(cast: Cast) -> None:
    words = _without_approval(act(cast, organisation_id=key(cast, "branch"), guide_id=key(cast, "county")))
    assert refusal(guiding.guide, **words).code == "in_line"


def test_a_branch_is_put_on_other_ground(cast: Cast) -> None:
    branch = key(cast, "branch")
    reshaping.relocate(**_without_approval(act(cast, organisation_id=branch, division_code="341823100202")))
    assert queries.record(scope(cast), branch).division_code == "341823100202"
    assert queries.record(scope(cast, as_of=BEFORE), branch).division_code == "341823100201"


def _without_approval(words):
    return {name: value for name, value in words.items() if name != "approval"}
