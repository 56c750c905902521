"""The strip of the four contacts beside a member: done, to do, overdue, not asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.queries.lists import Row
from zhendi.kernel.scope import Scope
from zhendi.obligations.queries.marks import Mark, marks

CLAUSE = "4.5e"
LETTERS: Mapping[str, str] = {"sms": "信", "call": "话", "letter": "函", "symposium": "谈"}
_STATES: Mapping[str, tuple[str, str]] = {
    "overdue": ("late", "逾期"),
    "missed": ("late", "过期未做"),
    "due_soon": ("soon", "临期"),
    "due": ("soon", "待做"),
    "met": ("met", "已做"),
    "met_late": ("met", "迟做"),
    "waived": ("waived", "免"),
}

_OPEN = ("due", "due_soon")


class Sign(NamedTuple):
    """One plot of the strip: its letter, its state, what it says to whoever cannot see it."""

    letter: str
    state: str
    said: str


def strips(scope: Scope, rows: Sequence[Row]) -> Mapping[int, tuple[Sign, ...]]:
    """The strip of each member, by movement. One query.

    The running period counts, and while nothing is done in it the one before. Older ones are told by the year.
    """
    rules = [f"{CLAUSE}.{duty}" for duty in cadence.DUTIES]
    found = marks(scope, rules=rules, subjects=[row.id for row in rows])
    return {
        row.id: tuple(_sign(row, duty, found.get((row.id, f"{CLAUSE}.{duty}"), ())) for duty in LETTERS) for row in rows
    }


def _sign(row: Row, duty: str, held: Sequence[Mark]) -> Sign:
    now, before = (held[-1].status if held else ""), (held[-2].status if len(held) > 1 else "")
    code = "met" if duty in row.made and now != "waived" else now
    if code in _OPEN and before == "overdue":
        code = before
    state, word = _STATES.get(code, ("waived", "现在不要求"))
    return Sign(LETTERS[duty], state, f"{cadence.DUTIES[duty]}：{word}")
