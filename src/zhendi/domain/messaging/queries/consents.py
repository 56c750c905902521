"""What a member has agreed to: the own page's list, its history, and what the apps above ask before they use data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.models import ADDRESS, Consent, OptOut
from zhendi.kernel import crypto
from zhendi.kernel.scope import Scope


class Choice(NamedTuple):
    """One consent as it stands. ``since``: chosen on that day, ``None`` while nothing was chosen; ``how`` if not here."""

    code: str
    title: str
    why: str
    article: str
    given: bool
    since: date | None
    how: str


class Line(NamedTuple):
    """A line of the history: what held from a day to a day."""

    title: str
    said: str
    valid_from: date
    valid_to: date | None


def choices(scope: Scope, numbers: Sequence[str]) -> tuple[Choice, ...]:
    """The reader's own consents; ``numbers`` are the own. Two queries, none for nobody's."""
    if scope.person_id is None:
        return ()
    held = dict(Consent.objects.as_of(scope.as_of).filter(person=scope.person_id).values_list("purpose", "valid_from"))
    refused = _refused(scope.person_id, numbers).filter(valid_to=None).order_by("valid_from", "pk").first()
    found = []
    for each in consenting.told().consents.values():
        told = (each.code, each.title, each.why, each.article)
        if each.code == consenting.SMS:
            how = str(OptOut.Source(refused.source).label) if refused and refused.person_id is None else ""
            found.append(Choice(*told, refused is None, refused.valid_from if refused else None, how))
        else:
            found.append(Choice(*told, each.code in held, held.get(each.code), ""))
    return tuple(found)


def history(scope: Scope, numbers: Sequence[str]) -> tuple[Line, ...]:
    """All that the reader ever chose, the latest first. Two queries, none for nobody's."""
    if scope.person_id is None:
        return ()
    texts = consenting.told().consents
    lines = [
        Line(texts[each.purpose].title, "同意", each.valid_from, each.valid_to)
        for each in Consent.objects.filter(person=scope.person_id)
    ]
    lines += [
        Line(texts[consenting.SMS].title, "不收", each.valid_from, each.valid_to)
        for each in _refused(scope.person_id, numbers)
    ]
    return tuple(sorted(lines, key=lambda line: line.valid_from, reverse=True))


def agreed(people: Collection[int], code: str, on: date) -> frozenset[int]:
    """Who of these people has agreed on the day. One query."""
    rows = Consent.objects.as_of(on).filter(person__in=people, purpose=code)
    return frozenset(rows.values_list("person_id", flat=True))


def _refused(person_id: int, numbers: Sequence[str]) -> QuerySet[OptOut]:
    indexes = [index for index in crypto.index_many(list(numbers), ADDRESS) if index]
    return OptOut.objects.filter(Q(person=person_id) | Q(person=None, address_index__in=indexes))
