"""Whom a member away can call: the contact persons of the three levels, for the member alone."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.mobile.models import Keeper, Outgoing
from zhendi.domain.orgs.paths import parent_of
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
