"""A member's standing is history: rows end for a reason, by a named person, on a day; nothing is overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast
from zhendi.domain.people import queries
from zhendi.domain.people.models import Membership, Person, Post, Suspension
from zhendi.domain.people.operations import standing
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def rows(cast: Cast, whom: str = "member") -> list[tuple[str, str, date, date | None, str]]:
    found = Membership.objects.filter(person=cast.people[whom]).order_by("valid_from")
    return [(row.organisation.short_name, row.standing, row.valid_from, row.valid_to, row.ended) for row in found]


def words(cast: Cast, by: str, whom: str, **more) -> dict:
    return {"actor": cast.actor(by), "on": DAY, "person_id": cast.people[whom].pk, **more}


def place(cast: Cast, by: str = "township_officer", target: str = "second", **more) -> None:
    standing.place(
        **words(cast, by, "member", organisation_id=cast.organisations[target].pk, **{"reason": "名册登错支部", **more})
    )


def test_branch_put_right_is_a_new_row(cast: Cast) -> None:
    place(cast)
    assert rows(cast) == [
        ("百园村支部", "full", SINCE, DAY, "corrected"), ("泾川镇机关支部", "full", DAY, None, "")
    ]  # fmt: skip
    before = queries.record(cast.scope("township_officer").on(date(2025, 1, 1)), cast.people["member"].pk)
    assert before.membership is not None and before.membership.organisation_id == cast.organisations["branch"].pk


def test_branch_is_put_right_only_with_a_reason_and_into_a_real_branch(cast: Cast) -> None:
    with pytest.raises(Refused, match="理由"):
        place(cast, reason=" ")
    with pytest.raises(Refused, match="不隶属正式组织关系"):
        place(cast, target="township")
    with pytest.raises(Refused, match="本来就在"):
        place(cast, target="branch")


@pytest.mark.parametrize(
    ("by", "target"), [("secretary", "second"), ("township_officer", "away"), ("stranger", "away")]
)
def test_member_is_not_moved_out_of_or_into_what_is_not_kept(cast: Cast, by: str, target: str) -> None:
    with pytest.raises(NotVisible):
        place(cast, by=by, target=target)


def test_villager_is_taken_into_the_register_as_an_activist(cast: Cast) -> None:
    standing.place(
        **words(cast, "secretary", "villager", organisation_id=cast.organisations["branch"].pk, reason="支委会研究确定",
                standing="activist")
    )  # fmt: skip
    assert rows(cast, "villager") == [("百园村支部", "activist", DAY, None, "")]


def test_stages_follow_one_another_and_write_their_days(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="object")
    Person.objects.filter(pk=cast.people["member"].pk).update(joined_on=None, confirmed_on=None)
    standing.change_standing(**words(cast, "secretary", "member", standing="probationary", basis="支部大会2026-03-01"))
    later = words(cast, "secretary", "member", standing="full", basis="党委批复") | {"on": date(2027, 3, 1)}
    standing.change_standing(**later)
    assert [(row[1], row[4]) for row in rows(cast)] == [
        ("object", "stage"),
        ("probationary", "confirmed"),
        ("full", ""),
    ]
    held = Person.objects.get(pk=cast.people["member"].pk)
    assert (held.joined_on, held.confirmed_on) == (DAY, date(2027, 3, 1))


def test_full_membership_needs_probation_before_it(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="activist")
    with pytest.raises(Refused, match="先是预备党员"):
        standing.change_standing(**words(cast, "secretary", "member", standing="full", basis="批复"))
    with pytest.raises(Refused, match="与现在不同"):
        standing.change_standing(**words(cast, "secretary", "member", standing="activist", basis="批复"))
    with pytest.raises(Refused, match="依据"):
        standing.change_standing(**words(cast, "secretary", "member", standing="object", basis=""))


def end(cast: Cast, by: str, whom: str = "member", **more) -> None:
    standing.end_membership(**words(cast, by, whom, **{"ended": "transferred", "basis": "介绍信7号", **more}))


def test_death_ends_membership_and_posts(cast: Cast) -> None:
    cast.appoint("member", "deputy_secretary", "branch")
    end(cast, "secretary", ended="died", basis="")
    assert rows(cast)[-1][3:] == (DAY, "died")
    assert Person.objects.get(pk=cast.people["member"].pk).died_on == DAY
    assert not Post.objects.filter(person=cast.people["member"], valid_to=None).exists()


def test_whoever_has_gone_stays_on_record_with_the_last_branch(cast: Cast) -> None:
    end(cast, "secretary")
    listed = queries.listing(cast.scope("secretary"), queries.Filters(standing="gone"))
    assert [(row.name, row.ended) for row in listed.rows] == [("江水生", "组织关系转出")]
    assert queries.record(cast.scope("secretary"), cast.people["member"].pk).membership is None
    with pytest.raises(NotVisible):
        queries.record(cast.scope("stranger"), cast.people["member"].pk)


def test_leaving_the_party_is_recorded_by_a_committee_only(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        end(cast, "secretary", ended="left")
    cast.appoint("member", "deputy_secretary", "branch")
    cast.appoint("member", "cadre", "branch")
    end(cast, "township_officer", ended="left")
    assert [post.role for post in Post.objects.filter(person=cast.people["member"], valid_to=None)] == ["cadre"]


def test_end_needs_a_reason_a_paper_and_a_day_after_the_beginning(cast: Cast) -> None:
    with pytest.raises(Refused, match="减少的原因"):
        end(cast, "secretary", ended="moved")
    with pytest.raises(Refused, match="依据"):
        end(cast, "secretary", basis=" ")
    with pytest.raises(Refused, match="晚于"):
        end(cast, "secretary", on=SINCE)
    end(cast, "secretary")
    with pytest.raises(Refused, match="没有组织关系"):
        end(cast, "secretary")


def test_nobody_ends_the_own_membership(cast: Cast) -> None:
    with pytest.raises(Refused, match="不能为自己"):
        end(cast, "secretary", "secretary")


@pytest.mark.parametrize("by", ["stranger", "member", "clerk", "mobile_member"])
def test_membership_out_of_reach_is_not_found(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        end(cast, by, "secretary")


def suspend(cast: Cast, by: str = "township_officer", whom: str = "member", **more) -> int:
    return standing.suspend(**words(cast, by, whom, **{"ground": "detained", "decision": "泾纪〔2026〕1号", **more}))


def test_committee_suspends_rights_and_lifts_it_again(cast: Cast) -> None:
    pk = suspend(cast)
    actor = cast.actor("township_officer")
    with pytest.raises(Refused, match="依据"):
        standing.lift(actor=actor, on=date(2026, 6, 1), suspension_id=pk, basis="")
    with pytest.raises(Refused, match="晚于"):
        standing.lift(actor=actor, on=DAY, suspension_id=pk, basis="解除决定")
    standing.lift(actor=actor, on=date(2026, 6, 1), suspension_id=pk, basis="解除决定")
    assert Suspension.objects.get(pk=pk).valid_to == date(2026, 6, 1)
    assert Entry.objects.filter(action__startswith="people.suspen").count() == 2


def test_suspension_needs_a_decision_a_ground_and_a_free_period(cast: Cast) -> None:
    for more, said in (
        ({"decision": " "}, "文号"), ({"ground": "dislike"}, "依据"), ({"until": DAY}, "恢复日期"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            suspend(cast, **more)
    suspend(cast, until=date(2026, 9, 1))
    with pytest.raises(Refused, match="已经停止"):
        suspend(cast, on=date(2026, 8, 1))
    assert suspend(cast, on=date(2026, 9, 1))


@pytest.mark.parametrize("by", ["stranger", "secretary", "member"])
def test_rights_are_not_suspended_by_a_branch_or_a_stranger(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        suspend(cast, by=by)


def test_nobody_suspends_himself_and_nobody_without_membership(cast: Cast) -> None:
    with pytest.raises(Refused, match="不能为自己"):
        suspend(cast, whom="township_officer")
    with pytest.raises(Refused, match="没有组织关系"):
        suspend(cast, whom="villager")


def test_suspension_out_of_reach_is_not_found(cast: Cast) -> None:
    pk = suspend(cast)
    with pytest.raises(NotVisible):
        standing.lift(actor=cast.actor("stranger"), on=date(2026, 6, 1), suspension_id=pk, basis="解除")
    with pytest.raises(NotVisible):
        standing.lift(actor=cast.actor("township_officer"), on=date(2026, 6, 1), suspension_id=pk + 1, basis="解除")
