"""One member away: the entry, both sides, contacts and calls, who keeps contact, a search if there is one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Call, Contact, Incoming, Keeper, MovementChange, Outgoing, Search
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.mobile.models.movements import Ended, SignedBy
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.queries.lists import lost, townships
from zhendi.domain.orgs.paths import STEP
from zhendi.kernel.dates import PartialDate, completed_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Scope

_ENTRY = ("province", "city", "district", "employer", "trade", "receiving", "certificate", "remark")


class Contacted(NamedTuple):
    """One line of the timeline: a contact, a call that reached nobody, or a change of the entry."""

    on: date
    title: str
    text: str
    kind: str


class KeptBy(NamedTuple):
    """A contact person of one level. ``own``: named for this member alone. ``id`` None: as the register says."""

    id: int | None
    level: str
    title: str
    name: str
    phone: str
    person_id: int | None
    since: date | None
    own: bool


class Side(NamedTuple):
    """The other side of the movement: the township that has the member on its incoming register."""

    id: int
    organisation: str
    place: str
    since: PartialDate | None
    employer: str
    placed: bool | None


class Record(NamedTuple):
    """All that the page of a movement shows; the telephone masked."""

    id: int
    person_id: int | None
    name: str
    sex: int | None
    age: int | None
    joined_on: date | None
    branch_id: int | None
    branch: str
    township: str
    path: str
    place: str
    moved: PartialDate | None
    reason: str
    group: str
    told_by: str
    returns_on: date | None
    reported_in: bool | None
    phone: str
    floating: bool
    floating_on: date | None
    lost: bool
    contacted_on: date | None
    checked_on: date | None
    valid_from: date
    valid_to: date | None
    ended: str
    entry: dict[str, str]
    codes: dict[str, Any]
    may_keep: bool
    may_decide: bool
    may_unmask: bool
    own: bool


def record(scope: Scope, movement_id: int) -> Record:
    """One movement by key; ``NotVisible`` out of the reader's sight. Three queries."""
    row = Outgoing.objects.select_related("person", "organisation").filter(pk=movement_id).first()
    if row is None or not access.may_see(scope, row):
        raise NotVisible("no such movement")
    person, day = row.person, scope.as_of
    born = person.born_on if person else None
    there = Outgoing.objects.filter(pk=row.pk)
    names = townships([row.path])
    return Record(
        row.pk, row.person_id, row.name, person.sex if person else None, completed_years(born, day) if born else None,
        person.joined_on if person else None, row.organisation_id,
        (row.organisation.short_name or row.organisation.full_name) if row.organisation else "",
        names.get(row.path[: 2 * STEP], ""), row.path, of_row(vars(row)),
        partial(row.moved_on, row.moved_precision), _word(Outgoing.Reason, row.reason), _word(Outgoing.Group, row.group),
        _word(SignedBy, row.signed_by), row.returns_on, row.reported_in, mask_mobile(str(row.phone)),
        row.floating_on is None or row.floating_on <= day, row.floating_on, there.filter(lost(day)).exists(),
        row.contacted_on, row.checked_on, row.valid_from, row.valid_to, _word(Ended, row.ended),
        {name: getattr(row, name) for name in _ENTRY},
        {"reason": row.reason, "group": row.group, "moved_on": row.moved_on, "phone": row.phone},
        access.may_write(scope, row), access.may_decide(scope, row.path), access.may_unmask(scope, row.path),
        scope.person_id is not None and scope.person_id == row.person_id,
    )  # fmt: skip


def timeline(scope: Scope, row: Record, limit: int = 60) -> tuple[Contacted, ...]:
    """What happened with the member, the latest first; of all movements of the person. Three queries."""
    same = Q(movement__person=row.person_id) if row.person_id else Q(movement=row.id)
    made = Contact.objects.filter(same, happened_on__lte=scope.as_of).order_by("-happened_on", "-pk")[:limit]
    missed = Call.objects.filter(same, on__lte=scope.as_of, result__in=("no_answer", "wrong_number"))
    ours = Q(outgoing__person=row.person_id) if row.person_id else Q(outgoing=row.id)
    changes = MovementChange.objects.filter(ours, on__lte=scope.as_of).order_by("-on", "-pk")[:limit]
    lines = [_contact(each) for each in made]
    lines += [
        Contacted(each.on, f"电话，{Call.Result(each.result).label}", each.note, "missed")
        for each in missed.order_by("-on", "-pk")[:limit]
    ]
    lines += [Contacted(each.on, MovementChange.Action(each.action).label, each.note, "change") for each in changes]
    return tuple(sorted(lines, key=lambda line: line.on, reverse=True)[:limit])


def keepers(scope: Scope, row: Record) -> tuple[KeptBy, ...]:
    """Contact persons of the three levels on the day, the own ones before those of the place. Two queries."""
    above = [row.path[:length] for length in range(STEP, len(row.path) + 1, STEP)]
    own = Q(movement__person=row.person_id) if row.person_id else Q(movement=row.id)
    found = Keeper.objects.as_of(scope.as_of).filter(own | Q(movement=None, path__in=above)).order_by("-path", "pk")
    lines = [
        KeptBy(
            each.pk, each.level, Keeper.Level(each.level).label, each.name, mask_mobile(str(each.phone)), each.keeper_id,
            each.valid_from, each.movement_id is not None,
        )
        for each in found
    ]  # fmt: skip
    if not any(line.level == Keeper.Level.VILLAGE and line.own for line in lines):
        lines = _of_register(row.id) + lines
    order = list(Keeper.Level.values)
    return tuple(sorted(lines, key=lambda line: (order.index(line.level), not line.own)))


def other_side(scope: Scope, row: Record) -> tuple[Side, ...]:
    """Townships of the county that have the member on their incoming register; told to both sides. One query."""
    rows = Incoming.objects.as_of(scope.as_of).filter(outgoing=row.id).select_related("organisation")
    return tuple(
        Side(
            each.pk, (each.organisation.short_name or each.organisation.full_name) if each.organisation else "",
            each.place, partial(each.moved_on, each.moved_precision), each.employer, each.placed_in_branch,
        )
        for each in rows
    )  # fmt: skip


class Looking(NamedTuple):
    """The latest search for the member."""

    id: int
    opened_on: date
    lost_since: date
    closed_on: date | None
    outcome: str


def latest_search(row: Record) -> Looking | None:
    """The latest search; ``None`` when there never was one. One query."""
    found = Search.objects.filter(movement=row.id).order_by("-opened_on", "-pk").first()
    return None if found is None else Looking(found.pk, found.opened_on, found.lost_since, found.closed_on, found.outcome)  # fmt: skip


class Helped(NamedTuple):
    """Something that a member asked for in a call and nobody has settled. ``matter_id``: what it opened, due then."""

    id: int
    on: date
    note: str
    matter_id: int | None
    due_on: date | None


def open_help(row: Record) -> tuple[Helped, ...]:
    """What the member asked for in calls and is still open. One query."""
    rows = Call.objects.filter(movement=row.id, result=Call.Result.NEEDS_HELP, settled_on=None).filter(
        Q(matter=None) | Q(matter__answered_on=None, matter__closed_on=None)
    )
    return tuple(
        Helped(*each) for each in rows.order_by("on").values_list("pk", "on", "note", "matter", "matter__due_on")
    )


def movement_of(scope: Scope, person_id: int) -> int | None:
    """The current movement away of a person in the reader's sight. One query."""
    return Outgoing.objects.current().visible_to(scope).filter(person=person_id).values_list("pk", flat=True).first()


def _contact(each: Contact) -> Contacted:
    title = f"{Way(each.way).label}" + ("，已撤回" if each.withdrawn_on else "")
    noted: datetime = each.noted_at
    late = (noted.date() - each.happened_on).days if each.noted_by else 0
    text = each.remark or ("" if late < 1 else f"{late} 天后补记")
    return Contacted(each.happened_on, title, text, "withdrawn" if each.withdrawn_on else "made")


def _of_register(movement_id: int) -> list[KeptBy]:
    row = Outgoing.objects.filter(pk=movement_id).exclude(contact_name="").first()
    if row is None:
        return []
    phone = mask_mobile(str(row.contact_phone))
    return [KeptBy(None, Keeper.Level.VILLAGE, Keeper.Level.VILLAGE.label, row.contact_name, phone, None, None, True)]


def _word(choices: Any, code: str) -> str:
    return str(choices(code).label) if code else ""
