"""The inbox of a post-holder, what is overdue below, the explanation of a duty, and the burden."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.people.operations import corrections
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator
from zhendi.obligations import operations
from zhendi.obligations.models import Obligation, Waiver
from zhendi.obligations.queries import burden, explaining, inbox

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    operations.derive(on=TODAY)
    return cast


def rules(groups) -> list[str]:
    return [each.rule.id for each in groups]


# --- inbox ---------------------------------------------------------------------------------------------------


def test_a_secretary_finds_what_waits_at_his_branch_and_nothing_else(county: Cast) -> None:
    found = inbox.waiting(county.scope("secretary"))
    assert set(rules(found)) >= {
        "0.2.term-held",
        "4.5a.contact",
        "4.5d.fresh",
        "4.5d.whereabouts",
        "4.5f.in-contact",
    }
    assert {each.where for each in found} == {"百园村支部"}


def test_what_is_overdue_longest_comes_first(county: Cast) -> None:
    found = inbox.waiting(county.scope("secretary"))
    assert [each.due_on for each in found] == sorted(each.due_on for each in found if each.due_on)


def test_a_group_names_the_first_subjects_and_knows_the_only_one(county: Cast) -> None:
    group = next(each for each in inbox.waiting(county.scope("secretary")) if each.rule.id == "4.5a.contact")
    assert [duty.title for duty in group.first] == ["燕南飞"]
    assert group.only is not None
    assert group.clause.id == "4.5a"
    many = next(each for each in inbox.waiting(county.scope("county_officer")) if each.rule.id == "0.3.secretary")
    assert (many.number, many.overdue, many.only, len(many.first)) == (4, 4, None, 3)


def test_one_who_has_two_duties_of_a_rule_is_counted_once(county: Cast) -> None:
    row = Obligation.objects.get(rule="4.5a.contact", path=county.organisations["branch"].path)
    before, row.pk, row.period_from = row.period_from, None, row.period_from.replace(year=2019)
    assert row.period_from != before
    row.save()
    group = next(each for each in inbox.waiting(county.scope("secretary")) if each.rule.id == "4.5a.contact")
    assert (group.number, group.subjects, group.only) == (2, 1, None)


def test_several_posts_are_one_inbox(county: Cast) -> None:
    county.appoint("secretary", "secretary", "away")
    found = inbox.waiting(county.scope("secretary"))
    assert {each.where for each in found} == {"百园村支部", "茂林村支部"}


def test_one_without_a_post_has_an_empty_inbox(county: Cast) -> None:
    for name in ("member", "villager", "clerk"):
        assert inbox.waiting(county.scope(name)) == ()
        assert inbox.sums(county.scope(name), since=TODAY.replace(day=1)).open == 0


def test_what_was_done_this_month_and_what_is_excused_stand_apart(county: Cast) -> None:
    Outgoing.objects.update(contact_name="石守成", contact_phone="")
    Outgoing.objects.update(valid_from=date(2026, 5, 2))
    Waiver.objects.create(
        rule="0.2.term-held", subject=county.organisations["branch"].pk, path="", reason="换届筹备组已成立",
        decided_by="高远山", decided_on=TODAY, valid_from=TODAY, valid_to=date(2026, 9, 1),
    )  # fmt: skip
    operations.derive(on=TODAY)
    scope = county.scope("secretary")
    assert "4.5d.phone" in rules(inbox.done(scope, since=date(2026, 5, 1)))
    (excused,) = inbox.excused(scope)
    assert (excused.rule.id, excused.first[0].excuse) == ("0.2.term-held", "换届筹备组已成立")
    sums = inbox.sums(scope, since=date(2026, 5, 1))
    assert (sums.waived, sums.open) == (1, sum(each.number for each in inbox.waiting(scope)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_row_and_for_three(county: Cast, rows: int, django_assert_num_queries) -> None:
    kept = Obligation.objects.filter(rule="0.3.secretary", path="0001").values_list("pk", flat=True)[:rows]
    Obligation.objects.exclude(pk__in=kept).delete()
    scope = county.scope("county_officer")
    with django_assert_num_queries(6):
        inbox.waiting(scope)
    with django_assert_num_queries(1):
        inbox.sums(scope, since=TODAY)


# --- overdue below -------------------------------------------------------------------------------------------


def test_what_is_overdue_below_stands_by_rule_and_place(county: Cast) -> None:
    found = {each.rule.id: each for each in inbox.overdue_below(county.scope("county_officer"), on=TODAY)}
    held = found["0.2.term-held"]
    assert {(row.name, row.overdue) for row in held.rows} == {("泾川镇党委", 3), ("茂林镇党委", 2), ("县直机关支部", 1)}
    assert (held.overdue, held.places) == (6, 3)  # the county's own is not below
    assert all(row.may_nudge and row.again_on is None for row in held.rows)


def test_those_below_only_within_the_readers_own_tree(county: Cast) -> None:
    places = {row.name for each in inbox.overdue_below(county.scope("stranger"), on=TODAY) for row in each.rows}
    assert places == {"茂林村支部"}
    assert inbox.overdue_below(county.scope("secretary"), on=TODAY) == ()
    assert inbox.overdue_below(county.scope("villager"), on=TODAY) == ()


def test_after_a_reminder_the_day_of_the_next_is_told(county: Cast) -> None:
    path = county.organisations["township"].path
    operations.nudge(actor=county.actor("county_officer"), on=TODAY, rule="0.2.term-held", path=path)
    held = next(
        each
        for each in inbox.overdue_below(county.scope("county_officer"), on=TODAY)
        if each.rule.id == "0.2.term-held"
    )
    again = {row.name: row.again_on for row in held.rows}
    assert again == {"泾川镇党委": date(2026, 5, 23), "茂林镇党委": None, "县直机关支部": None}


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_below_costs_the_same_for_one_row_and_for_three(
    county: Cast, rows: int, django_assert_num_queries
) -> None:
    kept = Obligation.objects.filter(rule="0.2.term-held", path__gt="0001").values_list("pk", flat=True)[:rows]
    Obligation.objects.exclude(pk__in=kept).delete()
    scope = county.scope("county_officer")
    with django_assert_num_queries(3):
        inbox.overdue_below(scope, on=TODAY)


# --- why -----------------------------------------------------------------------------------------------------


def _explained(county: Cast, who: str, rule: str, **where: object) -> explaining.Explanation:
    return explaining.explain(county.scope(who), Obligation.objects.get(rule=rule, **where).pk)


def test_an_explanation_names_clause_numbers_evidence_and_bearer(county: Cast) -> None:
    told = _explained(county, "township_officer", "0.2.minimum", subject=county.organisations["branch"].pk)
    assert (told.clause.id, told.rule.id) == ("0.2", "0.2.minimum")
    numbers = {each.code: each.value for each in told.parameters}
    assert numbers["branch.minimum_full"] == 3
    members = next(each for each in told.facts if each.part == explaining.EVIDENCE)
    assert sum(row.counted for row in members.rows) == told.duty.total == 3
    assert told.bearers == ()  # the township has no secretary
    assert _explained(county, "secretary", "4.5a.contact").bearers == ("石守成",)


def test_evidence_that_has_ended_is_shown_and_not_counted(county: Cast) -> None:
    county.end_posts("secretary", TODAY)
    operations.derive(on=TODAY)
    told = _explained(county, "county_officer", "0.3.secretary", subject=county.organisations["branch"].pk)
    held = next(each for each in told.facts if each.part == explaining.EVIDENCE)
    assert [(row.counted, row.why) for row in held.rows] == [(False, "已经结束")]
    assert told.duty.status == "due"
    assert [(each.before, each.after) for each in told.changes][-1] == ("", "met")


def test_every_duty_can_be_explained(county: Cast) -> None:
    scope = operator("命令行", TODAY).scope
    for pk in Obligation.objects.values_list("pk", flat=True):
        told = explaining.explain(scope, pk)
        assert told.parameters
        assert told.facts[0].rows


def test_a_stranger_is_told_nothing(county: Cast) -> None:
    with pytest.raises(NotVisible):
        _explained(county, "stranger", "4.5a.contact")
    with pytest.raises(NotVisible):
        _explained(county, "member", "4.5a.contact")


# --- burden --------------------------------------------------------------------------------------------------


def _correct(county: Cast, who: str, name: str, **given: str) -> None:
    corrections.correct(actor=county.actor(who), on=TODAY, person_id=county.people[name].pk, given=given)


def test_the_burden_is_what_was_entered_by_hand(county: Cast) -> None:
    assert burden.burden(county.scope("county_officer")).entries == 0
    _correct(county, "secretary", "member", education="高中", residence="泾川镇百园村三组")
    _correct(county, "stranger", "stranger", education="高中")
    found = burden.burden(county.scope("county_officer"))
    assert [(row.name, row.entries, row.fields) for row in found.places] == [("百园村支部", 1, 2), ("茂林村支部", 1, 1)]
    assert (found.known, found.estimated, found.minutes) == (3, 0, 1)
    assert burden.burden(county.scope("stranger")).fields == 1


def test_what_the_trail_does_not_count_is_estimated_and_said_so(county: Cast) -> None:
    from zhendi.domain.people.operations import posts

    posts.appoint(
        actor=county.actor("county_officer"), on=TODAY, person_id=county.people["stranger"].pk, role="secretary",
        organisation_id=county.organisations["other"].pk,
    )  # fmt: skip
    found = burden.burden(county.scope("county_officer"))
    assert (found.entries, found.known, found.estimated) == (1, 0, int(found.per_entry.value))


def test_reading_and_the_command_line_are_no_burden(county: Cast) -> None:
    from zhendi.kernel.audit import record

    for actor, action in (
        (county.actor("secretary"), "people.unmasked"),
        (None, "people.corrected"),
        (county.actor("secretary"), "export.duties"),
    ):
        record(actor=actor, action=action, on=TODAY, subject_type="", subject_id=None, path="000100020001", summary="")
    assert burden.burden(county.scope("county_officer")).entries == 0


def test_last_month_is_not_this_months_burden(county: Cast) -> None:
    _correct(county, "secretary", "member", education="高中")
    with clock.frozen(date(2026, 6, 1)):
        assert burden.burden(county.scope("county_officer")).entries == 0


def test_no_burden_of_places_that_one_does_not_see(county: Cast) -> None:
    with pytest.raises(NotVisible):
        burden.burden(county.scope("stranger"), path=county.organisations["township"].path)
    with pytest.raises(NotVisible):
        burden.burden(county.scope("member"))
