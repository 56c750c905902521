"""What the engine may count of movements: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``.

What a register holds without a day of its own (a telephone, a contact person) counts from the day the row is on record.
Contacts and contact persons go with the person: they count for each of the person's movements, so that a merger of
branches, which continues the movement under the new one, takes nothing away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.models import (
    Certificate,
    CertificateCheck,
    Contact,
    HalfYearReport,
    Incoming,
    Keeper,
    Outgoing,
)
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.orgs.paths import STEP

_DEPTHS = {Keeper.Level.COUNTY: 1, Keeper.Level.TOWNSHIP: 2}
_SPAN: tuple[str, ...] = ("kept_from", "kept_to")
_MOST = 20_000  # members at once whose duties are derived one by one; above, deriving all is quicker


def outgoing() -> QuerySet[Outgoing, Any]:
    """Members away: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return _spans(Outgoing.objects.all())


def floating() -> QuerySet[Outgoing, Any]:
    """Members away for so long that the dated rule calls them mobile, from that day: ``subject_id, valid_from, valid_to``.

    Whose leaving is undated is one from the day on record.
    """
    later = Q(floating_on__gt=F("valid_from"))
    at_once = Outgoing.objects.filter(~later | Q(floating_on=None))
    begun = Outgoing.objects.filter(later).filter(Q(valid_to=None) | Q(valid_to__gt=F("floating_on")))
    return _spans(at_once).union(begun.values("floating_on", "valid_to", subject_id=F("pk")), all=True)


def contact_person() -> QuerySet[Any, Any]:
    """Members away who have a contact person in the village: named in the register, for them, or for their branch."""
    named = _spans(Outgoing.objects.exclude(contact_name=""))
    return named.union(*_kept(Keeper.Level.VILLAGE), all=True)


def township_keeper() -> QuerySet[Any, Any]:
    """Members away who have a contact person in the township: ``subject_id, valid_from, valid_to``."""
    first, *others = _kept(Keeper.Level.TOWNSHIP)
    return first.union(*others, all=True)


def county_keeper() -> QuerySet[Any, Any]:
    """Members away who have a contact person in the county: ``subject_id, valid_from, valid_to``."""
    first, *others = _kept(Keeper.Level.COUNTY)
    return first.union(*others, all=True)


def phone_known() -> QuerySet[Outgoing, Any]:
    """Members away whose own telephone is known: ``subject_id, valid_from, valid_to``."""
    return _spans(Outgoing.objects.exclude(phone=""))


def whereabouts_known() -> QuerySet[Outgoing, Any]:
    """Members away of whom the district and the day of leaving are known: ``subject_id, valid_from, valid_to``."""
    return _spans(Outgoing.objects.exclude(district="").exclude(moved_on=None))


def contact() -> QuerySet[Any, Any]:
    """Contacts that reached the member, and the last one that the register tells: ``subject_id, happened_on``."""
    told = Outgoing.objects.exclude(contacted_on=None).values(happened_on=F("contacted_on"), subject_id=F("pk"))
    return told.union(*_made(cadence.ways_of(cadence.REACHING) & Q(withdrawn_on=None)), all=True)


def sms() -> QuerySet[Any, Any]:
    """Contacts that do for the monthly message: ``subject_id, happened_on``."""
    return _both(cadence.counting("sms"))


def call() -> QuerySet[Any, Any]:
    """Contacts that do for the quarterly call: ``subject_id, happened_on``."""
    return _both(cadence.counting("call"))


def letter() -> QuerySet[Any, Any]:
    """Contacts that do for the letter of a festival: ``subject_id, happened_on``."""
    return _both(cadence.counting("letter"))


def symposium() -> QuerySet[Any, Any]:
    """Contacts that do for the yearly symposium: ``subject_id, happened_on``."""
    return _both(cadence.counting("symposium"))


def certificate() -> QuerySet[Any, Any]:
    """Members away who hold a certificate of ours, or one that the register tells: ``subject_id, valid_from, valid_to``."""
    told = Outgoing.objects.exclude(certificate="").values("valid_from", "valid_to", subject_id=F("pk"))
    return told.union(*_certified(), all=True)


def certificate_issued() -> QuerySet[Any, Any]:
    """Members away who hold a certificate of ours: ``subject_id, valid_from, valid_to``."""
    named, unnamed = _certified()
    return named.union(unnamed, all=True)


def certificate_check() -> QuerySet[Any, Any]:
    """The issue of a certificate of ours and each check: ``subject_id, happened_on``."""
    found = []
    for rows, day, before in (
        (Certificate.objects.all(), "issued_on", ""),
        (CertificateCheck.objects.all(), "on", "certificate__"),
    ):
        known = rows.filter(**{f"{before}person__away__isnull": False})
        found.append(known.values(happened_on=F(day), subject_id=F(f"{before}person__away__pk")))
        unknown = rows.filter(**{f"{before}person": None})
        found.append(unknown.values(happened_on=F(day), subject_id=F(f"{before}movement_id")))
    return found[0].union(*found[1:], all=True)


def away() -> QuerySet[Outgoing, Any]:
    """Members away by branch, a row a head: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = Outgoing.objects.exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def half_year_report() -> QuerySet[HalfYearReport, Any]:
    """A branch's half-yearly report: ``subject_id`` (the organisation), ``happened_on``."""
    return HalfYearReport.objects.values(subject_id=F("organisation_id"), happened_on=F("filed_on"))


def issued_with(certificate_id: int) -> set[int] | None:
    """Movements that one act of issuing or ending concerns; ``None`` when so many that all is derived anew."""
    batch = Certificate.objects.filter(pk=certificate_id).values("batch")
    return _holders(Certificate.objects.filter(batch__in=batch))


def checked_with(check_id: int) -> set[int] | None:
    """Movements that one act of checking concerns; ``None`` when so many that all is derived anew."""
    batch = CertificateCheck.objects.filter(pk=check_id).values("batch")
    return _holders(Certificate.objects.filter(checks__batch__in=batch))


def incoming() -> QuerySet[Incoming, Any]:
    """Members who have come: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return _spans(Incoming.objects.all())


def placed() -> QuerySet[Incoming, Any]:
    """Members who have come and are placed in a branch here: ``subject_id, valid_from, valid_to``."""
    return _spans(Incoming.objects.filter(placed_in_branch=True))


def incoming_full() -> QuerySet[Incoming, Any]:
    """Who has come to a township, a row a head, but for known probationers: ``subject_id`` (its committee), the days."""
    rows = Incoming.objects.exclude(standing="probationary").exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def incoming_community() -> QuerySet[Any, Any]:
    """Members who live in a community by its name in the register, a row a head: ``subject_id`` (the community), the days."""
    return _in_community(Incoming.objects.all())


def unplaced_community() -> QuerySet[Any, Any]:
    """The same, of those not placed in a branch here."""
    return _in_community(Incoming.objects.exclude(placed_in_branch=True))


def outgoing_places() -> QuerySet[Outgoing, Any]:
    """Which branch answers for a member away: ``subject_id, path``."""
    return Outgoing.objects.exclude(path="").values("path", subject_id=F("pk"))


def incoming_places() -> QuerySet[Incoming, Any]:
    """Which committee answers for a member who has come: ``subject_id, path``."""
    return Incoming.objects.exclude(path="").values("path", subject_id=F("pk"))


def outgoing_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members away by movement."""
    return dict(Outgoing.objects.filter(pk__in=keys).values_list("pk", "name"))


def incoming_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members who have come, by movement."""
    return dict(Incoming.objects.filter(pk__in=keys).values_list("pk", "name"))


def outgoing_of(person_id: int) -> tuple[int, ...]:
    """Movements away of a person."""
    return tuple(Outgoing.objects.filter(person=person_id).values_list("pk", flat=True))


def incoming_of(person_id: int) -> tuple[int, ...]:
    """Movements of a person who came from another branch of ours."""
    return tuple(Incoming.objects.filter(person=person_id).values_list("pk", flat=True))


def received_by(incoming_id: int) -> tuple[int, ...]:
    """The committee of the township to which a member has come."""
    return tuple(
        Incoming.objects.exclude(organisation=None).filter(pk=incoming_id).values_list("organisation", flat=True)
    )


def noted_in(noting_id: int) -> set[int] | None:
    """Movements for which one act of noting counts; ``None`` when there are so many that all is derived anew."""
    rows = Contact.objects.filter(Q(noting=noting_id) | Q(withdrawn_by=noting_id))
    found = set(rows.values_list("movement_id", flat=True)) | set(
        rows.exclude(person=None).values_list("person__away", flat=True)
    )
    return None if len(found) > _MOST else found - {None}


def kept_by(keeper_id: int) -> set[int] | None:
    """Movements for which one act named a contact person; ``None`` when so many that all is derived anew."""
    keeper = Keeper.objects.filter(pk=keeper_id).first()
    if keeper is None:
        return set()
    rows = Outgoing.objects.filter(path__gte=keeper.path, path__lt=keeper.path + "~")
    if keeper.movement_id:
        same = Keeper.objects.exclude(movement=None).filter(name=keeper.name, valid_from=keeper.valid_from)
        rows = Outgoing.objects.filter(Q(keepers__in=same) | Q(person__in=same.values("movement__person")))
    found = set(rows.values_list("pk", flat=True)[: _MOST + 1])
    return None if len(found) > _MOST else found


def _certified() -> tuple[QuerySet[Certificate, Any], QuerySet[Certificate, Any]]:
    """Certificates of known persons, for each movement of theirs, and the others, from the issue to the end."""
    rows = Certificate.objects.filter(Q(ended_on=None) | Q(ended_on__gt=F("issued_on")))
    named = rows.filter(person__away__isnull=False)
    unnamed = rows.filter(person=None)
    return (
        named.values(valid_from=F("issued_on"), valid_to=F("ended_on"), subject_id=F("person__away__pk")),
        unnamed.values(valid_from=F("issued_on"), valid_to=F("ended_on"), subject_id=F("movement_id")),
    )


def _holders(rows: QuerySet[Certificate]) -> set[int] | None:
    found = set(rows.values_list("movement_id", flat=True)[: _MOST + 1])
    found |= set(rows.exclude(person=None).values_list("person__away__pk", flat=True)) - {None}
    return None if len(found) > _MOST else found


def _both(condition: Q) -> QuerySet[Any, Any]:
    named, unnamed = _made(condition)
    return named.union(unnamed, all=True)


def _made(condition: Q) -> tuple[QuerySet[Contact, Any], QuerySet[Contact, Any]]:
    """Contacts with known persons, for each movement of theirs, and the others."""
    rows = Contact.objects.filter(condition)
    named = rows.filter(person__away__isnull=False).values("happened_on", subject_id=F("person__away__pk"))
    return named, rows.filter(person=None).values("happened_on", subject_id=F("movement_id"))


def _kept(level: Keeper.Level) -> list[QuerySet[Any, Any]]:
    """Members for whom somebody is named on a level: each by name, and all whose path begins with the keeper's."""
    rows = Keeper.objects.filter(level=level).exclude(movement=None)
    named = rows.filter(movement__person__away__isnull=False).values(
        "valid_from", "valid_to", subject_id=F("movement__person__away__pk")
    )
    unnamed = rows.filter(movement__person=None).values("valid_from", "valid_to", subject_id=F("movement_id"))
    return [named, unnamed, _by_place(level)]


def _by_place(level: Keeper.Level) -> QuerySet[Outgoing, Any]:
    """Members and keepers are joined by the beginning of the path: no key of the tables says it."""
    keeper, movement = Keeper._meta.db_table, Outgoing._meta.db_table
    depth = _DEPTHS.get(level)
    place = f"{movement}.path" if depth is None else f"substr({movement}.path, 1, {depth * STEP})"
    rows = Outgoing.objects.extra(  # noqa: S610 - names of tables and numbers of the code only
        select={"kept_from": f"{keeper}.valid_from", "kept_to": f"{keeper}.valid_to"},
        tables=[keeper],
        where=[f"{keeper}.path = {place}", f"{keeper}.movement_id IS NULL", f"{keeper}.level = %s"],
        params=[level.value],
    )
    found: QuerySet[Outgoing, Any] = rows.values(*_SPAN, subject_id=F("pk"))
    return found


def _in_community(rows: QuerySet[Incoming]) -> QuerySet[Any, Any]:
    named = orgs.communities_named(OuterRef("place"), OuterRef("organisation__division_code"))
    found = rows.exclude(place="").annotate(community=Subquery(named.values("code")[:1])).exclude(community=None)
    return found.values("valid_from", "valid_to", subject_id=Cast("community", BigIntegerField()))


def _spans(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.values("valid_from", "valid_to", subject_id=F("pk"))
