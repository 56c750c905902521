"""Building the demonstration county: generate, mark, take in quarter by quarter, open accounts, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from zhendi.demo.chronicle import YEAR
from zhendi.demo.generate import Generated, generate, generate_past
from zhendi.demo.synthetic import SMALLEST
from zhendi.demonstration import (
    accounts,
    contacts,
    decisions,
    elections,
    gatherings,
    guests,
    hand_overs,
    matters,
    moves,
    papers,
    partners,
    procedures,
    projects,
    upkeep,
)
from zhendi.domain.mobile.operations import gatherings as clusters
from zhendi.domain.orgs.models import Organisation
from zhendi.intake.operations import Outcome, take_in
from zhendi.intake.operations.demonstration import mark
from zhendi.kernel import clock
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator
from zhendi.obligations import operations as duties

MAKER = "演示县"
HISTORY = YEAR  # months that a county gets unless told otherwise, and at most
QUARTER = 3  # months between two intakes of the past
_LIVING = (matters, hand_overs, projects, procedures, partners, upkeep)
"""What goes on all through the year, with what of it waits on the last day."""


class Built(NamedTuple):
    """What came of it: members generated, rows taken in and left out in all registers."""

    members: int
    accepted: int
    rejected: int


def build(folder: Path, *, members: int, seed: int, on: date, now: datetime, months: int = HISTORY) -> Built:
    """Write a county's workbooks into ``folder``, take them in by the real intake and open the accounts.

    The county is taken in as it stood ``months`` ago (0 to 12; 0 = only today), then every quarter, and today; so
    every register has the history that such intakes leave, and duties are derived at the end of each month between.
    ``Refused`` where anything is held already, for too small a county and too long a history. One transaction: a
    build that was interrupted leaves an empty database, so that it can simply be started again.
    """
    _check(members, months)
    made = generate(folder, members=members, seed=seed, on=on)
    days = _days(on, months)
    with transaction.atomic():
        for day, following in pairwise([*days, on]):
            with clock.frozen(day):  # the engine derives for today whatever an intake changes
                _hand_in(generate_past(folder / f"{day:%Y-%m}", made, day), made, day, clock.now())
                if day == days[0]:
                    moves.beginning(actor=operator(MAKER, day), on=day)
                    contacts.beginning(actor=operator(MAKER, day), on=day, seed=seed)
                    papers.beginning(actor=operator(MAKER, day), on=day, seed=seed)
                    partners.beginning(actor=operator(MAKER, day), on=day, seed=seed)
                    upkeep.beginning(actor=operator(MAKER, day), on=day, seed=seed)
            for end in _month_ends(day, following):
                contacts.of_month(end, actor=operator(MAKER, end), seed=seed)
                papers.of_month(end, actor=operator(MAKER, end), seed=seed)
                gatherings.of_month(end, actor=operator(MAKER, end), seed=seed)
                guests.of_month(end, actor=operator(MAKER, end), seed=seed)
                _lived(end, seed, since=days[0])
                clusters.look(on=end)
                duties.derive(on=end)
        taken = _hand_in(made.files, made, on, now)
        contacts.ending(actor=operator(MAKER, on), on=on, seed=seed)
        papers.ending(actor=operator(MAKER, on), on=on, seed=seed)
        moves.ending(actor=operator(MAKER, on), on=on)
        gatherings.of_month(on, actor=operator(MAKER, on), seed=seed)
        guests.of_month(on, actor=operator(MAKER, on), seed=seed)
        guests.ending(actor=operator(MAKER, on), on=on)
        _lived(on, seed, since=days[0] if days else on)
        for each in _LIVING:
            each.ending(actor=operator(MAKER, on), on=on, seed=seed)
        elections.ending(actor=operator(MAKER, on), on=on, seed=seed)
        decisions.ending(actor=operator(MAKER, on), on=on)
        gatherings.ending(actor=operator(MAKER, on), on=on, seed=seed)
        clusters.look(on=on)
        mark(actor=operator(MAKER, on), on=on, members=members, seed=seed)
        duties.derive(on=on)
    figures = [file.counts for file in taken.judged.files]
    return Built(members, *(sum(each.get(name, 0) for each in figures) for name in ("accepted", "rejected")))


def _lived(end: date, seed: int, *, since: date) -> None:
    """What the month up to the day brought, but for one that began before anybody was on record. One day for all, the
    month's last: the engine derives for the clock's day.
    """
    if end.replace(day=1) < since:
        return
    with clock.frozen(end):
        for each in _LIVING:
            each.of_month(end, actor=operator(MAKER, end), seed=seed)


def _hand_in(files: Sequence[Path], made: Generated, on: date, now: datetime) -> Outcome:
    """Take in a day's workbooks: the first ones as the operator, who then opens the accounts, later ones as the officer."""
    officer, maker = accounts.officer(on), operator(MAKER, on)
    taken = take_in(files, actor=officer or maker, on=on, as_of=on, origin="demo")
    _measure()
    if officer is None:
        accounts.open_all(made.county.cast, actor=maker, on=on, now=now)
    return taken


def _measure() -> None:
    """Tell PostgreSQL how large its tables have become: it learns nothing of a transaction that is still open, and
    would plan the deriving for empty ones (thirty times slower).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _check(members: int, months: int) -> None:
    if Organisation.objects.exists():
        raise Refused(
            "这里已经有组织和党员的数据，不能再建演示县。用 ZHENDI_DATA_DIR 指定一个空的文件夹再建。", code="not_empty"
        )
    if members < SMALLEST:
        raise Refused(f"演示县至少要有 {SMALLEST} 名党员。", code="too_small", field="members")
    if not 0 <= months <= HISTORY:
        raise Refused(f"演示县的历史最长 {HISTORY} 个月，请填 0 到 {HISTORY}。", code="too_long", field="history")


def _month_ends(day: date, following: date) -> list[date]:
    """Last days of months from ``day`` on and before ``following``."""
    first = add_months(day.replace(day=1), 1)
    ends = [add_months(first, months) - timedelta(days=1) for months in range(QUARTER + 1)]
    return [end for end in ends if day <= end < following]


def _days(on: date, months: int) -> list[date]:
    """The days before today on which the county handed in its workbooks: every quarter, the earliest first."""
    return [add_months(on, -back) for back in range(months, 0, -QUARTER)]
