"""From every number that falls short on the board of the demonstration, in three clicks, to the one who is short.

The walk presses real links of the pages' main part, as a county officer and as the secretary of a township: a clause's
number or a place beside it, the rule where several measure the clause, then the record of somebody whom the list names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from tests.people import AGENT, sign_in
from zhendi.demonstration import county
from zhendi.domain.people.models import Account, Post
from zhendi.domain.people.operations import accounts
from zhendi.domain.people.queries.scope import scope_of
from zhendi.kernel import clock
from zhendi.kernel.scope import Scope, operator
from zhendi.obligations.queries import board, duties
from zhendi.obligations.queries.board import counted_rules
from zhendi.obligations.queries.duties import Duty
from zhendi.policy.schema import LACKING

pytestmark = pytest.mark.django_db
ON, MEMBERS = date(2026, 6, 30), 600
MOST = 3
_LINK = re.compile(r'<a\b[^>]*?href="([^"]+)"')
_LIST = "/duties/rules/"
# Of these the record is that of the organisation that answers for it, or is headed by its name.
_BY_PLACE = {"division", "outlet", "incoming", "election"}


class Walk:
    """Pages as one reader sees them: the main part of each, asked for once."""

    def __init__(self, account: Account) -> None:
        self.scope: Scope = scope_of(account, today=ON)
        self._client = Client(headers={"user-agent": AGENT})
        sign_in(self._client, account)
        self.home = board.board(self.scope).path
        self._seen: dict[str, str] = {}

    def page(self, address: str) -> str:
        """The main part of a page that must be there."""
        if address not in self._seen:
            answer = self._client.get(address, follow=True)
            assert answer.status_code == 200, (answer.status_code, address)
            self._seen[address] = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        return self._seen[address]


class Fault(NamedTuple):
    """Where the way ended, and what was missing there."""

    of: str
    way: tuple[str, ...]
    missing: str


@pytest.fixture
def officer(tmp_path: Path, settings: Any) -> Iterator[Account]:
    """The county officer of the demonstration with its year of history, signed in as there by a password alone."""
    settings.SECOND_FACTOR = False
    with clock.frozen(ON):
        county.build(tmp_path, members=MEMBERS, seed=7, on=ON, now=clock.now())
        yield Account.objects.select_related("person").get(username="xianwei")


def test_every_number_that_falls_short_leads_to_who_is_short_within_three_clicks(officer: Account) -> None:
    walk = Walk(officer)
    assert len([each for each in board.board(walk.scope).clauses if each.state == "late"]) >= 12
    assert _of_the_board(walk) + _of_the_sum(walk) + _of_the_places(walk) == []
    township = Walk(_secretary())
    assert len([each for each in board.board(township.scope).clauses if each.state == "late"]) >= 8
    assert _of_the_board(township) + _of_the_sum(township) + _of_the_places(township) == []


def _secretary() -> Account:
    """The secretary of the township whose officer has an account of the demonstration; gets an account here."""
    seat = Post.objects.get(person__account__username="zhenwei", role="township_officer").organisation
    person = Post.objects.get(organisation=seat, role="secretary", valid_to=None).person_id
    code = accounts.open_account(
        actor=operator("试", ON), on=ON, now=clock.now(), person_id=person, username="zhenshuji"
    )
    return Account.objects.select_related("person").get(pk=code.account_id)


def _of_the_board(walk: Walk) -> list[Fault]:
    """What is wrong on the ways from the rows of the board: from numbers, from places, from what else the clause asks."""
    faults = []
    for each in board.board(walk.scope).clauses:
        row = _row(walk.page("/opinions/?order=number"), each.clause.id)
        measured = [rule.id for rule in counted_rules(each.clause)]
        if each.figures and (each.missing or each.short):
            pressed = dict.fromkeys(re.findall(r'class="(?:n b|org)" href="([^"]+)"', row))
            faults += [] if pressed else [Fault(each.clause.id, (), "nothing to press")]
            for address in pressed:
                faults += _down(walk, measured, (unescape(address),))
        beside = [one.rule.id for one in each.figures if one.rule.id not in measured and one.counts.overdue]
        if beside and each.clause.measured_by:
            found = re.search(r'<a class="note" href="([^"]+)">本条其他要求逾期', row)
            assert found is not None, each.clause.id
            faults += _down(walk, beside, (unescape(found[1]),))
    return faults


def _of_the_sum(walk: Walk) -> list[Fault]:
    """The number of the clause that counts the others leads to those that fall short, and on from there to names."""
    found = re.search(r'class="n b" href="([^"]+)"', _row(walk.page("/opinions/?order=number"), "0.1"))
    assert found is not None
    first, faults = unescape(found[1]), []
    for each in board.board(walk.scope).clauses:
        if each.state == "late" and each.figures:
            number = re.search(r'class="n b" href="([^"]+)"', _row(walk.page(first), each.clause.id))
            assert number is not None, each.clause.id
            rules = [rule.id for rule in counted_rules(each.clause)]
            faults += _down(walk, rules, (first, unescape(number[1])), to_the_list=True)
    return faults


def _of_the_places(walk: Walk) -> list[Fault]:
    """The same from every number of the table of places below against clauses."""
    cells = {unescape(link) for link in re.findall(r'<a[^>]*href="(/[^"]+)"', walk.page("/opinions/townships"))}
    faults = []
    for each in board.board(walk.scope).clauses:
        rules = [rule.id for rule in counted_rules(each.clause)]
        pages = {f"/opinions/{each.clause.id}", *(f"{_LIST}{rule}" for rule in rules)}
        for address in sorted(cell for cell in cells if cell.partition("?")[0] in pages and _at(cell)):
            faults += _down(walk, rules, (address,))
    return faults


def _row(page: str, clause: str) -> str:
    """The clause's row of the board."""
    parts = re.split(rf'class="cno" href="/opinions/{re.escape(clause)}[?"]', page)
    assert len(parts) > 1, clause
    return parts[-1].partition("</tr>")[0]


def _down(walk: Walk, rules: Sequence[str], way: tuple[str, ...], *, to_the_list: bool = False) -> list[Fault]:
    """On from a page: to the list of every rule that is short there, and to records of each list; what was done late lowers
    the figure too, and the list leads to it.
    """
    links = [unescape(link) for link in _LINK.findall(walk.page(way[-1]))]
    faults = []
    for rule in rules:
        at = _at(way[-1]) or walk.home
        short = duties.duties(walk.scope, rule=rule, path=at, status=LACKING)
        late = duties.duties(walk.scope, rule=rule, path=at, status=("met_late",))
        if not short.total + late.total or (_LIST in way[-1] and rule not in way[-1]):
            continue
        lists = [way[-1]] if _LIST in way[-1] else [one for one in links if one.partition("?")[0] == f"{_LIST}{rule}"]
        if not lists:
            faults.append(Fault(rule, way, "no way to its list"))
            continue
        further = way if lists[0] == way[-1] else (*way, lists[0])
        faults += [found for one in _ends(short.rows) if (found := _listed(walk, one, further, to_the_list))]
        if late.total and not to_the_list:
            faults += _done_late(walk, late.rows[0], further)
    return faults


def _done_late(walk: Walk, one: Duty, way: tuple[str, ...]) -> list[Fault]:
    """From the list to those who were late, by name."""
    found = [unescape(link) for link in _LINK.findall(walk.page(way[-1])) if "status=met_late" in link]
    if not found:
        return [Fault(one.rule, way, "no way to what was done late")]
    fault = _listed(walk, one, (*way, found[0]), to_the_list=True)
    return [fault] if fault else []


def _ends(rows: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """The first and the last of a page of the list."""
    return rows if len(rows) < 2 else (rows[0], rows[-1])


def _listed(walk: Walk, one: Duty, way: tuple[str, ...], to_the_list: bool) -> Fault | None:
    """The list names one who is short, and unless it is far enough, the name leads to the record."""
    page = unescape(walk.page(way[-1]))
    if one.title not in page or len(way) > MOST:
        return Fault(one.rule, way, f"does not name {one.title}")
    if to_the_list:
        return None
    named = re.search(rf'<a class="row-link" href="([^"]+)">{re.escape(one.title)}</a>', page)
    if named is None or len(way) >= MOST:
        return Fault(one.rule, way, f"no record of {one.title} to press")
    name = one.where if one.kind in _BY_PLACE else re.split("[，：]", one.title)[0]
    if name not in unescape(walk.page(named[1])):
        return Fault(one.rule, (*way, named[1]), f"does not name {name}")
    return None


def _at(address: str) -> str:
    """The place of a page; "" where it is the reader's own."""
    found = re.search(r"[?&]at=(\w+)", address)
    return found[1] if found else ""
