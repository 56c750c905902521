"""What the address of a list, of the figures or of the map asks for."""

from __future__ import annotations

from typing import cast, get_args

from zhendi.domain.setup import queries
from zhendi.domain.setup.queries import Filters
from zhendi.domain.setup.queries.lists import Order
from zhendi.domain.setup.sectors import SECTORS
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request

WORDS = ("q", "sector", "kind", "township", "state", "form", "sort")
STATES = (
    ("blank", "空白"),
    ("late", "空白，已过期限"),
    ("covered", "已覆盖"),
    ("exempt", "免建"),
    ("unworked", "近期没有走访"),
    ("closed", "已注销"),
)


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no register."""
    if not request.scope.may(SEE):
        raise NotVisible("units")


def filters(request: Request) -> Filters:
    """The filters of the address; unknown words are left aside."""
    asked = request.GET
    return Filters(
        text=asked.get("q", "").strip()[:60],
        sector=_one_of(asked.get("sector", ""), [sector.code for sector in SECTORS]),
        kind=_one_of(asked.get("kind", ""), [code for code, _ in queries.kinds()]),
        township=key(asked.get("township")),
        state=_one_of(asked.get("state", ""), [code for code, _ in STATES]),
        form=_one_of(asked.get("form", ""), [code for code, _ in queries.forms()]),
        order=cast(Order, _one_of(asked.get("sort", ""), get_args(Order)) or "place"),
    )


def words(request: Request) -> dict[str, str]:
    """The words of the address as they were typed, for the filters to show."""
    return {word: request.GET.get(word, "") for word in WORDS}


def narrowed(request: Request) -> bool:
    """True when the list does not hold all units on record."""
    return any(request.GET.get(word) for word in WORDS if word != "sort")


def _one_of(said: str, known: object) -> str:
    return said if isinstance(known, list | tuple) and said in known else ""
