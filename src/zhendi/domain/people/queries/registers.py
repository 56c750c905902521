"""The register of members: chosen, counted and put in order within the reader's reach, as of the reader's day.

Four queries whatever the size. The count stops at ``CAP``; by names, a large part of the tree is walked in the order of
names until the page is full, a small one is read as a range and sorted (design/performance, section B).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people.models import Membership, Phone, Post
from zhendi.domain.people.models.persons import MembershipQuerySet
from zhendi.domain.people.queries.finding import meaning
from zhendi.domain.people.queries.leaders import titles
from zhendi.kernel.dates import add_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, SEE, Range, Scope, subtree

CAP = 2000  # exact up to here, "more than" above
SIZE = 50
TREE, NAME = "tree", "name"
MEMBERS, ANY, GONE = "", "any", "gone"
_MEMBERS = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)
_GONE = (Membership.Ended.DIED, Membership.Ended.TRANSFERRED, Membership.Ended.LEFT)
EVERYWHERE: Range = ("", AFTER)
_ORDERS = {TREE: ("path", "sort_name", "id"), NAME: ("sort_name", "id")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list shows. ``standing``: one stage, "" = full and probationary, "any", or "gone" (died, moved out, left).

    Ages in completed years, both ends included; ``under``: an organisation with all below it.
    """

    text: str = ""
    under: int | None = None
    standing: str = MEMBERS
    sex: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    role: str = ""
    has_phone: bool | None = None


class MemberRow(NamedTuple):
    """One line of the register; nothing sensitive. ``posts``: titles, with the organisation where it is another one."""

    person_id: int
    name: str
    sex: int | None
    born_on: date | None
    standing: str
    standing_title: str
    organisation_id: int
    organisation: str
    joined_on: date | None
    joined_precision: str
    ended: str
    valid_to: date | None
    posts: tuple[str, ...]


class Page(NamedTuple):
    """A page of the register; ``more``: there are more than ``total``, which is ``CAP``."""

    rows: tuple[MemberRow, ...]
    total: int
    more: bool
    number: int
    pages: int


class _Choice(NamedTuple):
    """The filters at work: pieces of the tree (each a condition of its own) and what is asked beside them."""

    pieces: tuple[tuple[Range, ...], ...]
    rest: Q

    def rows(self) -> MembershipQuerySet:
        """By ranges of the index over the tree."""
        return Membership.objects.filter(self._within("path"), self.rest)

    def walked(self) -> MembershipQuerySet:
        """By an expression, which no index over the tree answers: the index of names is left as the cheapest way."""
        hidden = Membership.objects.alias(anywhere=Concat("path", Value("")))
        return hidden.filter(self._within("anywhere"), self.rest)

    def _within(self, field: str) -> Q:
        found = Q()
        for ranges in self.pieces:
            found &= in_ranges(ranges, field)
        return found


def listing(
    scope: Scope, filters: Filters | None = None, *, order: str = TREE, page: int = 1, size: int = SIZE
) -> Page:
    """The register, in the order of the tree or of names; a page beyond the last one is the last one.

    Four queries; two or three more with ``under``, one more with a telephone of five to ten digits. ``NotVisible`` when
    ``under`` is out of reach.
    """
    choice = _choice(scope, filters or Filters())
    counted = choice.rows().values("pk")[: CAP + 1].count()
    total = min(counted, CAP)
    pages = max(-(-total // size), 1)
    number = min(max(page, 1), pages)
    found = choice.walked() if order == NAME and counted > CAP else choice.rows()
    ordered = found.order_by(*_ORDERS.get(order, _ORDERS[TREE]))
    ids = list(ordered.values_list("pk", flat=True)[(number - 1) * size : number * size])
    return Page(_rows(scope, ids), total, counted > CAP, number, pages)


def pieces(scope: Scope, under: int | None = None) -> tuple[tuple[int, str], ...]:
    """Organisations to narrow a list to: the one chosen (else where the reader stands), what is above and below. One query."""
    home = scope.home
    start = under or (home.organisation_id if home else 0)
    above = Organisation.objects.filter(pk=start).values("parent")
    near = Q(pk=start) | Q(parent=start) | Q(pk__in=above)
    found = Organisation.objects.visible_to(scope).alive().filter(near).order_by("path")
    return tuple((pk, short or full) for pk, short, full in found.values_list("pk", "short_name", "full_name"))


def _choice(scope: Scope, filters: Filters) -> _Choice:
    pieces = [scope.ranges(SEE)] if scope.ranges(SEE) else []
    rest = _standing(filters.standing, scope.as_of) & _person(filters, scope.as_of)
    if not pieces:  # oneself, for whoever sees nobody else
        rest &= Q(person=scope.person_id or 0)
    if filters.under is not None:
        ranges, then = _under(scope, filters.under)
        pieces.append(ranges)
        rest &= then
    if filters.text.strip():
        rest &= meaning(filters.text)
    return _Choice(tuple(pieces), rest)


def _standing(standing: str, day: date) -> Q:
    if standing == GONE:
        return Q(valid_to__lte=day, ended__in=_GONE)
    held = Q(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
    if standing == ANY:
        return held
    return held & Q(standing__in=_MEMBERS if standing == MEMBERS else (standing,))


def _person(filters: Filters, day: date) -> Q:
    found = Q()
    if filters.sex is not None:
        found &= Q(person__sex=filters.sex)
    if filters.age_from is not None:
        found &= Q(person__born_on__lte=add_years(day, -filters.age_from))
    if filters.age_to is not None:
        found &= Q(person__born_on__gt=add_years(day, -filters.age_to - 1))
    if filters.role:
        found &= Q(person__in=Post.objects.as_of(day).filter(role=filters.role).values("person"))
    if filters.has_phone is not None:
        phones = Exists(Phone.objects.filter(person=OuterRef("person")))
        found &= Q(phones) if filters.has_phone else ~Q(phones)
    return found


def _under(scope: Scope, organisation_id: int) -> tuple[tuple[Range, ...], Q]:
    """An organisation and what belonged to it on the reader's day: as a piece of the tree, or by that day's versions.

    While nothing has moved since then the branch's own path says so, which is one range of the index.
    """
    seen = Organisation.objects.filter(in_ranges(scope.ranges(SEE)), pk=organisation_id)
    path = seen.values_list("path", flat=True).first()
    if path is None:
        raise NotVisible(f"organisation {organisation_id}")
    if not moved_since(scope.as_of):
        return (subtree(path),), Q()
    versions = Version.objects.as_of(scope.as_of)
    then = versions.filter(organisation=organisation_id).values_list("path", flat=True).first()
    below = versions.filter(in_ranges((subtree(then or path),))).values("organisation")
    return (EVERYWHERE,), Q(organisation__in=below)


def moved_since(day: date) -> bool:
    """Whether any organisation has changed after the day, so that the tree of that day is another one."""
    return Version.objects.filter(valid_to__gt=day).exists()


def _rows(scope: Scope, ids: list[int]) -> tuple[MemberRow, ...]:
    version = Version.objects.as_of(scope.as_of).filter(organisation=OuterRef("organisation"))
    found = Membership.objects.filter(pk__in=ids).annotate(
        short_then=Subquery(version.values("short_name")[:1]), full_then=Subquery(version.values("full_name")[:1])
    )
    columns = (
        "pk", "person_id", "person__name", "person__sex", "person__born_on", "standing", "organisation_id", "short_then",
        "full_then", "organisation__full_name", "person__joined_on", "person__joined_precision", "ended", "valid_to",
    )  # fmt: skip
    rows = {row[0]: row[1:] for row in found.values_list(*columns)}
    posts = titles(scope, {row[0]: row[5] for row in rows.values()})
    return tuple(_row(rows[pk], posts) for pk in ids if pk in rows)


def _row(row: tuple[Any, ...], posts: dict[int, tuple[str, ...]]) -> MemberRow:
    person, name, sex, born, standing, place, short, full, now, joined, precision, ended, until = row
    return MemberRow(
        person, name, sex, born, standing, str(Membership.Standing(standing).label), place, short or full or now,
        joined, precision, str(Membership.Ended(ended).label) if ended else "", until, posts.get(person, ()),
    )  # fmt: skip
