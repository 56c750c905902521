"""The register of members who came from elsewhere, and what the two registers do not agree about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Claim, Incoming, Outgoing, Verdict
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.sides import FIELDS
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, Scope

SIZE = 50
_MOST = 100


class Row(NamedTuple):
    """A member who came, as the list shows him; nothing sensitive. ``from_here``: left one of our own branches."""

    id: int
    name: str
    sex: int | None
    township: str
    sending: str
    moved_on: date | None
    place: str
    employer: str
    placed: bool | None
    holds_certificate: bool | None
    from_here: int | None
    may_keep: bool


class Page(NamedTuple):
    """A page of the list; ``unplaced``: of all, those in no branch here."""

    rows: tuple[Row, ...]
    total: int
    unplaced: int
    page: int
    pages: int


def listing(scope: Scope, *, text: str = "", under: str = "", placed: str = "", page: int = 1) -> Page:
    """Members who came, in the order of the tree; ``placed`` "yes" or "no". Three queries."""
    found = Incoming.objects.visible_to(scope).as_of(scope.as_of)
    if text:
        said = Q(name__contains=text) | Q(place__contains=text) | Q(employer__contains=text) | Q(sending__contains=text)
        found = found.filter(said)
    if under:
        found = found.filter(path__gte=under, path__lt=under + AFTER)
    unplaced = found.exclude(placed_in_branch=True)
    unplaced_total = unplaced.count()
    found = unplaced if placed == "no" else found.filter(placed_in_branch=True) if placed == "yes" else found
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    rows = found.select_related("organisation").order_by("path", "name", "pk")[(number - 1) * SIZE : number * SIZE]
    return Page(tuple(_row(scope, row) for row in rows), total, unplaced_total, number, pages)


def _row(scope: Scope, row: Incoming) -> Row:
    return Row(
        row.pk, row.name, row.sex, _town(row), row.sending, row.moved_on, row.place, row.employer, row.placed_in_branch,
        row.holds_certificate, row.outgoing_id, access.may_write(scope, row),
    )  # fmt: skip


class Asked(NamedTuple):
    """Two townships have one member: who has the row, who claims, and whether the reader is to answer."""

    id: int
    name: str
    holder: str
    claimant: str
    claimed_on: date
    note: str
    mine: bool


class Pair(NamedTuple):
    """A row of each register that may be one movement; ``differs``: field, its words, what either side says."""

    outgoing_id: int
    incoming_id: int
    name: str
    branch: str
    township: str
    place: str
    gone_on: date | None
    come_on: date | None
    differs: tuple[tuple[str, str, str, str], ...]


def claims(scope: Scope) -> tuple[Asked, ...]:
    """Open questions between townships, for both sides. One query."""
    own = in_ranges(scope.ranges()) | in_ranges(scope.ranges(), "movement__path")
    rows = Claim.objects.filter(own, answered_on=None, movement__valid_to=None)
    found = rows.select_related("movement__organisation", "organisation").order_by("claimed_on", "pk")[:_MOST]
    return tuple(
        Asked(
            each.pk, each.movement.name, _town(each.movement), each.organisation.short_name or each.organisation.full_name,
            each.claimed_on, each.note, access.may_write(scope, each.movement),
        )
        for each in found
    )  # fmt: skip


def candidates(scope: Scope) -> tuple[Pair, ...]:
    """Rows of both registers with one name that are not joined and not decided, either side in sight. Three queries."""
    loose = Incoming.objects.as_of(scope.as_of).filter(outgoing=None).select_related("organisation")
    alone = Outgoing.objects.as_of(scope.as_of).filter(arrivals=None).select_related("organisation")
    come_mine = list(loose.filter(in_ranges(scope.ranges())).order_by("pk")[: _MOST * 10])
    gone_mine = list(alone.filter(in_ranges(scope.ranges())).order_by("pk")[: _MOST * 10])
    gone = {row.pk: row for row in [*gone_mine, *alone.filter(name__in={row.name for row in come_mine})]}
    come = {row.pk: row for row in [*come_mine, *loose.filter(name__in={row.name for row in gone_mine})]}
    decided = set(Verdict.objects.filter(outgoing__in=gone).values_list("outgoing_id", "incoming_id"))
    by_name: dict[str, list[Outgoing]] = {}
    for out in gone.values():
        by_name.setdefault(out.name, []).append(out)
    pairs = [
        (out, row) for row in come.values() for out in by_name.get(row.name, ()) if (out.pk, row.pk) not in decided
    ]
    return tuple(_pair(out, row, ()) for out, row in pairs[:_MOST])


def disagreements(scope: Scope) -> tuple[Pair, ...]:
    """Joined rows that say different things, for both sides. One query."""
    own = in_ranges(scope.ranges()) | in_ranges(scope.ranges(), "outgoing__path")
    rows = Incoming.objects.as_of(scope.as_of).filter(own, outgoing__valid_to=None).exclude(outgoing=None)
    found = rows.select_related("organisation", "outgoing__organisation").order_by("pk")[: _MOST * 10]
    told = ((row, _differences(row.outgoing, row)) for row in found if row.outgoing is not None)
    return tuple(_pair(row.outgoing, row, said) for row, said in told if said and row.outgoing is not None)[:_MOST]


def _differences(out: Outgoing, come: Incoming) -> tuple[tuple[str, str, str, str], ...]:
    both = ((name, words, getattr(out, name), getattr(come, name)) for name, words in FIELDS.items())
    return tuple(
        (name, words, _word(name, gone), _word(name, here)) for name, words, gone, here in both if gone and here and gone != here
    )  # fmt: skip


def _word(name: str, value: Any) -> str:
    return mask_mobile(str(value)) if name == "phone" else value.isoformat() if isinstance(value, date) else str(value)


def _pair(out: Outgoing, come: Incoming, differs: Sequence[tuple[str, str, str, str]]) -> Pair:
    branch = (out.organisation.short_name or out.organisation.full_name) if out.organisation else ""
    return Pair(
        out.pk, come.pk, out.name, branch, _town(come), of_row(vars(out)), out.moved_on, come.moved_on, tuple(differs)
    )


def _town(row: Incoming) -> str:
    return (row.organisation.short_name or row.organisation.full_name) if row.organisation else ""
