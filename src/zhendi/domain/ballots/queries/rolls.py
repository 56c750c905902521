"""The roll of a vote, for who holds it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import Proxy, RollEntry, SheetBatch, Slip, Vote
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 100
PLACES = tuple(each for each in SheetBatch.Place.choices if each[0] != SheetBatch.Place.WRITTEN)
RELATIONS = tuple(Proxy.Relation.choices)
_KINDS = {
    "": Q(),
    "absent": Q(channel="", present_on=None, right=RollEntry.Right.FULL),
    "present": ~Q(present_on=None),
    "slips": Q(slips__void_on=None, slips__isnull=False),
    "no_slip": Q(channel="", right=RollEntry.Right.FULL) & ~Q(slips__void_on=None, slips__isnull=False),
}


class Row(NamedTuple):
    """A line of the roll. ``proxy``: who brings the vote; ``slip``: "", "printed" or "handed"; ``slip_to``: who took it."""

    number: int
    name: str
    right: str
    votes: bool
    ground: str
    consent: str
    approved: bool
    channel: str
    helped_by: str
    present: bool
    household: str
    proxy: str
    slip: str
    slip_to: str


class Page(NamedTuple):
    """One page of the roll."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int


class ProxyRow(NamedTuple):
    """A proxy in writing, as its names are published: ``used`` once the vote was brought."""

    id: int
    giver_number: int
    giver: str
    holder_number: int
    holder: str
    relation: str
    document: str
    on: date
    used: bool


class Sheets(NamedTuple):
    """A batch of paper: ``counts`` are the tellers who have entered, ``settled`` whether two agree."""

    id: int
    number: int
    place: str
    printed: int
    recovered: int | None
    counts: tuple[str, ...]
    settled: bool


def roll(scope: Scope, vote_id: int, *, text: str = "", waiting: bool = False, kind: str = "", page: int = 1) -> Page:
    """The roll by number; ``waiting``: only who has a vote and has not used it. Five queries.

    ``kind``: those not yet present, registered as present, with a printed code, still without one.
    """
    vote = _held(scope, vote_id)
    found = _with_all(vote).filter(_KINDS.get(kind, Q())).order_by("number")
    for word in text.split():
        found = (
            found.filter(number=int(word)) if word.isdecimal() and len(word) < 7 else found.filter(name__contains=word)
        )
    if waiting:
        found = found.filter(channel="", right=RollEntry.Right.FULL)
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    start = (number - 1) * SIZE
    return Page(tuple(map(_row, found[start : start + SIZE])), total, number, pages)


def proxies(scope: Scope, vote_id: int) -> tuple[ProxyRow, ...]:
    """Proxies that hold, by the giver's number. Two queries."""
    rows = _held(scope, vote_id).proxies.filter(withdrawn_on=None).select_related("giver", "holder")
    return tuple(
        ProxyRow(
            each.pk, each.giver.number, each.giver.name, each.holder.number, each.holder.name,
            str(Proxy.Relation(each.relation).label), each.document, each.on, bool(each.giver.channel),
        )
        for each in rows.order_by("giver__number")
    )  # fmt: skip


def sheets(scope: Scope, vote_id: int) -> tuple[Sheets, ...]:
    """Batches of paper of a vote. Three queries."""
    vote = _held(scope, vote_id)
    found = []
    for batch in vote.sheets.order_by("number").prefetch_related("counts__teller"):
        counts = list(batch.counts.all())
        values = [(str(each.votes), each.void) for each in counts]
        found.append(
            Sheets(
                batch.pk,
                batch.number,
                str(SheetBatch.Place(batch.place).label),
                batch.printed,
                batch.recovered,
                tuple(each.teller.name for each in counts),
                len(values) > len(set(values)),
            )
        )
    return tuple(found)


def _held(scope: Scope, vote_id: int) -> Vote:
    vote = Vote.objects.filter(pk=vote_id).first()
    if vote is None or not access.may_hold(scope, vote):
        raise NotVisible(f"vote {vote_id}")
    return vote


def _with_all(vote: Vote) -> QuerySet[RollEntry]:
    """Lines with the proxy and the code that hold, by two queries more."""
    held = Proxy.objects.filter(withdrawn_on=None).select_related("holder")
    return vote.roll.prefetch_related(
        Prefetch("proxies", held, to_attr="held"), Prefetch("slips", Slip.objects.filter(void_on=None), to_attr="valid")
    )


def _row(entry: RollEntry) -> Row:
    proxies, codes = entry.held, entry.valid  # type: ignore[attr-defined]  # set by the two prefetches of _with_all
    return Row(
        entry.number, entry.name, str(RollEntry.Right(entry.right).label), entry.right == RollEntry.Right.FULL,
        entry.ground, entry.consent, entry.approved,
        str(RollEntry.Channel(entry.channel).label) if entry.channel else "", entry.helped_by,
        entry.present_on is not None, str(entry.household), proxies[0].holder.name if proxies else "",
        ("handed" if codes[0].handed_on else "printed") if codes else "", codes[0].handed_to if codes else "",
    )  # fmt: skip


def one(scope: Scope, vote_id: int, number: int) -> Row:
    """One line of the roll; ``NotVisible`` for none."""
    found = _with_all(_held(scope, vote_id)).filter(number=number).first()
    if found is None:
        raise NotVisible(f"roll {number}")
    return _row(found)
