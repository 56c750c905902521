"""Members away: who, since when by the dated rule, what the register holds of them, and who keeps contact.

What a register holds without a day of its own (a telephone, a contact person) counts from the day the row is on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from zhendi.domain.mobile.facts.shapes import MOST, spans
from zhendi.domain.mobile.models import Keeper, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP

_DEPTHS = {Keeper.Level.TOWNSHIP: 2}
_TOP = 2  # level right below the county
_SPAN: tuple[str, ...] = ("kept_from", "kept_to")


def outgoing() -> QuerySet[Outgoing, Any]:
    """Members away: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return spans(Outgoing.objects.all())


def floating() -> QuerySet[Outgoing, Any]:
    """Members away for so long that the dated rule calls them mobile, from that day: ``subject_id, valid_from, valid_to``.

    Whose leaving is undated is one from the day on record.
    """
    later = Q(floating_on__gt=F("valid_from"))
    at_once = Outgoing.objects.filter(~later | Q(floating_on=None))
    begun = Outgoing.objects.filter(later).filter(Q(valid_to=None) | Q(valid_to__gt=F("floating_on")))
    return spans(at_once).union(begun.values("floating_on", "valid_to", subject_id=F("pk")), all=True)


def contact_person() -> QuerySet[Any, Any]:
    """Members away who have a contact person in the village: named in the register, for them, or for their branch."""
    named = spans(Outgoing.objects.exclude(contact_name=""))
    return named.union(*_kept(Keeper.Level.VILLAGE), all=True)


def township_keeper() -> QuerySet[Any, Any]:
    """Members away who have a contact person in the township: ``subject_id, valid_from, valid_to``."""
    first, *others = _kept(Keeper.Level.TOWNSHIP)
    return first.union(*others, all=True)


def county_keeper() -> QuerySet[Any, Any]:
    """Organisations right below the county for which, or for the whole county, a contact person is named on its level.

    ``subject_id, valid_from, valid_to``. No key joins the two: the place of the one begins with that of the other.
    """
    keeper, place = Keeper._meta.db_table, Organisation._meta.db_table
    rows = Organisation.objects.filter(depth=_TOP).extra(  # noqa: S610 - names of tables and numbers of the code only
        select={"valid_from": f"{keeper}.valid_from", "valid_to": f"{keeper}.valid_to"},
        tables=[keeper],
        where=[
            f"({keeper}.path = {place}.path OR {keeper}.path = substr({place}.path, 1, {STEP}))",
            f"{keeper}.movement_id IS NULL",
            f"{keeper}.level = %s",
        ],
        params=[Keeper.Level.COUNTY.value],
    )
    found: QuerySet[Any, Any] = rows.values("valid_from", "valid_to", subject_id=F("pk"))
    return found


def township_away() -> QuerySet[Outgoing, Any]:
    """Members away by the organisation right below the county, a row a head: ``subject_id, valid_from, valid_to``."""
    top = Organisation.objects.filter(path=Substr(OuterRef("path"), 1, _TOP * STEP), depth=_TOP).values("pk")[:1]
    rows = Outgoing.objects.annotate(top=Subquery(top)).exclude(top=None)
    return rows.values("valid_from", "valid_to", subject_id=F("top"))


def phone_known() -> QuerySet[Outgoing, Any]:
    """Members away whose own telephone is known: ``subject_id, valid_from, valid_to``."""
    return spans(Outgoing.objects.exclude(phone=""))


def whereabouts_known() -> QuerySet[Outgoing, Any]:
    """Members away of whom the district and the day of leaving are known: ``subject_id, valid_from, valid_to``."""
    return spans(Outgoing.objects.exclude(district="").exclude(moved_on=None))


def away() -> QuerySet[Outgoing, Any]:
    """Members away by branch, a row a head: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = Outgoing.objects.exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def outgoing_places() -> QuerySet[Outgoing, Any]:
    """Which branch answers for a member away: ``subject_id, path``."""
    return Outgoing.objects.exclude(path="").values("path", subject_id=F("pk"))


def outgoing_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members away by movement."""
    return dict(Outgoing.objects.filter(pk__in=keys).values_list("pk", "name"))


def outgoing_of(person_id: int) -> tuple[int, ...]:
    """Movements away of a person."""
    return tuple(Outgoing.objects.filter(person=person_id).values_list("pk", flat=True))


def left_by(movement_id: int) -> tuple[int, ...]:
    """The branch that a member away left, and the organisation right below the county above it."""
    row = Outgoing.objects.filter(pk=movement_id).values_list("organisation", "path").first()
    if row is None:
        return ()
    tops = Organisation.objects.filter(path=row[1][: _TOP * STEP], depth=_TOP).values_list("pk", flat=True)
    return tuple({*filter(None, [row[0]]), *tops})


def kept_for(keeper_id: int) -> tuple[int, ...]:
    """Organisations right below the county for which one act named a contact person on the county's level."""
    keeper = Keeper.objects.filter(pk=keeper_id, level=Keeper.Level.COUNTY).first()
    if keeper is None:
        return ()
    same = Keeper.objects.filter(level=Keeper.Level.COUNTY, name=keeper.name, valid_from=keeper.valid_from)
    reached = Q(path__in=same.values("path"))
    if len(keeper.path) <= STEP:
        reached |= Q(path__startswith=keeper.path)
    return tuple(Organisation.objects.filter(reached, depth=_TOP).values_list("pk", flat=True))


def kept_by(keeper_id: int) -> set[int] | None:
    """Movements for which one act named a contact person; ``None`` when so many that all is derived anew."""
    keeper = Keeper.objects.filter(pk=keeper_id).first()
    if keeper is None:
        return set()
    rows = Outgoing.objects.filter(path__gte=keeper.path, path__lt=keeper.path + "~")
    if keeper.movement_id:
        same = Keeper.objects.exclude(movement=None).filter(name=keeper.name, valid_from=keeper.valid_from)
        rows = Outgoing.objects.filter(Q(keepers__in=same) | Q(person__in=same.values("movement__person")))
    found = set(rows.values_list("pk", flat=True)[: MOST + 1])
    return None if len(found) > MOST else found


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
