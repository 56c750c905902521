"""The four contacts of clause 4.5e: in which period a day lies, and which ways of contact do for which of them.

The rules themselves stand in the policy data; what a list of members needs to know beforehand stands here on the same
dated parameters. A test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from zhendi.kernel.dates import add_months
from zhendi.kernel.festivals import festivals
from zhendi.kernel.parameters import Dated, load

DUTIES: Mapping[str, str] = {"sms": "短信", "call": "电话", "letter": "信件", "symposium": "座谈"}
REACHING = "mobile.reaching_ways"
FESTIVALS, LEAD = "mobile.letter_festivals", "mobile.letter_lead_days"
_MONTHS = {"sms": 1, "call": 3, "symposium": 12}
_DAY = timedelta(days=1)


class Period(NamedTuple):
    """The time in which a contact is owed once: first day, last day, what it is called (2026年11月, 2026年春节)."""

    first: date
    last: date
    title: str


def period(duty: str, on: date) -> Period | None:
    """The period of a duty in which the day lies; ``None`` between two festivals. ``KeyError`` for an unknown duty."""
    if duty == "letter":
        return _festival(on)
    months = _MONTHS[duty]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months) - _DAY, _title(first, months))


def counting(duty: str, field: str = "") -> Q:
    """The condition on contacts that do for a duty: not withdrawn, of a way that the rule of their day lets count.

    ``field``: how contacts are reached from the rows asked for ("contacts__"), with its underscores.
    """
    return ways_of(f"mobile.{duty}_ways", field) & Q(**{f"{field}withdrawn_on": None})


def ways_of(code: str, field: str = "") -> Q:
    """The condition that a contact's way was on a dated list of ways on the day of the contact."""
    values = load().by_code[code].values
    condition = Q(pk__in=())
    for dated, following in zip(values, [*values[1:], None], strict=True):
        condition |= _listed(dated, following, dated is values[0], field)
    return condition


def reaches(way: str, on: date) -> bool:
    """True for a way that shows that the member was really reached (a message sent shows nothing of that)."""
    return way in load().value(REACHING, on)


def _listed(dated: Dated, following: Dated | None, first: bool, field: str) -> Q:
    """Of the first list the days before it too: there is no older rule."""
    condition = Q(**{f"{field}way__in": list(dated.value)})
    if not first:
        condition &= Q(**{f"{field}happened_on__gte": dated.valid_from})
    return condition & Q(**{f"{field}happened_on__lt": following.valid_from}) if following else condition


def _festival(on: date) -> Period | None:
    codes, lead = load().value(FESTIVALS, on), load().integer(LEAD, on)
    for year in (on.year, on.year + 1):
        for festival in festivals(year):
            if festival.code in codes and festival.day - timedelta(days=lead) <= on <= festival.day:
                return Period(festival.day - timedelta(days=lead), festival.day, f"{year}年{festival.name}")
    return None


def _title(first: date, months: int) -> str:
    if months == 1:
        return f"{first.year}年{first.month}月"
    return f"{first.year}年" if months == 12 else f"{first.year}年第{(first.month + 2) // 3}季度"
