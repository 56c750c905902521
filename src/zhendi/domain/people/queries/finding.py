"""Finding people by what is typed: a name or part of it, pinyin in full or initials, a telephone, a citizen number."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.people.models import (
    CITIZEN,
    MOBILE,
    MOBILE_TAIL,
    TAIL,
    Membership,
    NameKey,
    Person,
    Phone,
    Post,
)
from zhendi.domain.people.roles import roles
from zhendi.kernel import crypto
from zhendi.kernel.scope import Scope

_FILLING = re.compile(r"[\s·•・'’-]+")
_DIGITS = re.compile(r"\d+")
_CITIZEN = re.compile(r"\d{17}[\dx]")
_LATIN = re.compile(r"[a-zü]+")
_MOBILE = 11
_LONGEST = 60
NOBODY = Q(pk__in=())


class Hit(NamedTuple):
    """A person found: where the person belongs (or holds a post), and as what."""

    person_id: int
    name: str
    sex: int | None
    born_on: date | None
    organisation_id: int | None
    organisation: str
    standing: str


def search(scope: Scope, text: str, limit: int = 20) -> tuple[Hit, ...]:
    """People in the reader's reach whom the text may mean, in the order of names; three queries.

    ``zs``, ``zhangsan`` and 张三 find 张三; four and more digits are the end of a telephone number, eighteen characters
    a whole citizen number. What is too short or means nothing finds nobody.
    """
    people = Person.objects.visible_to(scope).filter(meaning(text, "pk"))
    rows = list(people.order_by("sort_name", "pk").values_list("pk", "name", "sex", "born_on")[:limit])
    places = _places(scope, [row[0] for row in rows])
    return tuple(Hit(*row, *places.get(row[0], (None, "", ""))) for row in rows)


def meaning(text: str, field: str = "person") -> Q:
    """The condition on a table that refers to persons by ``field``; ``NOBODY`` for what means nothing.

    Telephone tails longer than four digits are looked up at once (one query), since the index holds four.
    """
    typed = _FILLING.sub("", unicodedata.normalize("NFKC", text)).lower()[:_LONGEST]
    if _CITIZEN.fullmatch(typed):
        return _within(field, Person.objects.filter(citizen_index=crypto.index(typed.upper(), CITIZEN)).values("pk"))
    if _DIGITS.fullmatch(typed):
        return _phone(typed, field)
    if _LATIN.fullmatch(typed):
        return _within(field, NameKey.objects.filter(_beginning(typed.replace("ü", "v"))).values("person"))
    return (
        _within(field, Person.objects.filter(name__contains=text.strip()[:_LONGEST]).values("pk")) if typed else NOBODY
    )


def _within(field: str, people: object) -> Q:
    return Q(**{f"{field}__in": people})


def _phone(digits: str, field: str) -> Q:
    if len(digits) < TAIL or len(digits) > _MOBILE:
        return NOBODY
    if len(digits) == _MOBILE:
        return _within(field, Phone.objects.filter(number_index=crypto.index(digits, MOBILE)).values("person"))
    ending = Phone.objects.filter(tail_index=crypto.index(digits[-TAIL:], MOBILE_TAIL))
    if len(digits) == TAIL:
        return _within(field, ending.values("person"))
    numbers = ending.values_list("person", "number")
    return _within(field, [person for person, number in numbers if str(number).endswith(digits)])


def _beginning(letters: str) -> Q:
    """Keys that begin so, as a range of the index too: plain letters sort alike under every collation."""
    stem = letters.rstrip("z")
    found = Q(key__startswith=letters, key__gte=letters)
    return found & Q(key__lt=stem[:-1] + chr(ord(stem[-1]) + 1)) if stem else found


def _places(scope: Scope, people: list[int]) -> dict[int, tuple[int, str, str]]:
    """Where each person belongs on the reader's day: the branch, else the first post."""
    day, named = scope.as_of, ("person_id", "organisation_id", "organisation__short_name", "organisation__full_name")
    found: dict[int, tuple[int, str, str]] = {}
    for person, pk, short, full, role in (
        Post.objects.as_of(day).visible_to(scope).filter(person__in=people).order_by("-pk").values_list(*named, "role")
    ):
        found[person] = (pk, short or full, roles()[role].title if role in roles() else role)
    for person, pk, short, full, standing, until in (
        Membership.objects.filter(person__in=people, valid_from__lte=day)
        .order_by("valid_from")
        .values_list(*named, "standing", "valid_to")
    ):
        held = until is None or until > day
        found[person] = (pk, short or full, str(Membership.Standing(standing).label) if held else "已减少")
    return found
