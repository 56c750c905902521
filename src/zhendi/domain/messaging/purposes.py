"""What messages are sent for. The app that writes to people registers its purposes when the product starts.

A message of a purpose that nobody registered is not sent: nobody could say whether it is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zhendi.kernel.errors import Refused


class Addressed(NamedTuple):
    """A message about to be sent, as the hook sees it."""

    message_id: int
    subject_id: int | None
    person_id: int | None
    name: str
    address: str


CODE = "code"  # the engine's own: a telephone proves itself
StillWanted = Callable[[Sequence[Addressed], date], Mapping[int, str]]


class Purpose(NamedTuple):
    """``still_wanted(messages, on)`` names those that must not go out, each with the reason in Chinese.

    ``urgent``: somebody waits for it (a code): it goes out at night too, to whoever wants no other messages, and is not
    counted among the day's. ``asks``: the receiver is asked to answer, and may do so on the own page. ``variables`` are the names that a template of
    this purpose may use, ``needed`` those that it must.
    """

    code: str
    title: str
    still_wanted: StillWanted
    variables: tuple[str, ...] = ()
    urgent: bool = False
    needed: tuple[str, ...] = ()
    asks: bool = False


_known: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make a purpose known; the same code again takes the place of the one before."""
    _known[purpose.code] = purpose


def known() -> tuple[Purpose, ...]:
    """All purposes, in the order in which they were registered."""
    return tuple(_known.values())


def find(code: str) -> Purpose | None:
    """A purpose, or None."""
    return _known.get(code)


def purpose(code: str) -> Purpose:
    """A purpose; ``Refused`` for one that nobody registered."""
    if code not in _known:
        raise Refused("没有这种用途的短信。从列出的用途里选一个。", code="purpose", field="purpose")
    return _known[code]


def asking() -> tuple[str, ...]:
    """Codes of the purposes whose messages ask for an answer."""
    return tuple(each.code for each in _known.values() if each.asks)


def urgent() -> tuple[str, ...]:
    """Codes of the purposes that go out at night too."""
    return tuple(each.code for each in _known.values() if each.urgent)
