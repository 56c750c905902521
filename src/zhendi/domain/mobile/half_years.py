"""Half-years, and what the registers show of one: counted by branch, in a fixed number of statements for any number.

What was at the beginning, plus who went, less who came back or left, is what is at the end: the same rows are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from zhendi.domain.mobile.models import Certificate, Contact, Incoming, Outgoing, Search
from zhendi.domain.mobile.models.movements import Ended
from zhendi.domain.people.models import Transfer
from zhendi.kernel.dates import add_months

_MONTHS = 6
COLUMNS = (
    ("start", "期初外出"), ("left", "新外出"), ("returned", "返回"), ("other", "其他减少"), ("end", "期末外出"),
    ("floating", "其中流动党员"), ("certificates", "持活动证"), ("sms", "短信联系到"), ("call", "电话联系到"),
    ("letter", "寄到信件"), ("symposium", "参加座谈"), ("searched", "正在查找"), ("transferred", "组织关系转出"),
    ("transit", "转接在途"), ("incoming", "期末流入"),
)  # fmt: skip
SHORT = {
    "start": "期初", "left": "新出", "returned": "返回", "other": "减少", "end": "期末", "floating": "流动", "certificates": "有证",
    "sms": "短信", "call": "电话", "letter": "信件", "symposium": "座谈", "searched": "查找", "transferred": "转出",
    "transit": "在途", "incoming": "流入",
}  # fmt: skip
_WAYS = ("sms", "call", "letter", "symposium")


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """A half-year; ``half`` is 1 or 2."""

    year: int
    half: int

    @property
    def begins(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 + (self.half - 1) * _MONTHS, 1)

    @property
    def last(self) -> date:
        """30 June or 31 December."""
        return add_months(self.begins, _MONTHS) - timedelta(days=1)

    @property
    def name(self) -> str:
        """2026年上半年."""
        return f"{self.year}年{'上' if self.half == 1 else '下'}半年"

    def before(self) -> Half:
        """The half-year before."""
        return Half(self.year, 1) if self.half == 2 else Half(self.year - 1, 2)

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"


class Counted(NamedTuple):
    """The figures of one organisation by the words of ``COLUMNS``."""

    organisation_id: int
    figures: dict[str, int]


def read(text: str) -> Half | None:
    """A half-year as it is written in an address or a form (``2026-1``); ``None`` for what is none."""
    year, _, half = text.partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and half in ("1", "2")):
        return None
    return Half(int(year), int(half)) if int(year) >= 2000 else None


def half_of(day: date) -> Half:
    """The half-year in which a day lies."""
    return Half(day.year, 1 if day.month <= _MONTHS else 2)


def counted(within: Q, half: Half, day: date) -> Iterator[Counted]:
    """Figures of the organisations whose paths lie ``within`` (a condition on ``organisation__path`` as ``path``), as of
    the day, which lies in the half-year or after it. Organisations without any are left out. Ten statements.
    """
    last = min(day, half.last)
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(dict(COLUMNS), 0))
    for column, rows, key in (*_movements(within, half, last), *_papers(within, half, last)):
        for organisation, number in rows.values_list(key).annotate(number=Count("pk")).values_list(key, "number"):
            if organisation is not None:
                found[organisation][column] += number
    for organisation, way, number in _contacts(within, half, last):
        if organisation is not None and way in _WAYS:
            found[organisation][way] += number
    return (Counted(key, found[key]) for key in sorted(found))


def _movements(within: Q, half: Half, last: date) -> Iterator[tuple[str, QuerySet[Any], str]]:
    rows = Outgoing.objects.filter(within)
    period = (half.begins, last)
    ended = rows.filter(valid_to__range=period)
    there = rows.as_of(last)
    yield "start", rows.as_of(half.begins - timedelta(days=1)), "organisation"
    yield "left", rows.filter(valid_from__range=period), "organisation"
    yield "returned", ended.filter(ended=Ended.RETURNED), "organisation"
    yield "other", ended.exclude(ended=Ended.RETURNED), "organisation"
    yield "end", there, "organisation"
    yield "floating", there.filter(Q(floating_on=None) | Q(floating_on__lte=last)), "organisation"
    yield "incoming", Incoming.objects.filter(within).as_of(last), "organisation"


def _papers(within: Q, half: Half, last: date) -> Iterator[tuple[str, QuerySet[Any], str]]:
    mine = Outgoing.objects.filter(within).as_of(last)
    held = Certificate.objects.filter(Q(ended_on=None) | Q(ended_on__gt=last), issued_on__lte=last, movement__in=mine)
    searched = Search.objects.filter(Q(closed_on=None) | Q(closed_on__gt=last), opened_on__lte=last, movement__in=mine)
    branches = Outgoing.objects.filter(within).values("organisation").distinct()
    sent = Transfer.objects.exclude(direction=Transfer.Direction.IN).filter(from_organisation__in=branches)
    under_way = Q(received_on=None) | Q(received_on__gt=last)
    yield "certificates", held, "movement__organisation"
    yield "searched", searched, "movement__organisation"
    yield "transferred", sent.filter(received_on__range=(half.begins, last)), "from_organisation"
    on_the_way = sent.filter(under_way, Q(closed_on=None) | Q(closed_on__gt=last), issued_on__lte=last)
    yield "transit", on_the_way, "from_organisation"


def _contacts(within: Q, half: Half, last: date) -> Iterator[tuple[int | None, str, int]]:
    """Members reached by each way, each once."""
    rows = Contact.objects.filter(withdrawn_on=None, happened_on__range=(half.begins, last))
    mine = rows.filter(movement__in=Outgoing.objects.filter(within))
    grouped = mine.values_list("movement__organisation", "way").annotate(number=Count("movement", distinct=True))
    return iter(grouped.order_by())
