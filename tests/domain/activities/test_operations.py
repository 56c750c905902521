"""Activities from the plan to the last demand: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.activities.county import MAY, TODAY, act, activity, attend, guests, plan, refusal
from tests.people import Cast
from zhendi.domain.activities import facts, queries
from zhendi.domain.activities.models import Activity, Attendance, Demand, Invitation, Minutes
from zhendi.domain.activities.operations import attending, demands, inviting, minutes, planning
from zhendi.domain.activities.operations.inviting import Guest
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def test_an_activity_is_planned_with_one_entry_in_the_trail(cast: Cast) -> None:
    before = Entry.objects.count()
    one = Activity.objects.get(pk=activity(cast))
    assert (one.state, one.path, one.held_on) == ("planned", cast.organisations["branch"].path, None)
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "mobile_member", "member"])
def test_whoever_does_not_see_the_branch_finds_nothing(cast: Cast, who: str) -> None:
    one = activity(cast)
    (guest,) = guests(cast, one, "member")
    by = act(cast, who)
    calls = [
        lambda: planning.plan(**by, organisation_id=cast.organisations["branch"].pk, given=plan()),
        lambda: planning.change(**by, activity_id=one, given=plan(title="另一次")),
        lambda: planning.cancel(**by, activity_id=one, reason="不开了"),
        lambda: inviting.invite(**by, activity_id=one, guests=[Guest("张三")]),
        lambda: inviting.reply(**by, activity_id=one, replies={guest: "coming"}),
        lambda: inviting.withdraw(**by, activity_id=one, invitation_id=guest),
        lambda: attending.attend(**by, activity_id=one, held_on=MAY, ways={guest: "on_site"}),
        lambda: attending.unhold(**by, activity_id=one),
        lambda: minutes.write(**by, activity_id=one, text="纪要"),
        lambda: demands.put(
            **by, activity_id=one, text="修路", owner_id=cast.people["secretary"].pk, due_on=TODAY
        ),
        lambda: queries.record(by["actor"].scope, one),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(NotVisible):
            call()
    assert queries.listing(by["actor"].scope, queries.Filters()).total == 0
    assert Activity.objects.get(pk=one).revision == 1


def test_the_branch_does_not_plan_for_the_township(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        activity(cast, place="township")


def test_a_committee_member_without_the_right_to_write_is_told_who_may(cast: Cast) -> None:
    cast.appoint("member", "publicity_member", "branch")
    one = activity(cast)
    assert refusal(planning.cancel, **act(cast, "member", activity_id=one, reason="不开")).code == "not_yours"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"kind": "ball"}, "kind"),
        ({"place": "", "remote": ""}, "place"),
        ({"hours": Decimal(25)}, "hours"),
        ({"hours": Decimal(-1)}, "hours"),
        ({"agenda": "长" * 4001}, "agenda"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_under_its_field(cast: Cast, changed: dict[str, object], field: str) -> None:
    words = act(cast, organisation_id=cast.organisations["branch"].pk, given=plan()._replace(**changed))
    assert refusal(planning.plan, **words).field == field
    assert not Activity.objects.exists()


def test_a_dissolved_branch_holds_nothing(cast: Cast) -> None:
    cast.organisations["branch"].dissolved_on = MAY
    cast.organisations["branch"].save()
    words = act(cast, "township_officer", organisation_id=cast.organisations["branch"].pk, given=plan())
    assert refusal(planning.plan, **words).code == "dissolved"


def test_what_was_held_cannot_be_cancelled_and_what_was_cancelled_cannot_be_held(cast: Cast) -> None:
    held, dropped = activity(cast), activity(cast, title="第二次")
    attend(cast, held, {})
    assert refusal(planning.cancel, **act(cast, activity_id=held, reason="错了")).code == "held"
    planning.cancel(**act(cast, activity_id=dropped, reason="下雨"))
    assert refusal(attending.attend, **act(cast, activity_id=dropped, held_on=MAY, ways={})).code == "cancelled"


def test_guests_are_invited_once_whatever_they_are_known_by(cast: Cast) -> None:
    one = activity(cast)
    person = cast.people["mobile_member"].pk
    made = inviting.invite(
        **act(
            cast, activity_id=one, guests=[Guest("燕南飞", person, 7), Guest("", person), Guest("老张"), Guest("老张")]
        )
    )
    assert made == 2
    again = [Guest("", person), Guest("燕南飞", None, 7), Guest("老张")]
    assert refusal(inviting.invite, **act(cast, activity_id=one, guests=again)).code == "unchanged"
    assert set(Invitation.objects.values_list("name", "reference")) == {("燕南飞", 7), ("老张", None)}


def test_nobody_out_of_sight_is_invited(cast: Cast) -> None:
    one = activity(cast)
    with pytest.raises(NotVisible):
        inviting.invite(**act(cast, activity_id=one, guests=[Guest(person_id=cast.people["stranger"].pk)]))
    assert not Invitation.objects.exists()


def test_inviting_and_noting_take_the_same_number_of_statements_for_one_and_for_thirty(cast: Cast) -> None:
    counted = []
    for title, number in (("第一次", 1), ("第二次", 30)):
        one = activity(cast, title=title)
        with CaptureQueriesContext(connection) as asked:
            inviting.invite(**act(cast, activity_id=one, guests=[Guest(f"客人{n}", None, n) for n in range(number)]))
            ways = dict.fromkeys(Invitation.objects.filter(activity=one).values_list("pk", flat=True), "on_site")
            attend(cast, one, ways)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_attendance_keeps_the_true_day_and_gives_marks_for_contacts(cast: Cast) -> None:
    one = activity(cast)
    inviting.invite(**act(cast, activity_id=one, guests=[Guest("甲", None, 11), Guest("乙", None, 12)]))
    first, second = Invitation.objects.order_by("reference").values_list("pk", flat=True)
    marks = attend(cast, one, {first: "remote", second: "excused"})
    (held,) = Attendance.objects.filter(way="remote")
    assert marks == (attending.Mark(11, f"attendance:{held.pk}.1", ""),)
    assert Activity.objects.get(pk=one).held_on == MAY


def test_attendance_put_right_takes_the_old_proof_back(cast: Cast) -> None:
    one = activity(cast)
    inviting.invite(**act(cast, activity_id=one, guests=[Guest("甲", None, 11)]))
    (guest,) = Invitation.objects.values_list("pk", flat=True)
    (first,) = attend(cast, one, {guest: "on_site"})
    (second,) = attend(cast, one, {guest: "absent"})
    (third,) = attend(cast, one, {guest: "on_site"})
    assert second == attending.Mark(11, "", first.proof)
    assert third.proof not in {"", first.proof} and third.withdrawn == ""
    (moved,) = attend(cast, one, {}, held_on=MAY + DAY)
    assert moved.withdrawn == third.proof and moved.proof not in {"", third.proof}
    assert refusal(attending.attend, **act(cast, activity_id=one, held_on=MAY + DAY, ways={})).code == "unchanged"


def test_attendance_of_a_day_to_come_is_refused(cast: Cast) -> None:
    one = activity(cast)
    words = act(cast, activity_id=one, held_on=TODAY + DAY, ways={})
    assert refusal(attending.attend, **words).code == "day_future"


def test_a_guest_of_another_activity_is_not_found_on_the_sheet(cast: Cast) -> None:
    one, other = activity(cast), activity(cast, title="第二次")
    (guest,) = guests(cast, other, "member")
    with pytest.raises(NotVisible):
        attend(cast, one, {guest: "on_site"})
    assert (
        refusal(attending.attend, **act(cast, activity_id=other, held_on=MAY, ways={guest: "asleep"})).code
        == "way_unknown"
    )


def test_holding_taken_back_clears_the_sheet_and_gives_the_proofs(cast: Cast) -> None:
    one = activity(cast)
    (guest,) = guests(cast, one, "member")
    (mark,) = attend(cast, one, {guest: "on_site"})
    marks = attending.unhold(**act(cast, activity_id=one))
    assert marks == (attending.Mark(None, "", mark.proof),)
    assert not Attendance.objects.exists() and Activity.objects.get(pk=one).state == "planned"
    assert refusal(attending.unhold, **act(cast, activity_id=one)).code == "unchanged"


def test_an_invitation_of_someone_who_was_there_stays(cast: Cast) -> None:
    one = activity(cast)
    there, away = guests(cast, one, "member", "mobile_member")
    attend(cast, one, {there: "on_site"})
    assert refusal(inviting.withdraw, **act(cast, activity_id=one, invitation_id=there)).code == "attended"
    inviting.withdraw(**act(cast, activity_id=one, invitation_id=away))
    assert Invitation.objects.count() == 1


def test_minutes_are_kept_in_versions(cast: Cast) -> None:
    one = activity(cast)
    assert refusal(minutes.write, **act(cast, activity_id=one, text="纪要")).code == "not_held"
    attend(cast, one, {})
    minutes.write(**act(cast, activity_id=one, text="第一稿"))
    assert refusal(minutes.write, **act(cast, activity_id=one, text="第一稿 ")).code == "unchanged"
    assert minutes.write(**act(cast, activity_id=one, text="第二稿", recorder="石守成")) == 2
    row = queries.record(cast.scope("secretary", TODAY), one)
    assert [each.text for each in row.minutes] == ["第二稿", "第一稿"]
    assert Minutes.objects.count() == 2


def demand(cast: Cast, one: int, owner: str = "secretary", due: date = TODAY) -> int:
    return demands.put(
        **act(cast, activity_id=one, text="老家的路灯坏了", owner_id=cast.people[owner].pk, due_on=due)
    )  # fmt: skip


def test_a_demand_is_answered_by_its_owner_above_and_closed(cast: Cast) -> None:
    one = activity(cast)
    attend(cast, one, {})
    pk = demand(cast, one, "township_officer", TODAY + DAY)
    assert queries.open_demands(cast.scope("township_officer", TODAY)) == (1, 0)
    assert queries.open_demands(cast.scope("township_officer", TODAY).on(TODAY + 2 * DAY)) == (1, 1)
    demands.answer(**act(cast, "township_officer", demand_id=pk, text="下周修好"))
    demands.close(**act(cast, demand_id=pk, result="", satisfied=False))
    assert Demand.objects.get(pk=pk).state == "open"
    demands.answer(**act(cast, "township_officer", demand_id=pk, text="修好了"))
    assert refusal(demands.close, **act(cast, demand_id=pk, result=" ", satisfied=True)).field == "result"
    demands.close(**act(cast, demand_id=pk, result="灯亮了", satisfied=True))
    done = Demand.objects.get(pk=pk)
    assert (done.state, done.closed_on, done.result) == ("closed", TODAY, "灯亮了")
    assert refusal(demands.answer, **act(cast, demand_id=pk, text="再答")).code == "state"


def test_only_someone_in_office_there_or_above_answers_for_a_demand(cast: Cast) -> None:
    one = activity(cast)
    for nobody in ("member", "stranger", "clerk"):
        words = act(cast, activity_id=one, text="修灯", owner_id=cast.people[nobody].pk, due_on=TODAY)
        assert refusal(demands.put, **words).code == "owner"
    names = dict(queries.owners(cast.scope("secretary", TODAY), cast.organisations["branch"].path))
    assert set(names) == {cast.people[name].pk for name in ("secretary", "township_officer", "county_officer")}
    assert names[cast.people["secretary"].pk] == "石守成（百园村支部书记）"


def test_a_demand_is_not_due_before_it_was_raised_and_goes_to_another(cast: Cast) -> None:
    one = activity(cast)
    attend(cast, one, {})
    words = act(cast, activity_id=one, text="修灯", owner_id=cast.people["secretary"].pk, due_on=MAY - DAY)
    assert refusal(demands.put, **words).field == "due_on"
    pk = demand(cast, one)
    owner = cast.people["township_officer"].pk
    demands.hand_on(**act(cast, demand_id=pk, owner_id=owner, due_on=TODAY + DAY))
    assert refusal(demands.hand_on, **act(cast, demand_id=pk, owner_id=owner, due_on=TODAY + DAY)).code == "unchanged"
    with pytest.raises(NotVisible):
        demands.answer(**act(cast, "stranger", demand_id=pk, text="不归我"))


def test_facts_count_what_was_held_and_the_hours_of_whoever_was_there(cast: Cast) -> None:
    one = activity(cast, kind="party_day", title="五月主题党日", hours=Decimal("1.5"))
    activity(cast, kind="party_day", title="六月主题党日")
    here, excused = guests(cast, one, "member", "mobile_member")
    attend(cast, one, {here: "on_site", excused: "excused"})
    branch = cast.organisations["branch"].pk
    assert list(facts.party_day()) == [{"subject_id": branch, "happened_on": MAY}]
    assert list(facts.members_meeting()) == []
    assert list(facts.study_hours()) == [
        {"subject_id": cast.people["member"].pk, "happened_on": MAY, "quantity": Decimal("1.5")}
    ]


def test_lists_filter_and_take_the_same_number_of_queries_for_one_and_for_three(
    cast: Cast, django_assert_num_queries
) -> None:
    one = activity(cast)
    guests(cast, one, "member", "mobile_member")
    scope = cast.scope("secretary", TODAY)
    with django_assert_num_queries(2):
        assert queries.listing(scope, queries.Filters()).rows[0].invited == 2
    activity(cast, kind="party_day", title="主题党日", day=date(2026, 4, 10))
    activity(cast, kind="lecture", title="党课", day=date(2026, 3, 10))
    with django_assert_num_queries(2):
        rows = queries.listing(scope, queries.Filters()).rows
    assert [row.title for row in rows] == ["流动党员座谈会", "主题党日", "党课"]

    def titles(**words: Any) -> list[str]:
        return [row.title for row in queries.listing(scope, queries.Filters(**words)).rows]

    assert titles(kind="lecture") == ["党课"]
    assert titles(text="主题") == ["主题党日"]
    assert titles(since=date(2026, 4, 10), until=date(2026, 4, 10)) == ["主题党日"]
    assert titles(order="early")[0] == "党课"
    assert len(titles(under=cast.organisations["branch"].pk)) == 3
    assert [row.title for row in queries.every(scope, queries.Filters(state="held"))] == []
    with pytest.raises(NotVisible):
        queries.listing(scope, queries.Filters(under=cast.organisations["away"].pk))


def test_a_record_takes_the_same_number_of_queries_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    small, large = activity(cast), activity(cast, title="第二次")
    for one, number in ((small, 1), (large, 3)):
        keys = guests(cast, one, *("member", "mobile_member", "secretary")[:number])
        attend(cast, one, dict.fromkeys(keys, "on_site"))
        for each in range(number):
            minutes.write(**act(cast, activity_id=one, text=f"第{each}稿"))
            demand(cast, one)
    scope = cast.scope("secretary", TODAY)
    for one in (small, large):
        with django_assert_num_queries(5):
            queries.record(scope, one)
