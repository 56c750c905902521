"""Taking in rosters of members: compare them with the people that are held, then write them in a few statements.

A person is found by the citizen number alone (same number = same person, same name is not). ``plan`` reads and
writes nothing; ``apply`` (module ``roster_write``) writes inside the caller's transaction. A membership that
changes is closed and a new one opened; one that began on the very day of the file is put right in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.people.models import ADDRESS, CITIZEN, MOBILE, Membership, Person, Phone
from zhendi.kernel import bulk, crypto
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import (
    NOWHERE,
    Changed,
    FieldChange,
    HeldBack,
    Missing,
    Plan,
    Source,
    partial,
    says_new_date,
)
from zhendi.kernel.scope import Range


class MemberRow(NamedTuple):
    """One good row of a roster. ``organisation`` is the branch's full name; ``phones`` are 11 digits each."""

    citizen_number: str
    name: str
    organisation: str
    standing: str
    sex: int | None = None
    born_on: date | None = None
    nationality: str = ""
    education: str = ""
    degree: str = ""
    native_place: str = ""
    works_since: PartialDate | None = None
    occupation: str = ""
    residence: str = ""
    joined: PartialDate | None = None
    confirmed: PartialDate | None = None
    dues_standard: Decimal | None = None
    dues_paid_to: str = ""
    said_floating: bool | None = None
    said_whereabouts: str = ""
    said_lost: bool | None = None
    remark: str = ""
    phones: tuple[str, ...] = ()
    post: str = ""
    source: Source = NOWHERE


class HeldMembership(NamedTuple):
    """The current membership of a person."""

    pk: int
    organisation_id: int
    standing: str
    path: str
    since: date


class HeldPerson(NamedTuple):
    """A person as held; ``values`` in the order of ``PLAIN``, ``dates`` of ``DATES``."""

    pk: int
    died_on: date | None
    values: tuple[Any, ...]
    dates: tuple[PartialDate | None, ...]


PLAIN = (
    "name", "sex", "born_on", "nationality", "education", "degree", "native_place", "occupation", "residence",
    "dues_standard", "dues_paid_to", "said_floating", "said_whereabouts", "said_lost", "remark",
)  # fmt: skip
DATES = ("works_since", "joined", "confirmed")
_COLUMNS = tuple(MemberRow.__annotations__)
_plain = itemgetter(*map(_COLUMNS.index, PLAIN))
_dates = itemgetter(*map(_COLUMNS.index, DATES))
_DATE_COLUMNS = (
    "works_since", "works_since_precision", "joined_on", "joined_precision", "confirmed_on", "confirmed_precision",
)  # fmt: skip


class RosterPlan(Plan[MemberRow]):
    """A plan with what the writing needs again: each row's keyed index by citizen number."""

    __slots__ = ("index", "memberships")

    index: dict[str, str]
    memberships: dict[int, HeldMembership]


def plan(
    rows: Sequence[MemberRow],
    *,
    places: Mapping[str, Place],
    ranges: tuple[Range, ...],
    on: date,
    seen: Iterable[str] = (),
) -> RosterPlan:
    """What the rosters would change.

    ``places``: the organisations by full name, those only planned with key 0. ``seen``: citizen numbers of rows
    that stand in the files though they were rejected, so that nobody is reported missing who is not.
    """
    result = RosterPlan()
    result.index = index_numbers(row.citizen_number for row in rows)
    people = held_people(list(result.index.values()))
    keys = [one.pk for one in people.values()]
    result.memberships = held_memberships(keys)
    phones = held_phones(keys)
    judge = _Judge(result, places, ranges, on)
    judge.phone_index = _index_phones(rows) if people else {}
    for row in rows:
        one = people.get(result.index[row.citizen_number])
        judge.take(row, one, phones.get(one.pk, {}) if one else {})
    result.missing = _missing(rows, result, places, seen)
    return result


def index_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """The keyed index of each citizen number."""
    listed = list(dict.fromkeys(numbers))
    return dict(zip(listed, crypto.index_many(listed, CITIZEN), strict=True))


def held_people(indexes: Sequence[str]) -> dict[str, HeldPerson]:
    """People by keyed index, those of them that are held. Residences stay sealed until they must be compared."""
    end = 3 + len(PLAIN)
    names = ("citizen_index", "id", "died_on", *PLAIN, *_DATE_COLUMNS)
    return {
        row[0]: HeldPerson(
            row[1], row[2], row[3:end], tuple(partial(row[at], row[at + 1]) for at in (end, end + 2, end + 4))
        )
        for row in bulk.raw(Person, names, "citizen_index", indexes)
    }


def held_memberships(people: Sequence[int]) -> dict[int, HeldMembership]:
    """Current memberships by person."""
    names = ("person_id", "id", "organisation_id", "standing", "path", "valid_from", "valid_to")
    return {row[0]: HeldMembership(*row[1:6]) for row in bulk.raw(Membership, names, "person_id", people) if not row[6]}


def held_phones(people: Sequence[int]) -> dict[int, dict[str, str]]:
    """Keyed index and sealed number of each person's telephones."""
    found: dict[int, dict[str, str]] = {}
    for person, index, number in bulk.raw(Phone, ("person_id", "number_index", "number"), "person_id", people):
        found.setdefault(person, {})[index] = number
    return found


def _index_phones(rows: Sequence[MemberRow]) -> dict[str, str]:
    numbers = list({number for row in rows for number in row.phones})
    return dict(zip(numbers, crypto.index_many(numbers, MOBILE), strict=True))


class _Judge:
    """Sorts rows into new, changed, unchanged and held back."""

    def __init__(self, result: RosterPlan, places: Mapping[str, Place], ranges: tuple[Range, ...], on: date) -> None:
        self.result, self.places, self.ranges, self.on = result, places, ranges, on
        self.everywhere = ranges == (("", "~"),)
        self.taken: set[str] = set()
        self.names = {place.pk: place.full_name for place in places.values()}
        self.phone_index: Mapping[str, str] = {}

    def take(self, row: MemberRow, one: HeldPerson | None, phones: Mapping[str, str]) -> None:
        """Judge one row."""
        place = self.places.get(row.organisation)
        membership = self.result.memberships.get(one.pk) if one else None
        refusal = self._refusal(row, one, membership, place)
        if refusal or place is None:
            self.result.held_back.append(refusal or HeldBack(row, "conflict", "所在党支部没有登记，未写入"))
        elif one is None:
            self.result.new.append(row)
        else:
            fields = (*differences(row, one), *self._phones(row, phones), *self._placing(row, place, membership))
            if not fields:
                self.result.unchanged += 1
            elif membership and self.on < membership.since:
                late = f"名册截至{self.on.isoformat()}，早于此人现支部的登记日{membership.since.isoformat()}，未改动"
                self.result.held_back.append(HeldBack(row, "older", late))
            else:
                self.result.changed.append(Changed(one.pk, row, fields))

    def _refusal(
        self, row: MemberRow, one: HeldPerson | None, membership: HeldMembership | None, place: Place | None
    ) -> HeldBack[MemberRow] | None:
        if row.citizen_number in self.taken:
            return HeldBack(row, "conflict", "同一批文件中此人已有一行，未重复写入")
        self.taken.add(row.citizen_number)
        if not self.everywhere and not self._inside(place, membership):
            return HeldBack(row, "outside", "此人或其支部不在您可以导入的范围内，请报上级党委组织部门办理")
        if one and one.died_on:
            return HeldBack(row, "conflict", f"此人已登记于{one.died_on.isoformat()}去世，请核对")
        return None

    def _phones(self, row: MemberRow, held: Mapping[str, str]) -> tuple[FieldChange, ...]:
        """Another set of telephones; the order alone is no difference."""
        if not row.phones or {self.phone_index[number] for number in row.phones} == held.keys():
            return ()
        old = tuple(crypto.unseal(number, MOBILE) for number in held.values())
        return (FieldChange("phones", old, row.phones),)

    def _placing(self, row: MemberRow, place: Place, held: HeldMembership | None) -> tuple[FieldChange, ...]:
        found = []
        if held is None or held.organisation_id != place.pk:
            old = self.names.get(held.organisation_id, "") if held else ""
            found.append(FieldChange("organisation", old, place.full_name))
        if held is None or held.standing != row.standing:
            found.append(FieldChange("standing", held.standing if held else "", row.standing))
        return tuple(found)

    def _inside(self, place: Place | None, membership: HeldMembership | None) -> bool:
        held = [each.path for each in (place, membership) if each and each.path]
        return all(any(low <= path < high for low, high in self.ranges) for path in held)


def differences(row: MemberRow, one: HeldPerson) -> tuple[FieldChange, ...]:
    """What the row says of the person's facts that is not held."""
    found = []
    for name, new, held in zip(PLAIN, _plain(row), one.values, strict=True):
        if new != held and new is not None and new != "":
            if name == "residence":
                old = crypto.unseal(held, ADDRESS) if held else ""
                found += [FieldChange(name, old, new)] if old != new else []
            else:
                found.append(FieldChange(name, held, new))
    for name, given, day in zip(DATES, _dates(row), one.dates, strict=True):
        if says_new_date(given, day):
            found.append(FieldChange(name, day, given))
    return tuple(found)


def _missing(
    rows: Sequence[MemberRow], result: RosterPlan, places: Mapping[str, Place], seen: Iterable[str]
) -> list[Missing]:
    """Current members of the files' branches who do not stand in any of the files."""
    branches = {place.pk for name in {row.organisation for row in rows} if (place := places.get(name)) and place.pk}
    present = {*result.index.values(), *index_numbers(seen).values()}
    names = ("person_id", "person__citizen_index", "person__name", "organisation__full_name")
    return [
        Missing(pk, name, where)
        for chunk in bulk.chunks(sorted(branches))
        for pk, index, name, where in Membership.objects.current().filter(organisation__in=chunk).values_list(*names)
        if index not in present
    ]
