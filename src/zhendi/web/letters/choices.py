"""What forms of letters choose from."""

from __future__ import annotations

from datetime import date

from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.messaging.queries.letters import Occasion
from zhendi.domain.mobile.queries.choices import GROUPS
from zhendi.domain.orgs import queries as orgs
from zhendi.web.shell.request import Request

OWED, ALL, GROUP = "owed", "all", "group:"


def places(request: Request) -> list[tuple[int, str, str]]:
    """Organisations for which the reader writes: key, name, path."""
    return [(row.id, row.called, row.path) for row in orgs.beneath(request.scope.on(request.today), WRITE)]


def receiver_options() -> list[tuple[str, str]]:
    """Who may be written to."""
    return [
        (OWED, "还没收到这封信的人"),
        (ALL, "全部在外党员"),
        *((f"{GROUP}{code}", f"只给{title}") for code, title in GROUPS),
    ]


def festival_options(day: date) -> list[tuple[str, str]]:
    """Festivals by code, for the filter of the list."""
    return list(dict.fromkeys((each.code, each.name) for each in queries.occasions(day)))


def occasion_options(day: date) -> list[tuple[str, str]]:
    """Festivals with their year, for a new run: those that ask for a letter first."""
    return [(each.value, _said(each, day)) for each in queries.occasions(day)]


def _said(each: Occasion, day: date) -> str:
    when = f"{each.day.month}月{each.day.day}日"
    return f"{each.title}（{when}{'，已过' if each.day < day else ''}）{'' if each.owed else ' 不在必寄之列'}"
