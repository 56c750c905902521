"""The incoming side: signing in, two townships with one member, and both registers brought to agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.models import Claim, Incoming, Outgoing
from zhendi.domain.mobile.operations import arriving, pairing
from zhendi.domain.mobile.operations.arriving import Arrival, Arrived
from zhendi.domain.mobile.queries import incoming, pairs
from zhendi.domain.mobile.queries.pairs import Asked, Filters, Pair
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Scope
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def arrive(cast: Cast, who: str = "stranger", town: str = "other", **facts: Any) -> Arrived:
    """The officer of the other township enters somebody."""
    arrival = Arrival(**{"name": "远来客", "citizen_number": citizen_number(77)} | facts)
    organisation = cast.organisations[town].pk
    return arriving.arrive(actor=cast.actor(who), on=TODAY, organisation_id=organisation, arrival=arrival)


def claims(scope: Scope) -> tuple[Asked, ...]:
    return pairs.listing(scope, Filters(pairs.CLAIMED)).claims


def alike(scope: Scope) -> tuple[Pair, ...]:
    return pairs.listing(scope, Filters(pairs.ALIKE)).pairs


def different(scope: Scope) -> tuple[Pair, ...]:
    return pairs.listing(scope, Filters(pairs.DIFFERENT)).pairs


def of_member(cast: Cast, name: str = "member") -> dict[str, str]:
    person = cast.people[name]
    return {"name": person.name, "citizen_number": str(person.citizen_number)}


def test_one_who_left_a_branch_of_ours_is_joined_at_once(cast: Cast) -> None:
    row = away(cast)
    made = arrive(cast, **of_member(cast))
    found = Incoming.objects.get()
    assert found.pk == made.movement_id
    assert (found.outgoing, found.person, found.sex) == (row, cast.people["member"], 1)


def test_one_who_is_released_counts_at_once_where_he_has_gone(cast: Cast) -> None:
    made = arrive(cast, **of_member(cast, "mobile_member")).movement_id
    asked = arrive(cast, "county_officer", "township", name="远来客", citizen_number=citizen_number(78)).movement_id
    assert made
    assert asked
    claim = arrive(cast, "stranger", "other", citizen_number=citizen_number(78), name="远来客").claim_id
    assert claim
    duties.derive(on=TODAY)
    arriving.answer(actor=cast.actor("township_officer"), on=TODAY, claim_id=claim, released=True)
    new = Incoming.objects.current().get(citizen_index=Incoming.objects.get(pk=asked).citizen_index)
    assert new.organisation == cast.organisations["other"]
    assert Obligation.objects.filter(rule="3.5a.placed", subject=new.pk).exists()
    assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)


def test_an_incoming_member_is_owed_a_branch_until_placed(cast: Cast) -> None:
    duties.derive(on=TODAY)
    made = arrive(cast).movement_id
    assert made is not None
    duty = Obligation.objects.filter(rule="3.5a.placed", subject=made)
    assert duty.get().status in ("due", "due_soon")
    arriving.place(actor=cast.actor("stranger"), on=TODAY, movement_id=made)
    assert duty.get().status == "met"
    arriving.leave(actor=cast.actor("stranger"), on=TODAY, movement_id=made)
    assert Incoming.objects.get(pk=made).ended == "moved_on"


def test_a_second_township_asks_the_first_and_gets_the_member_when_released(cast: Cast) -> None:
    first = arrive(cast).movement_id
    asked = arrive(cast, who="township_officer", town="township")
    assert (asked.movement_id, asked.holder) == (None, "茂林镇党委")
    claim = Claim.objects.get()
    assert [each.mine for each in claims(cast.scope("stranger"))] == [True]
    assert [each.mine for each in claims(cast.scope("township_officer"))] == [False]
    with pytest.raises(NotVisible):
        arriving.answer(actor=cast.actor("township_officer"), on=TODAY, claim_id=claim.pk, released=True)
    arriving.answer(actor=cast.actor("stranger"), on=TODAY, claim_id=claim.pk, released=True)
    assert Incoming.objects.get(pk=first or 0).valid_to is not None
    assert Incoming.objects.current().get().organisation == cast.organisations["township"]


def test_a_township_that_keeps_the_member_says_so(cast: Cast) -> None:
    first = arrive(cast).movement_id
    arrive(cast, who="township_officer", town="township")
    arriving.answer(actor=cast.actor("stranger"), on=TODAY, claim_id=Claim.objects.get().pk, released=False)
    assert Incoming.objects.current().get().pk == first
    assert claims(cast.scope("township_officer")) == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"citizen_number": "123"}, "citizen_number"),
        ({"name": " "}, "missing"),
        ({"moved_on": date(2027, 1, 1)}, "day_future"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_bad_arrivals_are_refused(cast: Cast, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        arrive(cast, **facts)
    assert refused.value.code == code


def test_members_of_the_same_township_have_not_come_from_elsewhere(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        arrive(cast, who="township_officer", town="township", **of_member(cast))
    assert refused.value.code == "here"


def test_a_branch_or_another_township_enters_nobody(cast: Cast) -> None:
    with pytest.raises((NotVisible, Refused)):
        arrive(cast, who="secretary", town="township")
    with pytest.raises(NotVisible):
        arrive(cast, who="stranger", town="township")


# --- both sides ----------------------------------------------------------------------------------------------------


def loose(cast: Cast, **facts: Any) -> Incoming:
    """An incoming row whose number was mistyped: only the name agrees."""
    town, person = cast.organisations["other"], cast.people["member"]
    wanted: dict[str, Any] = {"name": person.name, "organisation": town, "path": town.path, "valid_from": TODAY}
    return Incoming.objects.create(**wanted | facts)


def test_rows_of_one_name_are_shown_to_both_sides_and_decided_once(cast: Cast) -> None:
    row, come = away(cast), loose(cast)
    for who in ("secretary", "stranger"):
        assert [each.incoming_id for each in alike(cast.scope(who))] == [come.pk]
    pairing.decide(actor=cast.actor("secretary"), on=TODAY, outgoing_id=row.pk, incoming_id=come.pk, same=True)
    come.refresh_from_db()
    assert come.outgoing == row
    assert alike(cast.scope("stranger")) == ()


def test_two_of_the_same_name_stay_apart_when_somebody_says_so(cast: Cast) -> None:
    row, come = away(cast), loose(cast)
    pairing.decide(actor=cast.actor("stranger"), on=TODAY, outgoing_id=row.pk, incoming_id=come.pk, same=False)
    assert alike(cast.scope("secretary")) == ()
    come.refresh_from_db()
    assert come.outgoing is None


def test_disagreement_is_shown_to_both_and_settled_for_one_side(cast: Cast) -> None:
    row = away(cast, phone="19900001111")
    come = loose(cast, outgoing=row, employer="别的厂", phone="19900002222")
    for who in ("secretary", "stranger"):
        (pair,) = different(cast.scope(who))
        assert {field for field, *_ in pair.differs} == {"employer", "phone"}
        assert "19900002222" not in str(pair)
    pairing.settle(actor=cast.actor("stranger"), on=TODAY, incoming_id=come.pk, field="employer", outgoing_right=False)
    row.refresh_from_db()
    assert row.employer == "别的厂"


def test_a_third_party_finds_no_pair(cast: Cast) -> None:
    row, come = away(cast), loose(cast)
    Outgoing.objects.filter(pk=row.pk).update(path=cast.organisations["office"].path)
    with pytest.raises(NotVisible):
        pairing.decide(actor=cast.actor("secretary"), on=TODAY, outgoing_id=row.pk, incoming_id=come.pk, same=True)


def test_list_of_those_who_came_costs_as_many_questions_for_three_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    scope = cast.scope("stranger")
    loose(cast)
    for _ in range(2):
        with django_assert_num_queries(3):
            incoming.listing(scope)
        loose(cast, citizen_number=citizen_number(90 + _), name=f"某{_}")


# --- what an entry says --------------------------------------------------------------------------------------------


def test_reason_group_and_return_are_kept_and_go_along_to_another_township(cast: Cast) -> None:
    facts: dict[str, Any] = {"reason": "work", "group": "veteran", "returns_on": date(2026, 12, 1)}
    arrive(cast, moved_on=date(2026, 5, 1), **facts)
    arrive(cast, who="township_officer", town="township")
    arriving.answer(actor=cast.actor("stranger"), on=TODAY, claim_id=Claim.objects.get().pk, released=True)
    taken = Incoming.objects.current().get()
    assert taken.organisation == cast.organisations["township"]
    assert {name: getattr(taken, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reason": "holiday"}, "choice"),
        ({"group": "no"}, "choice"),
        ({"moved_on": date(2026, 5, 1), "returns_on": date(2026, 5, 1)}, "returns"),
        ({"employer": "厂" * 101}, "long"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(cast: Cast, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        arrive(cast, **facts)
    assert refused.value.code == code


def test_an_entry_is_changed_with_its_history_and_nothing_else_is(cast: Cast) -> None:
    made = arrive(cast, employer="旧厂", phone="19900001111", placed=True).movement_id
    assert made
    actor = cast.actor("stranger")
    told = Arrival(name="别人", citizen_number="", employer="新厂", reason="business", phone="19900002222")
    arriving.change(actor=actor, on=TODAY, movement_id=made, arrival=told)
    row = Incoming.objects.get(pk=made)
    assert (row.name, row.employer, row.reason, row.placed_in_branch, row.phone) == (
        "远来客", "新厂", "business", True, "19900002222",
    )  # fmt: skip
    note = row.changes.latest("pk").note
    assert "旧厂 → 新厂" in note
    assert "— → 经商创业" in note
    assert "1990000" not in note
    with pytest.raises(Refused) as refused:
        arriving.change(actor=actor, on=TODAY, movement_id=made, arrival=told)
    assert refused.value.code == "unchanged"


def test_only_the_township_that_has_the_member_changes_or_confirms(cast: Cast) -> None:
    made = arrive(cast).movement_id
    assert made
    for who in ("township_officer", "secretary", "member"):
        with pytest.raises(NotVisible):
            arriving.change(
                actor=cast.actor(who),
                on=TODAY,
                movement_id=made,
                arrival=Arrival(name="", citizen_number="", trade="农"),
            )
        with pytest.raises(NotVisible):
            arriving.confirm(actor=cast.actor(who), on=TODAY, movement_id=made)
    with clock.frozen(date(2026, 6, 25)):
        arriving.confirm(actor=cast.actor("stranger"), on=date(2026, 6, 25), movement_id=made)
    assert Incoming.objects.get(pk=made).checked_on == date(2026, 6, 25)


def test_reason_group_and_return_of_a_pair_are_compared_where_both_sides_say(cast: Cast) -> None:
    row = away(cast, reason="work", group="migrant", returns_on=date(2027, 1, 1))
    come = loose(cast, outgoing=row, reason="business", group="", returns_on=date(2027, 2, 1))
    (pair,) = different(cast.scope("secretary"))
    said = {field: (gone, here) for field, _, gone, here in pair.differs}
    assert said == {"reason": ("务工", "经商创业"), "returns_on": ("2027-01-01", "2027-02-01")}
    pairing.settle(actor=cast.actor("secretary"), on=TODAY, incoming_id=come.pk, field="reason", outgoing_right=True)
    come.refresh_from_db()
    assert come.reason == "work"


def test_a_day_of_leaving_that_is_settled_moves_the_day_from_which_the_member_floats(cast: Cast) -> None:
    row = away(cast)
    come = loose(cast, outgoing=row, moved_on=date(2026, 3, 10), moved_precision="d")
    pairing.settle(actor=cast.actor("stranger"), on=TODAY, incoming_id=come.pk, field="moved_on", outgoing_right=False)
    row.refresh_from_db()
    assert (row.moved_on, row.floating_on) == (date(2026, 3, 10), date(2026, 9, 10))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"reason": "work"}, ["甲"]), ({"reason": "-"}, ["乙", "丙"]), ({"group": "veteran"}, ["乙"]),
        ({"state": "due_back"}, ["甲"]), ({"state": "from_here"}, ["丙"]), ({"order": "back"}, ["甲", "乙", "丙"]),
        ({"order": "new"}, ["丙", "乙", "甲"]), ({"text": "茶"}, ["丙"]), ({"placed": "yes"}, []),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_put_in_order(cast: Cast, words: dict[str, str], names: list[str]) -> None:
    facts: dict[str, dict[str, Any]] = {
        "甲": {"reason": "work", "returns_on": date(2026, 6, 1), "moved_on": date(2024, 1, 1)},
        "乙": {"group": "veteran", "returns_on": date(2027, 6, 1), "moved_on": date(2025, 1, 1)},
        "丙": {"employer": "茶厂", "outgoing": away(cast), "moved_on": date(2026, 1, 1)},
    }
    for serial, (name, said) in enumerate(facts.items()):
        loose(cast, name=name, citizen_number=citizen_number(90 + serial), **said)
    found = [row.name for row in incoming.listing(cast.scope("stranger"), incoming.Filters(**words)).rows]
    assert (found if "order" in words else sorted(found)) == (names if "order" in words else sorted(names))
