"""What the address of the register asks for."""

from __future__ import annotations

from typing import cast, get_args

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.queries import choices as words_of
from zhendi.domain.mobile.queries import lists
from zhendi.domain.mobile.queries.lists import Filters, Order
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request

WORDS = (
    "q", "under", "province", "city", "district", "trade", "reason", "group", "state", "owed", "age_from", "age_to",
)  # fmt: skip
ORDERS = (
    ("tree", "按组织"),
    ("silent", "久未联系在前"),
    ("place", "按去向"),
    ("name", "按姓名"),
    ("long", "外出久的在前"),
)
OWED = tuple((duty, f"欠{title}") for duty, title in cadence.DUTIES.items())


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no register."""
    if not request.scope.may(SEE):
        raise NotVisible("mobile members")


def filters(request: Request) -> Filters:
    """The filters of the address; unknown words are left aside."""
    asked = request.GET
    return Filters(
        text=asked.get("q", "").strip()[:60],
        under=path(asked.get("under", "")),
        province=asked.get("province", "")[:30],
        city=asked.get("city", "")[:40],
        district=asked.get("district", "")[:60],
        trade=asked.get("trade", "")[:60],
        reason=one_of(asked.get("reason", ""), [lists.NONE, *dict(words_of.REASONS)]),
        group=one_of(asked.get("group", ""), [lists.NONE, *dict(words_of.GROUPS)]),
        state=one_of(asked.get("state", ""), list(dict(lists.STATES))),
        owed=one_of(asked.get("owed", ""), list(cadence.DUTIES)),
        age_from=key(asked.get("age_from")),
        age_to=key(asked.get("age_to")),
        order=cast(Order, one_of(asked.get("sort", ""), list(get_args(Order))) or "tree"),
    )


def words(request: Request) -> dict[str, str]:
    """The words of the address as they were typed, for the filters to show."""
    return {word: request.GET.get(word, "")[:60] for word in WORDS}


def narrowed(request: Request) -> bool:
    """True when the list does not hold all members away."""
    return any(request.GET.get(word) for word in WORDS)


def path(text: str) -> str:
    """A path of the tree as the address gives it; "" for what cannot be one."""
    return text if text.isascii() and text.isalnum() and len(text) <= 64 else ""


def one_of(said: str, known: list[str]) -> str:
    """A word of the address if it is known, else ""."""
    return said if said in known else ""
