"""The smaller lists of the area: search, pages, what is empty, what goes out as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.mobile.test_clusters import gather
from tests.intake.county import workbook
from tests.people import SINCE, Cast, citizen_number
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.models import Incoming, Keeper, Outgoing, Search
from zhendi.domain.mobile.queries import clusters, keepers, searches
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(TODAY):
        yield


def page(client: Client, name: str, **words: str) -> str:
    return client.get(reverse(name), words).content.decode()


def sheet(answer: Any) -> list[list[str]]:
    """The rows below title, note and heads."""
    assert answer.status_code == 200
    page = workbook(b"".join(answer.streaming_content)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(min_row=4, values_only=True)]


def silent(cast: Cast) -> None:
    """Three out of contact: nobody searches for one, for one somebody does, for one it was in vain."""
    for name, city in (("member", "苏州市"), ("secretary", "杭州市"), ("mobile_member", "宁波市")):
        away(cast, name, city=city, contacted_on=date(2025, 6, 1))
    rows = {row.name: row for row in Outgoing.objects.all()}
    for name, closed, outcome in (("石守成", None, ""), ("燕南飞", date(2026, 6, 1), "failed")):
        Search.objects.create(
            movement=rows[name], path=rows[name].path, lost_since=date(2025, 6, 1), opened_on=date(2026, 5, 1),
            opened_by="石守成", closed_on=closed, outcome=outcome,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({}, {"江水生", "石守成", "燕南飞"}), ({"state": "bare"}, {"江水生"}), ({"state": "open"}, {"石守成"}),
        ({"state": "failed"}, {"燕南飞"}), ({"q": "杭州"}, {"石守成"}), ({"q": "燕", "state": "bare"}, set()),
        ({"state": "nonsense"}, {"江水生", "石守成", "燕南飞"}),
    ],
)  # fmt: skip
def test_the_lost_are_narrowed_and_go_out_as_they_are_shown(cast: Cast, words: dict[str, str], names: set[str]) -> None:
    silent(cast)
    client = cast.client("secretary")
    text = page(client, "mobile-lost", **words)
    assert {name for name in ("江水生", "石守成", "燕南飞") if f"{name}</a>" in text} == names
    out = client.post(reverse("mobile-lost-export"), words)
    assert {row[0] for row in sheet(out)} == names
    assert Entry.objects.filter(action="export.lost").count() == 1


def test_the_lost_are_paged(cast: Cast) -> None:
    silent(cast)
    first = searches.missing(cast.scope("secretary"), size=2)
    last = searches.missing(cast.scope("secretary"), page=9, size=2)
    assert (len(first.rows), first.total, first.pages) == (2, 3, 2)
    assert (len(last.rows), last.page) == (1, 2)
    assert not {row.id for row in first.rows} & {row.id for row in last.rows}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({}, True), ({"q": "松江"}, True), ({"q": "禾芮"}, True), ({"q": "石守成"}, True), ({"q": "杭州"}, False),
        ({"state": "new"}, True), ({"state": "founded"}, False), ({"sort": "long"}, True), ({"sort": "place"}, True),
    ],
)  # fmt: skip
def test_gatherings_are_narrowed_and_go_out_with_their_members(cast: Cast, words: dict[str, str], found: bool) -> None:
    gather(cast, *["松江禾芮电子厂"] * 3)
    client = cast.client("secretary")
    assert ("名正式党员，" in page(client, "mobile-clusters", **words)) is found
    rows = sheet(client.post(reverse("mobile-clusters-export"), words))
    assert len(rows) == (3 if found else 0)
    assert sum(row[-1] == "可牵头" for row in rows) == (1 if found else 0)


def test_gatherings_are_paged_and_put_in_order(cast: Cast) -> None:
    gather(cast, *["松江禾芮电子厂"] * 3)
    found = clusters.clusters(cast.scope("secretary"))
    (one,) = found.clusters
    other = one._replace(place="浙江省杭州市余杭区", members=one.members[:1], since=date(2020, 1, 1))
    two = found._replace(clusters=(one, other))
    scope = cast.scope("secretary")
    first = clusters.listing(scope, two, clusters.Filters(order="long"), size=1)
    assert ([row.cluster for row in first.rows], first.total, first.every, first.pages) == ([other], 2, 2, 2)
    assert [row.cluster for row in clusters.listing(scope, two, clusters.Filters(), page=2, size=1).rows] == [other]


def test_contact_persons_go_out_with_masked_telephones(cast: Cast) -> None:
    away(cast)
    place = cast.organisations["township"]
    Keeper.objects.create(
        name="田晓禾", phone="19900008888", organisation=place, path=place.path, level="township", valid_from=SINCE
    )
    out = sheet(cast.client("township_officer").post(reverse("mobile-keepers-export"), {"q": "泾川镇委员会"}))
    assert [(row[0], row[4], row[6]) for row in out] == [("泾川镇党委", "田晓禾", "199****8888")]


@pytest.mark.parametrize("name", ["mobile-lost-export", "mobile-clusters-export", "mobile-keepers-export"])
def test_nothing_of_others_goes_out(cast: Cast, name: str) -> None:
    silent(cast)
    rows = sheet(cast.client("stranger").post(reverse(name)))
    assert not [row for row in rows if "百园村" in str(row) or "江水生" in str(row)]
    assert cast.client("member").post(reverse(name)).status_code in (200, 404)
    assert cast.client("clerk").post(reverse(name)).status_code == 404


def test_townships_of_the_county_are_searched_and_paged(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    away(cast)
    other = away(cast, "stranger")
    Outgoing.objects.filter(pk=other.pk).update(
        organisation=cast.organisations["away"], path=cast.organisations["away"].path
    )
    client = cast.client("county_officer")
    text = page(client, "mobile-county-keepers", q="茂林")
    assert "茂林镇党委" in text
    assert "选泾川镇党委" not in text
    assert "没有符合的乡镇" in page(client, "mobile-county-keepers", q="没有")
    monkeypatch.setattr(keepers, "SIZE", 1)
    found = keepers.townships(cast.scope("county_officer"), page=2)
    assert (len(found.rows), found.total, found.bare, found.pages) == (1, 2, 2, 2)
    Organisation.objects.filter(pk=cast.organisations["other"].pk).update(dissolved_on=date(2026, 1, 1))
    assert keepers.townships(cast.scope("county_officer")).total == 1


def test_a_refused_name_keeps_what_was_chosen(cast: Cast) -> None:
    away(cast)
    key = cast.organisations["township"].pk
    answer = cast.client("county_officer").post(reverse("mobile-county-keepers"), {"pick": [key], "name": ""})
    assert answer.status_code == 422
    assert "没有填写" in answer.content.decode()


@pytest.mark.parametrize("name", ["mobile-lost", "mobile-clusters", "mobile-keepers", "mobile-pairs"])
def test_each_list_shows_where_it_stands_in_the_area(cast: Cast, name: str) -> None:
    text = page(cast.client("secretary"), name)
    assert 'aria-label="流动党员的各部分"' in text


@pytest.mark.parametrize(("name", "many"), [("mobile-lost", 7), ("mobile-keepers", 7)])
def test_lists_cost_as_many_questions_for_three_as_for_one(
    cast: Cast, name: str, many: int, django_assert_num_queries: Any
) -> None:
    client = cast.client("secretary")
    gather(cast, "松江禾芮电子厂", contacted_on=date(2025, 6, 1))
    client.get(reverse(name))
    with django_assert_num_queries(many):
        client.get(reverse(name))
    Outgoing.objects.all().delete()
    gather(cast, *["松江禾芮电子厂"] * 3, contacted_on=date(2025, 6, 1))
    with django_assert_num_queries(many):
        client.get(reverse(name))


def test_the_registers_go_out_as_they_are_narrowed(cast: Cast) -> None:
    silent(cast)
    client = cast.client("secretary")
    assert "导出这些人" in page(client, "mobile", q="杭州")
    rows = sheet(client.post(reverse("mobile-export"), {"q": "杭州"}))
    assert [row[1] for row in rows] == ["石守成"]
    assert str(cast.people["secretary"].citizen_number) not in str(rows)
    every = workbook(b"".join(client.post(reverse("mobile-export")).streaming_content))  # type: ignore[attr-defined]
    assert every.sheetnames == ["流出党员", "流入党员"]
    assert sheet(cast.client("stranger").post(reverse("mobile-export"), {"q": "杭州"})) == []
    town = cast.organisations["other"]
    for serial, (name, reason) in enumerate((("甲", "work"), ("乙", "study"))):
        Incoming.objects.create(
            name=name, reason=reason, organisation=town, path=town.path, valid_from=SINCE,
            citizen_number=citizen_number(90 + serial),
        )  # fmt: skip
    rows = sheet(cast.client("stranger").post(reverse("mobile-incoming-export"), {"reason": "study"}))
    assert [row[1] for row in rows] == ["乙"]
    assert sheet(client.post(reverse("mobile-incoming-export"), {"reason": "study"})) == []
    assert Entry.objects.filter(action="export.incoming").count() == 2
