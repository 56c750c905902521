"""One person's record as of the reader's day: facts with sensitive values masked, memberships, posts, suspensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from zhendi.domain.orgs.kinds import holding_relations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.access import recovery
from zhendi.domain.people.models import Membership, Person, Phone, Post, Sex, Suspension
from zhendi.domain.people.queries.leaders import PostRow, post_rows
from zhendi.domain.people.roles import MEMBER, roles
from zhendi.kernel.dates import PartialDate, completed_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_address, mask_citizen_number, mask_mobile, mask_text
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Scope


class MembershipRow(NamedTuple):
    """One stretch of belonging. ``valid_to``: the first day without it; ``ended``: why, "" while it holds."""

    organisation_id: int
    organisation: str
    standing: str
    standing_title: str
    valid_from: date
    valid_to: date | None
    ended: str


class SuspensionRow(NamedTuple):
    """Rights suspended; ``valid_to``: the day from which they are restored; ``held``: on the reader's day."""

    suspension_id: int
    ground: str
    valid_from: date
    valid_to: date | None
    decision: str
    held: bool


class May(NamedTuple):
    """What the reader may do with this record now."""

    correct: bool
    decide: bool
    unmask: bool
    account: bool
    ends: frozenset[int]  # posts that the reader may end


@dataclass(frozen=True, slots=True)
class Record:
    """A person. ``citizen_number``, ``phones``, ``residence`` and numbers in ``remark`` are masked."""

    person_id: int
    revision: int
    name: str
    citizen_number: str
    sex: str
    born_on: date | None
    age: int | None
    nationality: str
    education: str
    degree: str
    native_place: str
    works_since: PartialDate | None
    occupation: str
    residence: str
    phones: tuple[str, ...]
    joined: PartialDate | None
    confirmed: PartialDate | None
    league_since: date | None
    league_until: date | None
    died_on: date | None
    dues_standard: Decimal | None
    dues_paid_to: str
    said_floating: bool | None
    said_whereabouts: str
    remark: str
    membership: MembershipRow | None
    memberships: tuple[MembershipRow, ...]
    posts: tuple[PostRow, ...]
    suspensions: tuple[SuspensionRow, ...]
    may: May


class Placement(NamedTuple):
    """An organisation where a post may be given, and the roles that the reader may give there."""

    organisation_id: int
    organisation: str
    roles: tuple[tuple[str, str], ...]


def record(scope: Scope, person_id: int) -> Record:
    """The record of a person in reach, or one's own; ``NotVisible`` else. Five queries, four where suspensions are not
    shown. What began after the reader's day is not there yet.
    """
    person = Person.objects.visible_to(scope).filter(pk=person_id).first()
    if person is None:
        raise NotVisible(f"person {person_id}")
    memberships, branch = _memberships(person_id, scope.as_of)
    posts, places = _posts(person_id, scope.as_of)
    path = branch or min(places.values(), key=lambda each: (len(each), each), default="")
    sees = access.may_see_suspensions(scope, path, person_id)
    suspensions = _suspensions(person_id, scope.as_of) if sees else ()
    current = memberships[0] if memberships and not memberships[0].ended else None
    return Record(
        person.pk, person.revision, person.name, mask_citizen_number(str(person.citizen_number or "")),
        str(Sex(person.sex).label) if person.sex else "", person.born_on, _age(person, scope.as_of), person.nationality,
        person.education, person.degree, person.native_place, partial(person.works_since, person.works_since_precision),
        person.occupation, mask_address(str(person.residence or "")), _phones(person_id),
        partial(person.joined_on, person.joined_precision), partial(person.confirmed_on, person.confirmed_precision),
        person.league_since, person.league_until, person.died_on, person.dues_standard, person.dues_paid_to,
        person.said_floating, person.said_whereabouts, mask_text(person.remark), current, memberships, posts, suspensions,
        _may(scope, path, person_id, posts, places),
    )  # fmt: skip


def placements(scope: Scope, person_id: int, organisation_id: int | None = None) -> tuple[Placement, ...]:
    """Where the reader may appoint a person: the own branch and what stands above it, and one organisation asked for.

    ``NotVisible`` for a person out of reach. Three queries.
    """
    if not Person.objects.visible_to(scope).filter(pk=person_id).exists():
        raise NotVisible(f"person {person_id}")
    path = Membership.objects.current().filter(person=person_id).values_list("path", flat=True).first() or ""
    above = [path[:length] for length in range(len(path), 0, -4)]
    chain = Organisation.objects.alive().filter(path__in=above) | Organisation.objects.alive().filter(
        pk=organisation_id or 0
    )
    found = []
    for each in sorted(chain, key=lambda one: (one.pk != organisation_id, -len(one.path))):
        giveable = tuple(
            (role.code, role.title)
            for role in roles().values()
            if role.code != MEMBER and role.fits(each.kind) and access.may_appoint(scope, each.path, role)
            and access.outranks(scope, each.path, role)
        )  # fmt: skip
        found += [Placement(each.pk, each.short_name or each.full_name, giveable)] if giveable else []
    return tuple(found)


def branches(scope: Scope, text: str, limit: int = 20) -> tuple[tuple[int, str], ...]:
    """Branches that the reader keeps, by a part of the name: where somebody may be placed."""
    found = Organisation.objects.visible_to(scope, access.WRITE).alive().filter(kind__in=holding_relations())
    named = found.filter(full_name__contains=text.strip()).order_by("path").values_list("pk", "full_name")
    return tuple(named[:limit])


def appointing(scope: Scope, limit: int = 200) -> tuple[tuple[int, str], ...]:
    """Organisations where the reader may record a post, in the order of the tree. One query."""
    kept = in_ranges(scope.ranges(access.WRITE)) | in_ranges(scope.ranges(access.APPOINT))
    found = Organisation.objects.alive().filter(kept).order_by("path").values_list("pk", "short_name", "full_name")
    return tuple((pk, short or full) for pk, short, full in found[:limit])


def grounds() -> tuple[tuple[str, str], ...]:
    """Grounds of a suspension: code and title."""
    return tuple((each.value, str(each.label)) for each in Suspension.Ground)


def standings() -> tuple[tuple[str, str], ...]:
    """Stages of membership: code and title."""
    return tuple((each.value, str(each.label)) for each in Membership.Standing)


def _memberships(person_id: int, day: date) -> tuple[tuple[MembershipRow, ...], str]:
    """The newest first, with the place of that one."""
    found = Membership.objects.filter(person=person_id, valid_from__lte=day).order_by("-valid_from")
    rows = tuple(found.select_related("organisation"))
    return tuple(_membership(row, day) for row in rows), rows[0].path if rows else ""


def _membership(row: Membership, day: date) -> MembershipRow:
    held = row.valid_to is None or row.valid_to > day
    return MembershipRow(
        row.organisation_id, row.organisation.full_name, row.standing, str(Membership.Standing(row.standing).label),
        row.valid_from, None if held else row.valid_to, "" if held else str(Membership.Ended(row.ended or "corrected").label),
    )  # fmt: skip


def _posts(person_id: int, day: date) -> tuple[tuple[PostRow, ...], dict[int, str]]:
    """Held ones first, then the newest; and the place of each that is held, by post."""
    found = Post.objects.filter(person=person_id, valid_from__lte=day).order_by("-valid_from", "-pk")
    listed = list(post_rows(found, "organisation__path"))
    held = {row.post_id: path for row, path in listed if row.valid_to is None or row.valid_to > day}
    return tuple(row for row, _ in sorted(listed, key=lambda each: each[0].post_id not in held)), held


def _may(scope: Scope, path: str, person_id: int, posts: tuple[PostRow, ...], places: dict[int, str]) -> May:
    others = not access.is_oneself(scope, person_id)
    ends = (
        row.post_id
        for row in posts
        if others and row.valid_to is None and row.post_id in places
        if access.may_end(scope, places[row.post_id], row.role)
    )
    return May(
        access.may_write(scope, path), others and access.may_decide(scope, path),
        access.may_unmask(scope, path, person_id), others and scope.allows(recovery.RECOVER, path), frozenset(ends),
    )  # fmt: skip


def _suspensions(person_id: int, day: date) -> tuple[SuspensionRow, ...]:
    found: QuerySet[Suspension] = Suspension.objects.filter(person=person_id, valid_from__lte=day).order_by(
        "-valid_from"
    )
    return tuple(
        SuspensionRow(
            row.pk,
            str(Suspension.Ground(row.ground).label),
            row.valid_from,
            row.valid_to,
            row.decision,
            row.valid_to is None or row.valid_to > day,
        )
        for row in found
    )


def _phones(person_id: int) -> tuple[str, ...]:
    numbers = Phone.objects.filter(person=person_id).order_by("rank", "pk").values_list("number", flat=True)
    return tuple(mask_mobile(str(number)) for number in numbers)


def _age(person: Person, day: date) -> int | None:
    if person.born_on is None or person.died_on:
        return None
    return completed_years(person.born_on, day)
