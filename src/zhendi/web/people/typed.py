"""What was typed into the pages of people, read: days of deeds, numbers of filters."""

from __future__ import annotations

from datetime import date

from zhendi.kernel.errors import Refused
from zhendi.web.shell.request import Request


def deed_day(request: Request, name: str = "on") -> date:
    """The day from which something holds: today or before. ``Refused`` for none, one not understood, or one ahead."""
    text = request.POST.get(name, "").strip()
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise Refused("日期没看懂，按 2026-05-20 这样填。", code="day", field=name) from fault
    if day > request.today:
        raise Refused("日期还没有到，到了那天再办。", code="future", field=name)
    return day


def later_day(request: Request, name: str) -> date | None:
    """A day that may lie ahead, or none; ``Refused`` for one not understood."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refused("日期没看懂，按 2026-05-20 这样填。", code="day", field=name) from fault


def number(text: str, most: int = 2**31) -> int | None:
    """A whole number as typed; None for none, for anything else, and for one out of all proportion."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= most else None


def identifier(request: Request, name: str, otherwise: str) -> int:
    """The id chosen in a form; ``Refused`` with the words given when there is none."""
    found = number(request.POST.get(name, ""))
    if found is None:
        raise Refused(otherwise, code="missing", field=name)
    return found
