"""What the address of a list of activities asks for, and the reader as one who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast, get_args

from zhendi.domain.activities import queries
from zhendi.domain.activities.queries import DemandFilters, Filters
from zhendi.domain.activities.queries.lists import Order
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE, Actor
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request

WORDS = ("q", "kind", "state", "under", "since", "until", "sort")
DEMAND_STATES = (("open", "没有办结的"), ("late", "逾期的"), ("answered", "已答复，待确认"), ("closed", "已办结"))
_ALL = "all"


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no organisation's work."""
    if not request.scope.may(SEE):
        raise NotVisible("activities")


def acting(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def filters(request: Request) -> Filters:
    """The filters of the address; unknown words are left aside."""
    asked = request.GET
    return Filters(
        text=asked.get("q", "").strip()[:60],
        kind=_known(asked.get("kind", ""), queries.activity_kinds()),
        state=_known(asked.get("state", ""), queries.activity_states()),
        under=key(asked.get("under")),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        order=cast(Order, asked.get("sort") if asked.get("sort") in get_args(Order) else "late"),
    )


def words(request: Request) -> dict[str, str]:
    """The words of the address as they were typed, for the filters to show."""
    return {word: request.GET.get(word, "") for word in WORDS}


def narrowed(request: Request) -> bool:
    """True when the list does not hold all activities."""
    return any(request.GET.get(word) for word in WORDS if word != "sort")


def demand_filters(request: Request) -> DemandFilters:
    """The filters of the list of demands; without a word: what is not closed."""
    asked = request.GET
    state = asked.get("state", "")
    known = _known(state, DEMAND_STATES)
    return DemandFilters(
        asked.get("q", "").strip()[:60], "" if state == _ALL else known or "open", asked.get("mine") == "1"
    )


def _known(said: str, options: tuple[tuple[str, str], ...]) -> str:
    return said if said in dict(options) else ""


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
