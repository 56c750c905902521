"""Where the two registers meet: members claimed by two townships, rows that may be one person, joined rows and what they
say differently. Either side sees its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Claim, Incoming, Outgoing, Verdict
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.sides import FIELDS
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SIZE = 50
EVERY = 20_000  # rows of a workbook
CLAIMED, ALIKE, DIFFERENT, JOINED = "claimed", "alike", "different", "joined"
KINDS = (
    (CLAIMED, "两个乡镇都登记了"),
    (ALIKE, "可能是同一个人"),
    (DIFFERENT, "两边登记不一样"),
    (JOINED, "已经对上"),
)
ORDERS = (("tree", "按流入乡镇"), ("name", "按姓名"), ("new", "新来的在前"), ("long", "来得久的在前"))
_CHOICES = {"reason": Outgoing.Reason, "group": Outgoing.Group}
_DAYS = ("moved_on", "returns_on")
_SEALED = "phone"


class Filters(NamedTuple):
    """What the list is narrowed to: ``kind`` of ``KINDS`` ("": the first that has any), ``order`` of ``ORDERS``."""

    kind: str = ""
    text: str = ""
    order: str = "tree"


class Asked(NamedTuple):
    """Two townships have one member: who has the row, who claims, and whether the reader is to answer."""

    id: int
    name: str
    holder: str
    claimant: str
    claimed_on: date
    note: str
    mine: bool


class Side(NamedTuple):
    """The row of the branch that may be, or is, the other side of one who came. ``seen``: the reader may open it."""

    id: int
    branch: str
    place: str
    gone_on: date | None
    seen: bool


class Pair(NamedTuple):
    """One who came, with the rows of branches that may be the same movement (one when they are joined).

    ``differs``: field, its words, what either side says.
    """

    incoming_id: int
    name: str
    township: str
    place: str
    come_on: date | None
    sides: tuple[Side, ...]
    differs: tuple[tuple[str, str, str, str], ...] = ()


class Page(NamedTuple):
    """A page of one kind: ``claims`` or ``pairs``; ``counts`` of every kind, without the search."""

    kind: str
    claims: tuple[Asked, ...]
    pairs: tuple[Pair, ...]
    counts: dict[str, int]
    total: int
    page: int
    pages: int

    @property
    def shown(self) -> int:
        """How many are on the page."""
        return len(self.claims) + len(self.pairs)


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page of one kind. At most nine queries."""
    counts = {kind: _found(scope, Filters(kind)).count() for kind, _ in KINDS}
    if not filters.kind:
        filters = filters._replace(kind=next((kind for kind, number in counts.items() if number), JOINED))
    found = _found(scope, filters)
    total = found.count() if filters.text else counts[filters.kind]
    number, pages = turned_to(page, total, size)
    rows = _ordered(found, filters)[(number - 1) * size : number * size]
    if filters.kind == CLAIMED:
        return Page(filters.kind, tuple(_asked(scope, row) for row in rows), (), counts, total, number, pages)
    return Page(filters.kind, (), _pairs(scope, filters.kind, list(rows)), counts, total, number, pages)


def _found(scope: Scope, filters: Filters) -> QuerySet[Any]:
    if filters.kind == CLAIMED:
        return _claims(scope, filters.text)
    if filters.kind == ALIKE:
        return _alike(scope, filters.text)
    return _joined(scope, filters.text, different=filters.kind == DIFFERENT)


def _ordered(found: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    movement, day = ("movement__", "claimed_on") if filters.kind == CLAIMED else ("", "moved_on")
    orders: dict[str, tuple[Any, ...]] = {
        "tree": (f"{movement}path", f"{movement}name", "pk"),
        "name": (f"{movement}name", f"{movement}path", "pk"),
        "new": (F(day).desc(nulls_last=True), "pk"),
        "long": (F(day).asc(nulls_last=True), "pk"),
    }
    return found.order_by(*orders[filters.order])


def _claims(scope: Scope, text: str) -> QuerySet[Claim]:
    """Open questions between townships."""
    own = in_ranges(scope.ranges()) | in_ranges(scope.ranges(), "movement__path")
    found = Claim.objects.filter(own, answered_on=None, movement__valid_to=None)
    for word in text.split():
        said = (
            Q(movement__name__contains=word) | _called(word, "movement__organisation") | _called(word, "organisation")
        )
        found = found.filter(said)
    return found.select_related("movement__organisation", "organisation")


def _alike(scope: Scope, text: str) -> QuerySet[Incoming]:
    """Those who came, not joined, whose name a row of a branch bears that is not joined either; not decided yet.

    A name is looked for in one list of names, which both databases keep at hand; only rows of which somebody decided
    something before are looked at one by one.
    """
    own = in_ranges(scope.ranges())
    loose = Incoming.objects.as_of(scope.as_of).filter(outgoing=None)
    alone = _alone(scope)
    found = loose.filter((own & _open(alone)) | _open(alone.filter(own)))
    for word in text.split():
        home = alone.filter(_called(word)).values("name")
        said = Q(name__contains=word) | Q(place__contains=word) | _called(word) | Q(name__in=home)
        found = found.filter(said)
    return found.select_related("organisation")


def _alone(scope: Scope) -> QuerySet[Outgoing]:
    return Outgoing.objects.as_of(scope.as_of).filter(arrivals=None)


def _open(alone: QuerySet[Outgoing]) -> Q:
    decided = Verdict.objects.filter(incoming=OuterRef(OuterRef("pk"))).values("outgoing")
    left = Exists(alone.filter(name=OuterRef("name")).exclude(pk__in=decided))
    return Q(name__in=alone.values("name")) & ~(Q(pk__in=Verdict.objects.values("incoming")) & ~Q(left))


def _joined(scope: Scope, text: str, *, different: bool) -> QuerySet[Incoming]:
    own = in_ranges(scope.ranges()) | in_ranges(scope.ranges(), "outgoing__path")
    found = Incoming.objects.as_of(scope.as_of).filter(own, outgoing__valid_to=None).exclude(outgoing=None)
    for word in text.split():
        said = Q(name__contains=word) | Q(place__contains=word) | Q(employer__contains=word)
        found = found.filter(said | _called(word) | _called(word, "outgoing__organisation"))
    if different:
        found = found.filter(_plainly_different() | Q(pk__in=_other_numbers(found)))
    return found.select_related("organisation", "outgoing__organisation")


def _plainly_different() -> Q:
    """Both sides say something, and not the same, of a field that the database can read."""
    differ = Q(pk__in=())
    for field in FIELDS:
        if field in _DAYS:
            both = Q(**{f"{field}__isnull": False, f"outgoing__{field}__isnull": False})
        else:
            both = Q(**{f"{field}__gt": "", f"outgoing__{field}__gt": ""})
        if field != _SEALED:
            differ |= both & ~Q(**{field: F(f"outgoing__{field}")})
    return differ


def _other_numbers(found: QuerySet[Incoming]) -> list[int]:
    """Joined rows whose telephones differ: sealed, so that they are opened to be compared. One query."""
    both = found.exclude(phone="").exclude(outgoing__phone="").values_list("pk", "phone", "outgoing__phone")
    return [key for key, here, gone in both.iterator() if here != gone]


def _called(word: str, field: str = "organisation") -> Q:
    return Q(**{f"{field}__short_name__contains": word}) | Q(**{f"{field}__full_name__contains": word})


def _asked(scope: Scope, each: Claim) -> Asked:
    return Asked(
        each.pk, each.movement.name, _name(each.movement.organisation), _name(each.organisation), each.claimed_on,
        each.note, access.may_write(scope, each.movement),
    )  # fmt: skip


def _pairs(scope: Scope, kind: str, rows: list[Incoming]) -> tuple[Pair, ...]:
    if kind == ALIKE:
        return tuple(_with_likes(scope, rows))
    return tuple(
        _pair(scope, row, [row.outgoing], _differences(row.outgoing, row)) for row in rows if row.outgoing is not None
    )


def _with_likes(scope: Scope, rows: list[Incoming]) -> Iterator[Pair]:
    """Each with the rows of branches of the same name: all for the side that has the member, its own for the other."""
    decided = set(
        Verdict.objects.filter(incoming__in=[row.pk for row in rows]).values_list("outgoing_id", "incoming_id")
    )
    by_name: dict[str, list[Outgoing]] = {}
    likes = _alone(scope).filter(name__in={row.name for row in rows}).select_related("organisation")
    for gone in likes.order_by("path", "pk"):
        by_name.setdefault(gone.name, []).append(gone)
    for row in rows:
        mine = scope.allows(SEE, row.path)
        sides = [
            gone
            for gone in by_name.get(row.name, ())
            if (gone.pk, row.pk) not in decided and (mine or scope.allows(SEE, gone.path))
        ]
        yield _pair(scope, row, sides, ())


def _pair(scope: Scope, row: Incoming, sides: Sequence[Outgoing], differs: Sequence[tuple[str, str, str, str]]) -> Pair:
    told = tuple(
        Side(gone.pk, _name(gone.organisation), of_row(vars(gone)), gone.moved_on, access.may_see(scope, gone))
        for gone in sides
    )
    return Pair(row.pk, row.name, _name(row.organisation), row.place, row.moved_on, told, tuple(differs))


def _differences(out: Outgoing, come: Incoming) -> tuple[tuple[str, str, str, str], ...]:
    both = ((name, words, getattr(out, name), getattr(come, name)) for name, words in FIELDS.items())
    return tuple(
        (name, words, _word(name, gone), _word(name, here)) for name, words, gone, here in both if gone and here and gone != here
    )  # fmt: skip


def _word(name: str, value: Any) -> str:
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    return mask_mobile(str(value)) if name == _SEALED else value.isoformat() if isinstance(value, date) else str(value)


def _name(place: Organisation | None) -> str:
    return (place.short_name or place.full_name) if place else ""
