"""The three-part letter as it is read on paper: parts, numbers, validity, slip; and what becomes of it when it runs out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import Cast
from tests.web.prints.pdftext import pages
from tests.web.transfers.test_pages import form, issued, text
from zhendi.domain.people.models import Membership, Transfer
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
PARTS = ("第一联存根", "第二联介绍信", "第三联回执")


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def letter(cast: Cast, made: int, who: str = "township_officer") -> str:
    """The words of the letter, which is one sheet."""
    answer: Any = cast.client(who).post(f"/transfers/{made}/letter")
    assert answer["Content-Type"] == "application/pdf"
    (page,) = pages(answer.content)
    return page


def outside(cast: Cast) -> int:
    return issued(cast, committee="", to_name="中共杭州市西湖区委组织部", to_unit="翠苑街道党工委")


def test_the_letter_has_three_parts_with_one_number_and_the_last_day_as_a_date(cast: Cast) -> None:
    page = letter(cast, outside(cast))
    places = [page.index(part) for part in PARTS]
    assert places == sorted(places)
    stub, main, slip = (page[start:end] for start, end in zip(places, [*places[1:], None], strict=True))
    number = Transfer.objects.get().number
    for part in (stub, main, slip):
        assert number in part
        assert "江水生" in part
    person, branch = cast.people["member"], cast.organisations["branch"].full_name
    for part in (stub, main):
        assert "有效期30天，至2026年12月2日止" in part
        assert "2026年10月" in part
        assert branch in part
        assert "中共杭州市西湖区委组织部（翠苑街道党工委）" in part
        assert "中共泾县泾川镇委员会（盖章）2026年11月2日" in part
    assert str(person.citizen_number) in main
    assert str(person.citizen_number) not in stub + slip
    assert "中共泾县泾川镇委员会：你处介绍来的江水生同志的组织关系" in slip
    assert "特此回复" in slip
    assert page.count("骑缝盖章") == 2
    assert "不逐级转递" in slip


def test_a_renewed_letter_carries_the_new_last_day(cast: Cast) -> None:
    made = outside(cast)
    late = date(2026, 12, 10)
    with clock.frozen(late):
        officer = cast.client("township_officer")
        assert "介绍信过 8 天" in text(officer.get(f"/transfers/{made}"))
        refused = form(officer, f"/transfers/{made}/renew", proof="", valid_until="2027-01-08")
        assert refused.status_code == 422
        assert form(officer, f"/transfers/{made}/renew", proof="住院", valid_until="2027-01-08").status_code == 302
        page = letter(cast, made)
    assert page.count("至2027年1月8日止") == 2
    assert "12月2日" not in page


def test_until_the_slip_the_sending_branch_keeps_the_member(cast: Cast) -> None:
    made = outside(cast)
    came = TODAY + timedelta(days=9)
    with clock.frozen(TODAY + timedelta(days=20)):
        held = Membership.objects.current().get(person=cast.people["member"])
        assert held.organisation == cast.organisations["branch"]
        answer = form(cast.client("township_officer"), f"/transfers/{made}/slip", received_on=came.isoformat())
        assert answer.status_code == 302
    row = Transfer.objects.get(pk=made)
    assert (row.state, row.received_on) == ("done", came)
    of_member = Membership.objects.filter(person=cast.people["member"])
    assert of_member.as_of(came - timedelta(days=1)).count() == 1
    assert not of_member.as_of(came).exists()


def test_refusal_says_why_or_is_none(cast: Cast) -> None:
    made, other = issued(cast), cast.client("stranger")
    refused = form(other, f"/transfers/{made}/return", reason="")
    assert refused.status_code == 422
    assert form(other, f"/transfers/{made}/return", reason="档案缺入党志愿书").status_code == 302
    page = text(cast.client("secretary").get(f"/transfers/{made}"))
    assert "档案缺入党志愿书" in page
    assert Membership.objects.current().get(person=cast.people["member"]).organisation == cast.organisations["branch"]


def test_no_letter_is_printed_after_it_was_closed(cast: Cast) -> None:
    made = outside(cast)
    assert form(cast.client("secretary"), f"/transfers/{made}/withdraw", reason="本人不去了").status_code == 302
    officer = cast.client("township_officer")
    assert f"/transfers/{made}/letter" not in text(officer.get(f"/transfers/{made}"))
    answer = officer.post(f"/transfers/{made}/letter", follow=True)
    assert "介绍信作废，不能再打印" in text(answer)
