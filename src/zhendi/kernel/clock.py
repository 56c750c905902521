"""The only place that reads the time. Everything else is told the day and the moment.

``ZHENDI_TODAY=YYYY-MM-DD`` shows the product as on another day (demonstrations); the time of day stays real.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_MORNING = time(9)
_frozen: list[datetime] = []


def now() -> datetime:
    """The moment, aware, in the time of Beijing."""
    if _frozen:
        return _frozen[-1]
    moment = datetime.now(ZONE)
    day = os.environ.get("ZHENDI_TODAY", "").strip()
    return datetime.combine(date.fromisoformat(day), moment.timetz()) if day else moment


def today() -> date:
    """The day in the time of Beijing."""
    return now().date()


@contextmanager
def frozen(at: datetime | date) -> Iterator[datetime]:
    """Hold the clock for a test, in all threads; a day means nine o'clock, a naive moment that of Beijing."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, _MORNING)
    _frozen.append(moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE))
    try:
        yield _frozen[-1]
    finally:
        _frozen.pop()
