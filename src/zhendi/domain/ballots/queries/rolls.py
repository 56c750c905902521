"""The roll of a vote, for who holds it."""

from __future__ import annotations

from typing import NamedTuple

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import RollEntry, SheetBatch, Vote
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope

SIZE = 100
PLACES = tuple(SheetBatch.Place.choices)


class Row(NamedTuple):
    """A line of the roll."""

    number: int
    name: str
    right: str
    votes: bool
    ground: str
    consent: str
    approved: bool
    channel: str
    helped_by: str


class Page(NamedTuple):
    """One page of the roll."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int


class Sheets(NamedTuple):
    """A batch of paper: ``counts`` are the tellers who have entered, ``settled`` whether two agree."""

    id: int
    number: int
    place: str
    printed: int
    recovered: int | None
    counts: tuple[str, ...]
    settled: bool


def roll(scope: Scope, vote_id: int, *, text: str = "", waiting: bool = False, page: int = 1) -> Page:
    """The roll by number; ``waiting``: only who has a vote and has not used it. Three queries."""
    vote = _held(scope, vote_id)
    found = vote.roll.order_by("number")
    for word in text.split():
        found = (
            found.filter(number=int(word)) if word.isdecimal() and len(word) < 7 else found.filter(name__contains=word)
        )
    if waiting:
        found = found.filter(channel="", right=RollEntry.Right.FULL)
    total = found.count()
    pages = max(-(-total // SIZE), 1)
    number = min(max(page, 1), pages)
    start = (number - 1) * SIZE
    return Page(tuple(map(_row, found[start : start + SIZE])), total, number, pages)


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


def _row(entry: RollEntry) -> Row:
    return Row(
        entry.number, entry.name, str(RollEntry.Right(entry.right).label), entry.right == RollEntry.Right.FULL,
        entry.ground, entry.consent, entry.approved,
        str(RollEntry.Channel(entry.channel).label) if entry.channel else "", entry.helped_by,
    )  # fmt: skip


def one(scope: Scope, vote_id: int, number: int) -> Row:
    """One line of the roll; ``NotVisible`` for none."""
    found = _held(scope, vote_id).roll.filter(number=number).first()
    if found is None:
        raise NotVisible(f"roll {number}")
    return _row(found)
