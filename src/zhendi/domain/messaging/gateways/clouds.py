"""What the two clouds have in common: one request for each message, some at once; pushes proven by a word in the address
(they sign nothing), which the settings must give and which no log holds.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any, TypeVar

from zhendi.kernel import clock

_AT_ONCE = 8  # requests under way to one cloud
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def each(work: Callable[[_Asked], _Answer], messages: Sequence[_Asked]) -> list[_Answer]:
    """The answers for messages that are sent one by one, in their order."""
    if len(messages) == 1:
        return [work(messages[0])]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(work, messages))


def require_word(word: str, query: Mapping[str, str]) -> None:
    """``PermissionError`` unless the push carries the agreed word; without one nothing is taken."""
    if not word or not hmac.compare_digest(word.encode(), query.get("word", "").encode()):
        raise PermissionError("word")


def rows(body: bytes) -> list[dict[str, Any]]:
    """A push: a JSON list of objects; ``ValueError`` for anything else."""
    said = json.loads(body)
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise ValueError("not a list of objects")
    return said


def moment(text: str) -> datetime:
    """``2026-06-30 12:00:00`` in Beijing time; ``ValueError`` otherwise."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)


def day(text: str) -> date:
    """The day of such a moment."""
    return moment(text).astimezone(clock.ZONE).date()


def international(number: str) -> str:
    """A mainland number in E.164."""
    return number if number.startswith("+") else f"+86{number}"


def national(number: str) -> str:
    """A mainland number without its country code."""
    return number.removeprefix("+86") if number.startswith("+86") else number.removeprefix("0086")
