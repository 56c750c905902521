"""An entry of either register: its choices, the day of return, and how a change of it is put and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.mobile.models import Movement
from zhendi.domain.mobile.operations import checks
from zhendi.kernel.errors import Refused

CHOICES = {"reason": Movement.Reason, "group": Movement.Group}
TITLES = {"reason": "外出原因", "group": "人员类别", "returns_on": "预计返回", "phone": "电话"}


def texts(entry: Any, lengths: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    """Fields of free words within their lengths; ``Refused`` for one that is too long."""
    return {name: checks.words(getattr(entry, name), most, words, name) for name, (most, words) in lengths.items()}


def known(values: Mapping[str, Any]) -> None:
    """``Refused`` for a reason or a group that is none."""
    for name, choices in CHOICES.items():
        if values[name] and values[name] not in choices.values:
            raise Refused(f"没有这一种{TITLES[name]}。", code="choice", field=name)


def returning(returns_on: date | None, moved_on: date | None, moved: str) -> None:
    """``Refused`` for a return that is not after the day of moving; ``moved``: the words for that day."""
    if returns_on is not None and moved_on is not None and returns_on <= moved_on:
        raise Refused(f"预计返回早于{moved}。核对两个日期。", code="returns", field="returns_on")


def put(row: Movement, values: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Set what is new and give the words of it, from what to what; ``Refused`` when nothing with a title changes."""
    changed = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    told = [name for name in changed if name in titles]
    if not told:
        raise Refused("和现在的一样，没有改动。只是核对过，就点“核对无误”。", code="unchanged")
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    return "；".join(
        f"{titles[name]}：{word(name, changed[name][0])} → {word(name, changed[name][1])}" for name in told
    )


def word(name: str, value: Any) -> str:
    """A value as the history tells it; never a telephone."""
    if name == "phone":
        return "已改" if value else "—"
    if name in CHOICES and value:
        return str(CHOICES[name](value).label)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value or "—")
