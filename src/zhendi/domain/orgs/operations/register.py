"""Taking in a register of organisations: compare it with the tree that is held, then write it in a few statements.

An organisation is found by its official full name (and its parent's where two share a name). ``plan`` reads and
writes nothing; ``apply`` writes inside the caller's transaction and notes every row in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation, Term, Version
from zhendi.domain.orgs.operations import register_write
from zhendi.domain.orgs.operations.register_rows import OrganisationRow, Place
from zhendi.kernel import bulk
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import (
    Changed,
    FieldChange,
    HeldBack,
    Journal,
    Missing,
    Plan,
    partial,
    says_new,
    says_new_date,
)
from zhendi.kernel.scope import Range

__all__ = ["OrganisationRow", "Place", "apply", "places", "places_after", "plan", "secretaries"]


@dataclass(frozen=True, slots=True)
class Held:
    """An organisation as it is held, with its current term and the day its current version began."""

    pk: int
    full_name: str
    short_name: str
    kind: str
    parent_id: int | None
    parent: str
    path: str
    division_code: str
    founded: PartialDate | None
    phone: str
    approval_number: str
    said_secretary: str
    remark: str
    since: date
    term: tuple[int, date, date | None] | None


_PLAIN = ("short_name", "kind", "parent", "division_code", "phone", "approval_number", "remark")


def plan(rows: Sequence[OrganisationRow], *, ranges: tuple[Range, ...], on: date) -> Plan[OrganisationRow]:
    """What the register would change. ``ranges``: the parts of the tree where the writer may take in registers."""
    judge = _Judge(_held(), ranges, on)
    by_name = {row.full_name: row for row in rows}
    for name in paths.parents_first({name: row.parent or None for name, row in by_name.items()}):
        judge.take(by_name[name])
    judge.plan.missing = _missing(judge.held, rows)
    return judge.plan


def apply(planned: Plan[OrganisationRow], *, on: date, journal: Journal) -> None:
    """Write what was planned, inside the caller's transaction. ``on`` is the day of the register."""
    register_write.apply(planned, places(), on=on, journal=journal)


def places(names: Iterable[str] | None = None) -> dict[str, Place]:
    """Living organisations by full name; names borne by two organisations are left out, since they place nobody."""
    found: dict[str, Place] = {}
    twice: set[str] = set()
    for pk, name, kind, path in Organisation.objects.alive().values_list("pk", "full_name", "kind", "path"):
        if name in found:
            twice.add(name)
        found[name] = Place(pk, path, kind, name)
    wanted = found.keys() if names is None else set(names)
    return {name: place for name, place in found.items() if name in wanted and name not in twice}


def places_after(planned: Plan[OrganisationRow]) -> dict[str, Place]:
    """``places`` as they will be once the plan is written; organisations still to come have negative keys.

    A name that is held already and comes once more places nobody any longer.
    """
    found = places()
    if planned.new:
        names = set(Organisation.objects.alive().values_list("full_name", flat=True))
        for place in register_write.coming(planned.new, found):
            if place.full_name in names:
                found.pop(place.full_name, None)
            else:
                found[place.full_name] = place
    return found


def secretaries(names: Iterable[str]) -> dict[str, str]:
    """The secretary that the register names, for organisations by full name."""
    listed = list(names)
    return {
        name: who
        for chunk in bulk.chunks(listed)
        for name, who in Organisation.objects.alive()
        .filter(full_name__in=chunk)
        .values_list("full_name", "said_secretary")
        if who
    }


def _held() -> dict[str, list[Held]]:
    terms = {
        row[0]: row[1:]
        for row in Term.objects.order_by("starts_on").values_list("organisation_id", "pk", "starts_on", "ends_on")
    }
    since = dict(Version.objects.filter(valid_to=None).values_list("organisation_id", "valid_from"))
    names = dict(Organisation.objects.alive().values_list("pk", "full_name"))
    held: dict[str, list[Held]] = {}
    for row in Organisation.objects.alive().values_list(
        "pk",
        "full_name",
        "short_name",
        "kind",
        "parent_id",
        "path",
        "division_code",
        "founded_on",
        "founded_precision",
        "phone",
        "approval_number",
        "said_secretary",
        "remark",
    ):
        one = Held(
            *row[:5],
            names.get(row[4], ""),
            *row[5:7],
            partial(row[7], row[8]),
            *row[9:],
            since.get(row[0], date.min),
            terms.get(row[0]),
        )
        held.setdefault(one.full_name, []).append(one)
    return held


class _Judge:
    """Sorts rows, parents first, into new, changed, unchanged and held back."""

    def __init__(self, held: Mapping[str, list[Held]], ranges: tuple[Range, ...], on: date) -> None:
        self.held, self.ranges, self.on = held, ranges, on
        self.coming: set[str] = set()
        self._later: list[str] | None = None
        self.plan: Plan[OrganisationRow] = Plan()

    def take(self, row: OrganisationRow) -> None:
        """Judge one row."""
        one = self._find(row)
        fields = _differences(row, one) if one else ()
        refusal = self._refusal(row, one, fields)
        if refusal:
            self.plan.held_back.append(refusal)
        elif one is None:
            self.coming.add(row.full_name)
            self.plan.new.append(row)
        elif fields:
            self.plan.changed.append(Changed(one.pk, row, fields))
        else:
            self.plan.unchanged += 1

    def _find(self, row: OrganisationRow) -> Held | None:
        same = self.held.get(row.full_name, [])
        if len(same) > 1:
            same = [one for one in same if one.parent == row.parent]
        return same[0] if len(same) == 1 else None

    def _refusal(
        self, row: OrganisationRow, one: Held | None, fields: tuple[FieldChange, ...]
    ) -> HeldBack[OrganisationRow] | None:
        above = self.held.get(row.parent, [])
        if row.parent and not above and row.parent not in self.coming:
            return HeldBack(
                row,
                "conflict",
                f"上级党组织“{row.parent}”没有登记，未写入；请县委组织部先导入含它的党组织名册，再重新导入",
            )
        ends = [one.path for one in (one, *above[:1]) if one] or ([] if row.parent in self.coming else [""])
        if not all(any(low <= path < high for low, high in self.ranges) for path in ends):
            return HeldBack(row, "outside", "不在您可以导入的范围内，请由上级党委导入")
        if one and fields and self.on < one.since:
            late = f"名册截至{self.on.isoformat()}，早于已登记的{one.since.isoformat()}，未改动"
            return HeldBack(row, "older", late)
        return self._unmovable(row, one, above) if one and any(each.field == "parent" for each in fields) else None

    def _unmovable(self, row: OrganisationRow, one: Held, above: Sequence[Held]) -> HeldBack[OrganisationRow] | None:
        if any(each.path.startswith(one.path) for each in above):
            return HeldBack(row, "conflict", f"上级党组织“{row.parent}”现在是它自己或它的下级，未改动")
        if self._later is None:
            changed = Version.objects.filter(Q(valid_from__gt=self.on) | Q(valid_to__gt=self.on))
            self._later = list(changed.values_list("path", flat=True))
        if any(path.startswith(one.path) for path in self._later):
            return HeldBack(row, "older", f"名册截至{self.on.isoformat()}，下级在这以后有变动，隶属关系未改动")
        return None


def _differences(row: OrganisationRow, one: Held) -> tuple[FieldChange, ...]:
    found = [
        FieldChange(name, getattr(one, name), getattr(row, name))
        for name in _PLAIN
        if says_new(getattr(row, name), getattr(one, name))
    ]
    if says_new(row.secretary, one.said_secretary):
        found.append(FieldChange("secretary", one.said_secretary, row.secretary))
    if says_new_date(row.founded, one.founded):
        found.append(FieldChange("founded", one.founded, row.founded))
    return (*found, *_term_difference(row, one))


def _term_difference(row: OrganisationRow, one: Held) -> tuple[FieldChange, ...]:
    _, starts, ends = one.term or (0, None, None)
    if row.term_from is None or (row.term_from == starts and not says_new(row.term_to, ends)):
        return ()
    if starts is not None and row.term_from < starts:
        return ()  # an earlier term than the one on record: the record is the newer one
    return (FieldChange("term", (starts, ends), (row.term_from, row.term_to)),)


def _missing(held: Mapping[str, list[Held]], rows: Sequence[OrganisationRow]) -> list[Missing]:
    """Held organisations whose parent or any child stands in the register, and who do not themselves."""
    named = {row.full_name for row in rows}
    parents = {row.parent for row in rows if row.parent}
    return [
        Missing(one.pk, one.full_name, one.parent)
        for same in held.values()
        for one in same
        if one.full_name not in named and one.parent in parents
    ]
