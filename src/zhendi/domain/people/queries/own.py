"""What a member sees of the own record and of the own branch, on the own page; and whose page a telephone may open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from zhendi.domain.people.models import MOBILE, Membership, Person, Phone, Post
from zhendi.kernel import crypto
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_citizen_number, mask_name
from zhendi.kernel.scope import Scope

SECRETARY = "secretary"


class Branch(NamedTuple):
    """The own branch: its telephone is the office's, the secretary's is given so that one's own can call."""

    organisation_id: int
    name: str
    path: str
    phone: str
    secretary: str
    secretary_phone: str


class Own(NamedTuple):
    """The own record, as far as one may correct it. The citizen number stays masked: its owner knows it."""

    name: str
    citizen_number: str
    phones: tuple[str, ...]
    residence: str
    born_on: date | None
    education: str
    occupation: str
    joined_on: date | None
    dues_paid_to: str
    standing: str


class Owner(NamedTuple):
    """A member whose telephone it is."""

    person_id: int
    name: str


def owners(number: str, tail: str, on: date, also: Collection[int] = ()) -> tuple[Owner, ...]:
    """Living members on the day with this telephone (``also``: these too, of whom another register tells it) and this
    end of the citizen number. One query.
    """
    members = Membership.objects.as_of(on).filter(person__died_on=None).values("person")
    phone = Phone.objects.filter(person=OuterRef("pk"), number_index=crypto.index(number, MOBILE))
    held = Person.objects.filter(Exists(phone) | Q(pk__in=also), pk__in=members).order_by("pk")
    rows = held.values_list("pk", "name", "citizen_number")
    return tuple(Owner(pk, name) for pk, name, citizen in rows if tail and str(citizen or "").endswith(tail))


def named(person_ids: Sequence[int]) -> tuple[Owner, ...]:
    """Members who share a telephone, by the family name only: each knows the own. One query."""
    held = Person.objects.filter(pk__in=person_ids).order_by("pk").values_list("pk", "name")
    return tuple(Owner(pk, mask_name(name)) for pk, name in held)


def branch(scope: Scope) -> Branch | None:
    """Where the reader is a member on the day, and who leads there; ``None`` for who is no member. Three queries."""
    rows = Membership.objects.as_of(scope.as_of).filter(person=scope.person_id).select_related("organisation")
    held = rows.first() if scope.person_id is not None else None
    if held is None:
        return None
    place = held.organisation
    post = (
        Post.objects.as_of(scope.as_of)
        .filter(organisation=place, role=SECRETARY)
        .exclude(person=scope.person_id)
        .select_related("person")
        .first()
    )
    phone = Phone.objects.filter(person=post.person_id).order_by("rank").first() if post else None
    return Branch(
        place.pk, place.short_name or place.full_name, place.path, place.phone, post.person.name if post else "",
        str(phone.number) if phone else "",
    )  # fmt: skip


def record(scope: Scope) -> Own:
    """The reader's own record; ``NotVisible`` for who is nobody. Three queries."""
    person = Person.objects.filter(pk=scope.person_id).first() if scope.person_id is not None else None
    if person is None:
        raise NotVisible("own record")
    phones = tuple(str(each.number) for each in Phone.objects.filter(person=person).order_by("rank"))
    held = Membership.objects.as_of(scope.as_of).filter(person=person).first()
    return Own(
        person.name, mask_citizen_number(str(person.citizen_number or "")), phones, str(person.residence or ""),
        person.born_on, person.education, person.occupation, person.joined_on, person.dues_paid_to,
        str(held.get_standing_display()) if held else "",
    )  # fmt: skip
