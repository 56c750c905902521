"""The rosters in the workbook of a half-year: who was on record on its last day, in which branch, when last reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.intake.county import workbook
from tests.people import Cast, citizen_number
from tests.web.mobile.away import away
from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.operations.following import follow
from zhendi.domain.people.models import Membership
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
LAST, NOW = date(2026, 6, 30), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _september(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(NOW):
        yield


def rosters(cast: Cast, half: str = "2026-1", who: str = "county_officer", **words: str) -> tuple[Any, Any]:
    """Sheets of those away and of those who came: title, note, rows by name."""
    answer: Any = cast.client(who).post("/reports/export", {"half": half, **words})
    book = workbook(b"".join(answer.streaming_content))
    return book["流出党员"], book["流入党员"]


def by_name(page: Any) -> dict[str, dict[str, str]]:
    rows = list(page.iter_rows(min_row=3, values_only=True))
    return {str(row[1]): dict(zip(rows[0], map(str, row), strict=True)) for row in rows[1:]}


def come(cast: Cast, name: str, serial: int, since: date, until: date | None = None) -> None:
    town = cast.organisations["township"]
    Incoming.objects.create(
        name=name, citizen_number=citizen_number(90 + serial), organisation=town, path=town.path, valid_from=since,
        valid_to=until, ended="moved_on" if until else "",
    )  # fmt: skip


def test_who_was_on_record_on_the_last_day_stands_there_whatever_came_after(cast: Cast) -> None:
    away(cast, "member")
    away(cast, "mobile_member", valid_to=date(2026, 8, 1), ended="returned")
    away(cast, "secretary", valid_from=date(2026, 7, 2))
    come(cast, "早来客", 1, date(2026, 1, 5))
    come(cast, "走了的", 2, date(2026, 1, 5), date(2026, 7, 3))
    come(cast, "后来客", 3, date(2026, 7, 1))
    come(cast, "早走的", 4, date(2026, 1, 5), LAST)
    gone, here = rosters(cast)
    assert set(by_name(gone)) == {"江水生", "燕南飞"}
    assert set(by_name(here)) == {"早来客", "走了的"}
    assert "2026年6月30日在册" in str(gone["A1"].value)
    assert "最近一次联系是那一天的" in str(gone["A2"].value)
    gone, here = rosters(cast, "2026-2")
    assert set(by_name(gone)) == {"江水生", "石守成"}
    assert set(by_name(here)) == {"早来客", "后来客"}
    assert "2026年9月1日在册" in str(gone["A1"].value)
    assert "那一天" not in str(gone["A2"].value)


def test_the_rosters_hold_as_many_as_the_figures_say(cast: Cast) -> None:
    away(cast, "member")
    away(cast, "mobile_member", valid_to=date(2026, 8, 1), ended="returned")
    answer: Any = cast.client("county_officer").post("/reports/export", {"half": "2026-1"})
    book = workbook(b"".join(answer.streaming_content))
    heads, *lines = list(book["按支部"].iter_rows(min_row=3, values_only=True))
    assert lines[-1][heads.index("期末外出")] == len(by_name(book["流出党员"])) == 2


def test_the_last_contact_is_that_of_the_day(cast: Cast) -> None:
    row = away(cast, "member")
    for day in (date(2026, 5, 9), date(2026, 8, 8)):
        contacts.note(
            actor=cast.actor("secretary"),
            on=NOW,
            movement_ids=[row.pk],
            way="call",
            happened_on=day,
            proofs=[f"c{day}"],
        )
    away(cast, "mobile_member", contacted_on=date(2026, 7, 7), contacted_precision="d")
    away(cast, "secretary", contacted_on=date(2026, 4, 1), contacted_precision="m")
    found = by_name(rosters(cast)[0])
    told = {name: line["最近一次联系时间"] for name, line in found.items()}
    assert told["江水生"] == "2026-05-09"
    assert told["燕南飞"] in ("", "None")
    assert told["石守成"] == "2026-04"
    assert by_name(rosters(cast, "2026-2")[0])["江水生"]["最近一次联系时间"] == "2026-08-08"


def test_the_branch_is_that_of_the_day(cast: Cast) -> None:
    away(cast, "member")
    other, person = cast.organisations["second"], cast.people["member"]
    held = Membership.objects.current().get(person=person)
    Membership.objects.filter(pk=held.pk).update(valid_to=date(2026, 7, 15), ended="moved")
    Membership.objects.create(
        person=person, organisation=other, path=other.path, standing=held.standing, valid_from=date(2026, 7, 15)
    )
    follow(on=NOW)
    assert Outgoing.objects.get(name="江水生").organisation == other
    first, second = (by_name(rosters(cast, half)[0])["江水生"]["所在党支部"] for half in ("2026-1", "2026-2"))
    assert (first, second) == (cast.organisations["branch"].full_name, other.full_name)


def test_nobody_takes_along_what_lies_elsewhere(cast: Cast) -> None:
    away(cast, "member")
    come(cast, "早来客", 1, date(2026, 1, 5))
    gone, here = rosters(cast, who="stranger")
    assert (by_name(gone), by_name(here)) == ({}, {})
    assert set(by_name(rosters(cast, under=cast.organisations["other"].path)[0])) == set()
