"""Which members a register shows: the filters as plain values, and as conditions within the reader's reach and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people.models import Membership, Person, Phone, Post
from zhendi.domain.people.models.persons import MembershipQuerySet
from zhendi.domain.people.queries.finding import meaning
from zhendi.kernel.dates import add_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, SEE, Range, Scope, subtree

MEMBERS, ANY, GONE = "", "any", "gone"
_MEMBERS = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)
_GONE = (Membership.Ended.DIED, Membership.Ended.TRANSFERRED, Membership.Ended.LEFT)
EVERYWHERE: Range = ("", AFTER)


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


class Asked(NamedTuple):
    """The filters as plain values, on which a statement may be compiled once.

    ``pieces``: of the tree, each a condition of its own; ``person``: oneself, for whoever sees nobody else.
    """

    pieces: tuple[tuple[Range, ...], ...]
    person: int | None
    day: date
    standing: str
    sex: int | None
    born_by: date | None
    born_after: date | None
    role: str | None
    has_phone: bool | None


class Choice(NamedTuple):
    """The filters at work: as plain values, and what else is asked (words, the tree of a past day)."""

    asked: Asked
    rest: Q | None

    def rows(self) -> MembershipQuerySet:
        """By ranges of the index over the tree."""
        return rows_of(*self.asked).filter(self.rest or Q())


def choose(scope: Scope, filters: Filters) -> Choice:
    """The filters within the reader's reach; ``NotVisible`` when ``under`` lies outside. Queries as ``listing`` says."""
    pieces = [scope.ranges(SEE)] if scope.ranges(SEE) else []
    rest: Q | None = None
    if filters.under is not None:
        ranges, rest = _under(scope, filters.under)
        pieces.append(ranges)
    if filters.text.strip():
        rest = meaning(filters.text) & (rest or Q())
    day, eldest, youngest = scope.as_of, filters.age_to, filters.age_from
    asked = Asked(
        pieces=tuple(pieces),
        person=None if scope.ranges(SEE) else scope.person_id or 0,
        day=day,
        standing=filters.standing,
        sex=filters.sex,
        born_by=None if youngest is None else add_years(day, -youngest),
        born_after=None if eldest is None else add_years(day, -eldest - 1),
        role=filters.role or None,
        has_phone=filters.has_phone,
    )
    return Choice(asked, rest)


def rows_of(
    pieces: tuple[tuple[Range, ...], ...],
    person: int | None,
    day: date,
    standing: str,
    sex: int | None,
    born_by: date | None,
    born_after: date | None,
    role: str | None,
    has_phone: bool | None,
    field: str = "path",
) -> MembershipQuerySet:
    """Memberships by the values of ``Asked``; another ``field`` than the path keeps off the index over the tree."""
    found = Membership.objects.filter(_standing(standing, day))
    if field != "path":  # an expression, which no index over the tree answers: the index of names is the cheapest way
        found = found.alias(**{field: Concat("path", Value(""))})
    for ranges in pieces:
        found = found.filter(in_ranges(ranges, field))
    if sex is not None:  # looked up row by row: half of all fit, and joining makes PostgreSQL read the whole table
        one = Person.objects.filter(pk=OuterRef("person")).values("sex")
        found = found.alias(of_sex=Subquery(one[:1])).filter(of_sex=sex)
    exact = {"person": person, "person__born_on__lte": born_by, "person__born_on__gt": born_after}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if role is not None:
        found = found.filter(person__in=Post.objects.as_of(day).filter(role=role).values("person"))
    if has_phone is not None:
        phones = Exists(Phone.objects.filter(person=OuterRef("person")))
        found = found.filter(phones if has_phone else ~phones)
    return found


def _standing(standing: str, day: date) -> Q:
    if standing == GONE:
        return Q(valid_to__lte=day, ended__in=_GONE)
    held = Q(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
    if standing == ANY:
        return held
    return held & Q(standing__in=_MEMBERS if standing == MEMBERS else (standing,))


def _under(scope: Scope, organisation_id: int) -> tuple[tuple[Range, ...], Q | None]:
    """An organisation and what belonged to it on the reader's day: as a piece of the tree, or by that day's versions.

    While nothing has moved since then the branch's own path says so, which is one range of the index.
    """
    seen = Organisation.objects.filter(in_ranges(scope.ranges(SEE)), pk=organisation_id)
    path = seen.values_list("path", flat=True).first()
    if path is None:
        raise NotVisible(f"organisation {organisation_id}")
    if not moved_since(scope.as_of):
        return (subtree(path),), None
    versions = Version.objects.as_of(scope.as_of)
    then = versions.filter(organisation=organisation_id).values_list("path", flat=True).first()
    below = versions.filter(in_ranges((subtree(then or path),))).values("organisation")
    return (EVERYWHERE,), Q(organisation__in=below)


def moved_since(day: date) -> bool:
    """Whether any organisation has changed after the day, so that the tree of that day is another one."""
    return Version.objects.filter(valid_to__gt=day).exists()
