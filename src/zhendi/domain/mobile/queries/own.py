"""What a member away reads on the own page: whom to call, and what the registers keep of the movement."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.queries.consents import agreed
from zhendi.domain.mobile.half_years import Half
from zhendi.domain.mobile.models import Contact, Feedback, Incoming, Keeper, Outgoing
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.orgs.paths import parent_of
from zhendi.domain.people.models import Phone
from zhendi.kernel.scope import Scope

_ORDER = tuple(Keeper.Level.values)


class Contactable(NamedTuple):
    """A contact person with the telephone that is given so that one's own members can call."""

    level: str
    name: str
    phone: str


def own_movements(scope: Scope) -> tuple[int, ...]:
    """Keys of the reader's own outgoing movements on the day. One query, none for nobody's."""
    if scope.person_id is None:
        return ()
    return tuple(Outgoing.objects.as_of(scope.as_of).filter(person=scope.person_id).values_list("pk", flat=True))


def own_keepers(scope: Scope) -> tuple[Contactable, ...]:
    """The reader's own contact persons on the day, the village's first; () for who is not away. Two queries."""
    mine = Outgoing.objects.as_of(scope.as_of).filter(person=scope.person_id) if scope.person_id is not None else None
    row = mine.order_by("-valid_from").first() if mine is not None else None
    if row is None:
        return ()
    above, path = [], row.path
    while path:
        above.append(path)
        path = parent_of(path)
    named = Keeper.objects.as_of(scope.as_of).filter(
        Q(movement__person=row.person_id) | Q(movement=None, path__in=above)
    )
    nearest: dict[str, Keeper] = {}
    for each in named.order_by("movement", "-path", "pk"):
        if each.level not in nearest or each.movement_id is not None:
            nearest[each.level] = each
    found = tuple(
        Contactable(str(Keeper.Level(level).label), nearest[level].name, str(nearest[level].phone))
        for level in _ORDER
        if level in nearest
    )
    return found or ((Contactable("", row.contact_name, str(row.contact_phone)),) if row.contact_name else ())


class Reached(NamedTuple):
    """A contact as the member's own record tells it; ``counts`` unless it was taken back."""

    way: str
    on: date
    counts: bool


class Said(NamedTuple):
    """What an organisation over there said of the member's half-year."""

    half: str
    organisation: str
    attended: int
    held: int
    conduct: str
    on: date


def own_numbers(scope: Scope) -> tuple[str, ...]:
    """The reader's own telephone numbers, of the roster and of the register of members away. Two queries."""
    if scope.person_id is None:
        return ()
    away = Outgoing.objects.as_of(scope.as_of).filter(person=scope.person_id).values_list("phone", flat=True)
    known = Phone.objects.filter(person=scope.person_id).order_by("rank").values_list("number", flat=True)
    return tuple(dict.fromkeys(str(each) for each in (*away, *known) if each))


def own_destination(scope: Scope) -> tuple[str, ...]:
    """Where the reader is on record as being away, the smallest place first; () for who is not away. One query."""
    if scope.person_id is None:
        return ()
    found = Outgoing.objects.as_of(scope.as_of).filter(person=scope.person_id).order_by("-valid_from")
    row = found.values_list("district", "city", "province").first()
    return tuple(each for each in row or () if each)


def own_contacts(scope: Scope) -> tuple[Reached, ...]:
    """All contacts with the reader up to the day, the latest first. One query."""
    if scope.person_id is None:
        return ()
    mine = Q(person=scope.person_id) | Q(movement__person=scope.person_id)
    rows = Contact.objects.filter(mine, happened_on__lte=scope.as_of).order_by("-happened_on", "-pk")
    return tuple(
        Reached(str(Way(way).label), on, withdrawn is None)
        for way, on, withdrawn in rows.values_list("way", "happened_on", "withdrawn_on")
    )


def own_feedback(scope: Scope) -> tuple[Said, ...]:
    """What was said of the reader's half-years and found true, the latest first; never by whom. One query."""
    if scope.person_id is None:
        return ()
    mine = Q(outgoing__person=scope.person_id) | Q(incoming__person=scope.person_id)
    rows = Feedback.objects.filter(mine).exclude(checked_on=None).order_by("-year", "-half", "-pk")
    return tuple(
        Said(Half(row.year, row.half).name, row.organisation, row.attended, row.held, str(row.conduct), row.said_on)
        for row in rows
    )


def shared_number(scope: Scope, incoming_id: int) -> str:
    """The number of a member who came, from the roster of the home branch, where the member lets the receiving
    organisation have it; "" else, and out of the reader's sight. Four queries.
    """
    row = (
        Incoming.objects.as_of(scope.as_of).visible_to(scope).select_related("outgoing").filter(pk=incoming_id).first()
    )
    person = None if row is None else row.person_id or (row.outgoing.person_id if row.outgoing else None)
    if row is None or person is None or person not in agreed([person], consenting.PHONE, scope.as_of):
        return ""
    if row.outgoing is not None and row.outgoing.phone:
        return str(row.outgoing.phone)
    known = Phone.objects.filter(person=person).order_by("rank").first()
    return str(known.number) if known else ""
