"""The page where both registers meet: one kind at a time, searched, put in order, turned, taken along, settled in place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY, away
from tests.web.mobile.test_lists import sheet
from zhendi.domain.mobile.models import Claim, Incoming, Outgoing, Verdict
from zhendi.domain.mobile.queries import pairs
from zhendi.domain.mobile.queries.pairs import ALIKE, CLAIMED, DIFFERENT, JOINED, Filters
from zhendi.domain.mobile.sides import FIELDS
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "mobile-pairs"
KINDS = [CLAIMED, ALIKE, DIFFERENT, JOINED]
NAMES = ("member", "secretary", "mobile_member")
OTHERS: dict[str, Any] = {
    "moved_on": date(2025, 4, 1), "employer": "别的厂", "trade": "餐饮", "reason": "study", "group": "veteran",
    "returns_on": date(2027, 1, 1), "phone": "19900009999",
}  # fmt: skip
OURS: dict[str, Any] = {
    "reason": "work", "group": "migrant", "returns_on": date(2027, 2, 1), "phone": "19900008888",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(TODAY):
        yield


def come(cast: Cast, name: str, **facts: Any) -> Incoming:
    """Somebody of the cast, or a name, on the register of the other township."""
    town = cast.organisations["other"]
    known = cast.people.get(name)
    wanted: dict[str, Any] = {
        "name": known.name if known else name, "organisation": town, "path": town.path, "valid_from": TODAY,
        "moved_on": date(2025, 3, 1), "citizen_number": citizen_number(70 + Incoming.objects.count()),
    }  # fmt: skip
    return Incoming.objects.create(**wanted | facts)


def some(cast: Cast, kind: str, names: tuple[str, ...] = NAMES) -> None:
    """One of a kind for each name."""
    asks = cast.organisations["township"]
    for serial, name in enumerate(names):
        if kind == CLAIMED:
            row = come(cast, name)
            Claim.objects.create(
                movement=row, organisation=asks, path=asks.path, claimed_on=date(2026, 6, 1 + serial), claimed_by="田"
            )
            continue
        gone = away(cast, name)
        facts = {"employer": "松江电子厂", "trade": "制造业", "moved_on": date(2025, 3, 1 + serial)}
        if kind != ALIKE:
            facts |= {"outgoing": gone} | ({"employer": "别的厂"} if kind == DIFFERENT else {})
            Outgoing.objects.filter(pk=gone.pk).update(moved_on=facts["moved_on"])
        come(cast, name, **facts)


def shown(client: Client, **words: Any) -> str:
    answer = client.get(reverse(PAGE), words)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["secretary", "stranger", "county_officer"])
def test_each_kind_is_shown_to_both_sides(cast: Cast, kind: str, who: str) -> None:
    some(cast, kind)
    text = shown(cast.client(who), view=kind)
    assert text.count("江水生") >= (1 if (kind, who) != (CLAIMED, "secretary") else 0)
    assert "江水生" in shown(cast.client("stranger"))  # the first kind that has any
    assert "江水生" not in shown(cast.client("stranger"), view=kind, q="没有")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_searched_put_in_order_and_taken_along(cast: Cast, kind: str) -> None:
    some(cast, kind)
    client = cast.client("stranger")
    for words, names in (
        ({"q": "江水"}, {"江水生"}), ({"q": "茂林"}, {"江水生", "石守成", "燕南飞"}),
        ({"q": "没有"}, set()), ({"sort": "nonsense"}, {"江水生", "石守成", "燕南飞"}),
    ):  # fmt: skip
        text = shown(client, view=kind, **words)
        assert {name for name in ("江水生", "石守成", "燕南飞") if name in text} == names
        rows = sheet(client.post(reverse("mobile-pairs-export"), {"view": kind, **words}))
        assert {row[0] for row in rows} == names
    found = {
        order: [row[0] for row in sheet(client.post(reverse("mobile-pairs-export"), {"view": kind, "sort": order}))]
        for order, _ in pairs.ORDERS
    }
    assert found["new"] == found["long"][::-1] == ["燕南飞", "石守成", "江水生"]
    assert found["name"] == sorted(found["name"])
    assert Entry.objects.filter(action="export.pairs").count() == 8


def test_a_branch_is_a_word_to_search_by(cast: Cast) -> None:
    some(cast, ALIKE)
    assert "江水生" in shown(cast.client("secretary"), view=ALIKE, q="百园村")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_turned_page_by_page(cast: Cast, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    some(cast, kind)
    monkeypatch.setattr(pairs.listing, "__kwdefaults__", {"page": 1, "size": 2})
    text = shown(cast.client("stranger"), view=kind)
    assert "共 3 人" in text
    assert "page=2" in text
    scope = cast.scope("stranger")
    first, last = pairs.listing(scope, Filters(kind)), pairs.listing(scope, Filters(kind), page=9)
    assert (first.shown, first.total, first.pages, last.shown, last.page) == (2, 3, 2, 1, 2)


def test_an_answer_leads_back_to_the_list_as_it_was(cast: Cast) -> None:
    some(cast, ALIKE)
    gone, here = Outgoing.objects.get(name="江水生"), Incoming.objects.get(name="江水生")
    kept = {"view": ALIKE, "q": "江", "page": "1"}
    answer = cast.client("stranger").post(reverse("mobile-pair", args=[gone.pk, here.pk]), {"same": "no", **kept})
    assert answer["Location"] == f"{reverse(PAGE)}?view=alike&q=%E6%B1%9F&page=1"
    assert Verdict.objects.get().same is False
    assert "没有符合的人" in shown(cast.client("stranger"), **kept)


def test_what_is_empty_says_so_and_says_what_comes(cast: Cast) -> None:
    assert "还没有两头都登记的党员" in shown(cast.client("stranger"))
    some(cast, JOINED)
    assert "两边登记都一致" in shown(cast.client("stranger"), view=DIFFERENT)
    assert "没有两个乡镇都登记的" in shown(cast.client("stranger"), view=CLAIMED)


@pytest.mark.parametrize("field", FIELDS)
def test_the_database_finds_what_differs_as_it_is_shown(cast: Cast, field: str) -> None:
    gone = away(cast, "member", **OURS)
    row = come(cast, "member", outgoing=gone, **{name: getattr(gone, name) for name in FIELDS})
    scope = cast.scope("stranger")
    assert pairs.listing(scope, Filters(DIFFERENT)).pairs == ()
    for value, told in ((OTHERS[field], [field]), (None if field in ("moved_on", "returns_on") else "", [])):
        setattr(row, field, value)
        row.save()
        found = pairs.listing(scope, Filters(DIFFERENT)).pairs
        assert [each[0] for pair in found for each in pair.differs] == told
        assert pairs.listing(scope, Filters(JOINED)).total == 1


def test_who_was_decided_against_is_left_out_and_another_of_the_name_stays(cast: Cast) -> None:
    some(cast, ALIKE, ("member",))
    here = Incoming.objects.get()
    other = away(cast, "secretary", valid_from=date(2025, 3, 2))
    Outgoing.objects.filter(pk=other.pk).update(name="江水生")
    first = Outgoing.objects.exclude(pk=other.pk).get()
    for scope in (cast.scope("stranger"), cast.scope("secretary")):
        (pair,) = pairs.listing(scope, Filters(ALIKE)).pairs
        assert {side.id for side in pair.sides} == {first.pk, other.pk}
    Verdict.objects.create(outgoing=first, incoming=here, same=False, decided_on=TODAY, decided_by="石守成")
    (pair,) = pairs.listing(cast.scope("stranger"), Filters(ALIKE)).pairs
    assert [side.id for side in pair.sides] == [other.pk]
    Verdict.objects.create(outgoing=other, incoming=here, same=False, decided_on=TODAY, decided_by="石守成")
    assert pairs.listing(cast.scope("stranger"), Filters(ALIKE)).total == 0


def test_the_side_that_lost_sight_of_the_member_sees_no_rows_of_others(cast: Cast) -> None:
    some(cast, ALIKE, ("member",))
    gone = Outgoing.objects.get()
    place = cast.organisations["away"]
    Outgoing.objects.filter(pk=gone.pk).update(organisation=place, path=place.path)
    assert pairs.listing(cast.scope("secretary"), Filters(ALIKE)).total == 0
    (pair,) = pairs.listing(cast.scope("stranger"), Filters(ALIKE)).pairs
    assert [side.id for side in pair.sides] == [gone.pk]


def test_nobody_else_takes_the_list_along(cast: Cast) -> None:
    some(cast, JOINED)
    assert cast.client("clerk").post(reverse("mobile-pairs-export")).status_code == 404
    out = sheet(cast.client("stranger").post(reverse("mobile-pairs-export"), {"view": JOINED}))
    assert str(cast.people["member"].citizen_number) not in str(out)


@pytest.mark.parametrize(("kind", "many"), [(CLAIMED, 10), (ALIKE, 12), (DIFFERENT, 11), (JOINED, 10)])
def test_a_kind_costs_as_many_questions_for_three_as_for_one(
    cast: Cast, kind: str, many: int, django_assert_num_queries: Any
) -> None:
    client = cast.client("stranger")
    shown(client, view=kind)
    for names in (("member",), NAMES):
        Incoming.objects.all().delete()
        Outgoing.objects.all().delete()
        some(cast, kind, names)
        with django_assert_num_queries(many):
            shown(client, view=kind)
