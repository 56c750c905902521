"""How dates, moments and numbers are written on a page (shared/ui guide §9). All give text; None gives ``—``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from zhendi.kernel import clock as kernel_clock

NOTHING = "—"


def day(value: date | None, today: date | None = None) -> str:
    """``5月20日``, with the year where it is not this one's (``2025年5月20日``)."""
    if value is None:
        return NOTHING
    year = "" if value.year == (today or kernel_clock.today()).year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """``5月20日 14:05``, in the county's time."""
    if value is None:
        return NOTHING
    local = value.astimezone(kernel_clock.ZONE)
    return f"{day(local.date())} {local:%H:%M}"


def clock(value: datetime | None) -> str:
    """``14:05``, in the county's time."""
    return NOTHING if value is None else f"{value.astimezone(kernel_clock.ZONE):%H:%M}"


def away(value: date | None, today: date | None = None) -> str:
    """How far a day is: ``还有 2 天``, ``今天``, ``过 2 天``."""
    if value is None:
        return NOTHING
    days = (value - (today or kernel_clock.today())).days
    return "今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"过 {-days} 天"


def number(value: float | Decimal | None) -> str:
    """``1,234``; ``0`` only for a true zero."""
    return NOTHING if value is None else f"{value:,}"


def share(part: int, whole: int) -> str:
    """``95.9%``; ``—`` of nothing."""
    return f"{part / whole:.1%}" if whole else NOTHING


def dash(value: object) -> object:
    """The value, or ``—`` for None and empty text."""
    return NOTHING if value is None or value == "" else value
