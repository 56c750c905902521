"""Who can be written to, called or invited: members away now, with what sending needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.domain.mobile.places import said
from zhendi.domain.people.models import MOBILE, Membership, Phone
from zhendi.kernel import bulk, crypto
from zhendi.kernel.fields import Secret
from zhendi.kernel.scope import Scope

_COLUMNS = (
    "pk", "person_id", "name", "person__sex", "organisation_id", "organisation__short_name", "organisation__full_name",
    "path", "phone", "province", "city", "district", "person__residence", "group",
)  # fmt: skip
_TITLE = "同志"


class Receiver(NamedTuple):
    """One member away. ``phone`` and ``address`` are whole: for sending, never for a page.

    ``place``: where the member is, down to the district; ``address``: the home on record, "" if none;
    ``group``: whom the work is meant for (clause 4.5b), "" if not said.
    """

    id: int
    person_id: int | None
    name: str
    sex: int | None
    salutation: str
    branch_id: int | None
    branch: str
    path: str
    phone: str
    place: str
    address: str
    group: str = ""


def receivers(scope: Scope, *, ids: Sequence[int] | None = None, owed: str = "") -> list[Receiver]:
    """Members away on the reader's day, in the order of the tree; two queries.

    Never one who returned, died, left the Party or moved to another organisation. ``ids``: only these (others, and
    those out of sight, are left out). ``owed`` ("sms", "call", "letter", "symposium"): only those to whom this
    contact is still owed in the period that runs; nobody between two festivals.
    """
    found = wanted(scope, ids=ids)
    if owed:
        found = still_owed(found, owed, scope)
    rows = [_Row(*row) for row in found.order_by("path", "pk").values_list(*_COLUMNS)]
    missing = [row.person_id for row in rows if row.person_id is not None and not row.phone]
    phones = _phones(missing)
    return [_receiver(row, phones) for row in rows]


def wanted(scope: Scope, *, ids: Sequence[int] | None = None) -> QuerySet[Outgoing]:
    """Movements to which something may be sent: on record on the reader's day, the member alive and a member."""
    found = living(Outgoing.objects.as_of(scope.as_of).visible_to(scope), scope.as_of)
    return found if ids is None else found.filter(pk__in=set(ids))


def living(found: QuerySet[Outgoing], day: date) -> QuerySet[Outgoing]:
    """Of these, movements that have not been ended, of members who are alive and belong to a branch on the day."""
    member = Membership.objects.as_of(day).filter(person=OuterRef("person"))
    return found.filter(Q(person=None) | Q(Exists(member), person__died_on=None), ended="")


def still_owed(found: QuerySet[Outgoing], duty: str, scope: Scope) -> QuerySet[Outgoing]:
    """Of these, the mobile members (by the dated rule) without such a contact in the period of the reader's day."""
    period = cadence.period(duty, scope.as_of)
    if period is None:
        return found.none()
    made = Contact.objects.filter(cadence.counting(duty), happened_on__gte=period.first, happened_on__lte=scope.as_of)
    named, unnamed = made.filter(person=OuterRef("person")), made.filter(movement=OuterRef("pk"))
    since = period.first if duty == "symposium" else scope.as_of  # asked for the whole year, or of those there now
    mobile = Q(floating_on=None) | Q(floating_on__lte=since)
    return found.filter(mobile, ~Exists(named), ~Exists(unnamed), valid_from__lte=since)


class _Row(NamedTuple):
    """The columns, in their order."""

    pk: int
    person_id: int | None
    name: str
    sex: int | None
    branch_id: int | None
    short_name: str | None
    full_name: str | None
    path: str
    phone: str
    province: str
    city: str
    district: str
    home: str | None
    group: str


def _receiver(row: _Row, phones: Mapping[int, str]) -> Receiver:
    place = said(row.province, row.city, row.district)
    phone = row.phone or (phones.get(row.person_id, "") if row.person_id else "")
    branch = row.short_name or row.full_name or ""
    return Receiver(
        row.pk, row.person_id, row.name, row.sex, f"{row.name}{_TITLE}", row.branch_id, branch, row.path,
        Secret(phone), place, Secret(row.home or ""), row.group,
    )  # fmt: skip


def _phones(people: Sequence[int]) -> dict[int, str]:
    """The first telephone of each person on record."""
    rows = bulk.raw(Phone, ("person_id", "rank", "number"), "person_id", people)
    first = {person: token for person, _, token in sorted(rows, key=lambda row: (row[0], -row[1]))}
    return dict(zip(first, crypto.unseal_many(first.values(), MOBILE), strict=True))
