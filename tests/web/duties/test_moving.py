"""One fact, entered on its real page, moves the figure at once: on the page that answers, and on the board.

Each form is sent as a browser sends it, with all that it holds and what is typed; no job runs between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from django.test import Client

from tests.people import Cast
from tests.web.reading import bare, text
from zhendi.domain.activities.models import Activity
from zhendi.domain.matters import operations as matters
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.people.models import Phone
from zhendi.domain.setup.operations import keeping
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.engine.settle import Changes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 20)
_NOT_SENT = {"checkbox", "radio", "submit", "button", "file"}  # unless chosen
_WAITS = re.compile(r"\d+ 项待办(?:，逾期 \d+ 项)?|下面逾期 \d+ 项")


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


class Form(HTMLParser):
    """The form of a page that has a certain field: where it goes, and what it would send as it stands."""

    def __init__(self, page: str, field: str) -> None:
        super().__init__()
        self.action, self.sent = "", dict[str, Any]()
        self._within, self._choice, self._area = "", "", ""
        for part in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
            if f'name="{field}"' in part:
                self.feed(part)
                return
        raise AssertionError(f"no form with {field}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an element would send."""
        given = {name: value or "" for name, value in attrs}
        name, chosen = given.get("name", ""), {"checked", "selected"} & {key for key, _ in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and (chosen or self._choice not in self.sent):
            self.sent[self._choice] = given.get("value", "")
        elif tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "input" and name and (chosen or given.get("type") not in _NOT_SENT):
            self.sent[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """A choice or a text ends."""
        self._choice = "" if tag == "select" else self._choice
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        """What stands in a text."""
        if self._area:
            self.sent[self._area] += data


class Fact(NamedTuple):
    """``page`` makes that something is wanted, and gives the address and the text of the page with the form for it."""

    rule: str
    who: str
    page: Callable[[Cast, Client], tuple[str, str]]
    field: str
    typed: Mapping[str, str]


def _opened(client: Client, address: str) -> tuple[str, str]:
    return address, text(client.get(address))


def _without_phone(cast: Cast, client: Client) -> tuple[str, str]:
    Phone.objects.filter(person=cast.people["member"]).delete()
    return _opened(client, f"/members/{cast.people['member'].pk}/correct")


def _silent(cast: Cast, client: Client) -> tuple[str, str]:
    """Whoever is ticked on the list goes to the page on which the contact is written."""
    one = Outgoing.objects.get(person=cast.people["mobile_member"])
    ticked = Form(text(client.get("/mobile/")), "pick")
    return ticked.action, text(client.post(ticked.action, ticked.sent | {"pick": one.pk}))


def _planned(cast: Cast, client: Client) -> tuple[str, str]:
    new = Form(
        text(client.get(f"/activities/new?kind=party_day&organisation={cast.organisations['branch'].pk}")), "title"
    )
    given = {"title": "六月主题党日", "day": "2026-06-12", "hour": "09:00", "place": "村部"}
    client.post("/activities/new", new.sent | given)
    return _opened(client, f"/activities/{Activity.objects.get().pk}/sheet")


def _asked(cast: Cast, client: Client) -> tuple[str, str]:
    actor = cast.actor("secretary", TODAY)
    made = matters.bring_for(
        actor=actor, on=date(2026, 6, 18), person_id=cast.people["mobile_member"].pk, kind="help", title="工资拖欠"
    )
    return _opened(client, f"/matters/{made}")


def _begun(cast: Cast, client: Client) -> tuple[str, str]:
    entry = keeping.Entry(
        "清弋江大桥项目部", "project", cast.organisations["township"].pk, starts_on=date(2026, 5, 1),
        ends_on=date(2027, 12, 1),
    )  # fmt: skip
    made = keeping.register(actor=cast.actor("township_officer", TODAY), on=TODAY, entry=entry)
    return _opened(client, f"/units/{made}/cover")


FACTS = {
    "a member's phone": Fact("0.2.member-phone", "secretary", _without_phone, "phones", {"phones": "19900000099"}),
    "a contact": Fact("4.5f.in-contact", "secretary", _silent, "way", {"way": "visit"}),
    "a meeting held": Fact("4.2c.party-day", "secretary", _planned, "held_on", {"held_on": "2026-06-12", "others": "李四"}),
    "a matter closed": Fact("3.5b.help", "secretary", _asked, "note", {"note": "劳动监察已受理", "closes": "yes"}),
    "a project covered": Fact("3.3b.project", "township_officer", _begun, "form", {"form": "attached", "organisation": "branch"}),
}  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_one_fact_moves_the_figure_on_the_page_that_answers_and_on_the_board(cast: Cast, fact: str) -> None:
    one = FACTS[fact]
    client, county = cast.client(one.who), cast.client("county_officer")
    address, page = one.page(cast, client)
    operations.derive(on=TODAY)
    form = Form(page, one.field)
    waited, part, row = _waits(text(client.get("/"))), _part(county, one.rule), _row(county, one.rule)
    typed = dict(one.typed)
    if place := typed.get("organisation"):
        typed["organisation"] = str(cast.organisations[place].pk)
    answer = client.post(form.action or address, form.sent | typed, follow=True)
    assert answer.status_code == 200, bare(answer)
    assert answer.redirect_chain, bare(answer)
    assert _waits(text(answer)) != waited
    assert _part(county, one.rule) == part + 1
    assert _row(county, one.rule) != row
    assert operations.derive(on=TODAY) == Changes(0, 0, 0, 0)


def _waits(page: str) -> tuple[str, ...]:
    """What the frame of a page says that waits."""
    return tuple(_WAITS.findall(page))


def _part(client: Client, rule: str) -> int:
    """How many are done, as the clause's page has it."""
    page = text(client.get(f"/opinions/{rule.rpartition('.')[0]}"))
    line = next(each for each in page.split("<li>") if f'href="/duties/rules/{rule}"' in each)
    return int(re.findall(r"([\d,]+) / [\d,]+", line)[0].replace(",", ""))


def _row(client: Client, rule: str) -> str:
    """The clause's row of the board."""
    page = text(client.get("/opinions/?order=number"))
    return page.partition(f'class="cno" href="/opinions/{rule.rpartition(".")[0]}"')[2].partition("</tr>")[0]
