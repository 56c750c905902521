"""People, organisations and units that a few typed words may mean, within the reader's scope."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.people import queries as people
from zhendi.domain.setup import queries as units
from zhendi.kernel.scope import SEE, Scope

LIMIT = 20  # shown of each kind; whoever sees twenty writes one letter more
_SEXES = {1: "男", 2: "女"}


class Hit(NamedTuple):
    """One line of the answer."""

    title: str
    note: str
    address: str


class Hits(NamedTuple):
    """The lines, and whether there are more than are shown."""

    rows: tuple[Hit, ...]
    more: bool


def find_people(scope: Scope, words: str) -> Hits:
    """By name, pinyin, end of the telephone number, whole citizen number."""
    rows = people.search(scope, words, LIMIT + 1) if words else ()
    return _hits([Hit(row.name, _person_note(row), reverse("person", args=[row.person_id])) for row in rows])


def find_organisations(scope: Scope, words: str) -> Hits:
    """By name, short name, pinyin."""
    rows = orgs.search(scope, words, LIMIT + 1) if words else ()
    return _hits(
        [
            Hit(
                row.full_name,
                "，".join(filter(None, (row.kind_title, row.parent_name))),
                reverse("organisation", args=[row.id]),
            )
            for row in rows
        ]
    )


def find_units(scope: Scope, words: str) -> Hits:
    """By name, unit code, address; for posts that see the registers."""
    if not words or not scope.may(SEE):
        return _hits([])
    rows = units.listing(scope, units.Filters(text=words), size=LIMIT + 1).rows
    states = {"covered": "已覆盖", "blank": "空白", "exempt": "免建", "closed": "已注销"}
    return _hits(
        [
            Hit(
                row.name,
                "，".join(filter(None, (row.kind_title, row.township, states[row.state]))),
                reverse("unit", args=[row.id]),
            )
            for row in rows
        ]
    )


def _person_note(row: people.Hit) -> str:
    born = f"{row.born_on.year}年生" if row.born_on else ""
    return "，".join(filter(None, (_SEXES.get(row.sex or 0, ""), born, row.standing, row.organisation)))


def _hits(rows: list[Hit]) -> Hits:
    return Hits(tuple(rows[:LIMIT]), len(rows) > LIMIT)
