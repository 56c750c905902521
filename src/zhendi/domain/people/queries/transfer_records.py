"""One transfer with its steps and what the reader may do with it; what the letter holds; what forms choose from.

Names of the county's committees are shown to whoever may send a member there: where the Party's committees are is no
secret, and a transfer could not be written without. Their branches are shown to the committee alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.kinds import holding_relations, kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access as people_access
from zhendi.domain.people.access import transfers as access
from zhendi.domain.people.models import Membership, Person, Phone, Sex, Transfer
from zhendi.domain.people.queries.transfers import EXPIRED, Row, row, with_sides
from zhendi.kernel import parameters
from zhendi.kernel.dates import completed_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.masking import mask_citizen_number, mask_mobile
from zhendi.kernel.scope import Scope

State, Direction = Transfer.State, Transfer.Direction
_MOST = 500


class Step(NamedTuple):
    """A step as the page shows it; ``title`` names a renewal and an outside letter's arrival for what they are."""

    title: str
    on: date
    by: str
    note: str
    valid_until: date | None


class Member(NamedTuple):
    """What the letter says of the member, masked."""

    sex: str
    age: int | None
    citizen_number: str
    phone: str
    joined_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """One transfer. ``deeds``: words of what the reader may do now; ``person_open``: the person's page is the reader's."""

    row: Row
    reason_title: str
    way_title: str
    member: Member
    dues_paid_to: str
    issued_on: date | None
    received_on: date | None
    slip_on: date | None
    from_committee: str
    to_committee: str
    to_committee_id: int | None
    to_unit: str
    internal: bool
    steps: tuple[Step, ...]
    deeds: frozenset[str]
    person_open: bool

    @property
    def id(self) -> int:
        """Its key."""
        return self.row.id


def record(scope: Scope, transfer_id: int) -> Record:
    """A transfer in reach; ``NotVisible`` else. At most five queries."""
    found = with_sides(Transfer.objects.visible_to(scope), scope.as_of).select_related("person")
    one = found.filter(pk=transfer_id).first()
    if one is None:
        raise NotVisible(f"transfer {transfer_id}")
    line = row(scope, one)
    return Record(
        line, str(Transfer.Reason(one.reason).label), str(Transfer.Way(one.way).label), _member(one, scope.as_of),
        one.dues_paid_to, one.issued_on, one.received_on, one.slip_on, _name(one.from_committee), _name(one.to_committee),
        one.to_committee_id, one.to_unit, one.internal, _steps(one, scope.as_of), _deeds(scope, one, line),
        one.person_id is not None and Person.objects.visible_to(scope).filter(pk=one.person_id).exists(),
    )  # fmt: skip


def committees(scope: Scope) -> tuple[tuple[int, str], ...]:
    """The county's committees that may receive a member. One query."""
    if not (scope.may(people_access.WRITE) or scope.person_id):
        return ()
    able = [code for code, each in kinds().items() if each.level == "committee"]
    found = Organisation.objects.alive().filter(kind__in=able).order_by("path").values_list("pk", "full_name")
    return tuple(found[:_MOST])


def receiving_committees(scope: Scope) -> tuple[tuple[int, str], ...]:
    """Committees for which the reader may enter a letter from outside. One query."""
    able = [code for code, each in kinds().items() if each.level == "committee"]
    kept = Organisation.objects.visible_to(scope, people_access.WRITE).alive().filter(kind__in=able)
    return tuple(kept.order_by("path").values_list("pk", "full_name")[:_MOST])


def branches_under(scope: Scope, committee_id: int, besides: int | None = None) -> tuple[tuple[int, str], ...]:
    """Branches of a committee that the reader keeps: where a member may be received. Two queries."""
    above = Organisation.objects.filter(pk=committee_id).values_list("path", flat=True).first()
    if above is None:
        return ()
    kept = Organisation.objects.visible_to(scope, people_access.WRITE).alive().filter(kind__in=holding_relations())
    found = kept.filter(path__gt=above, path__lt=above + "~").exclude(pk=besides or 0).order_by("path")
    return tuple(found.values_list("pk", "full_name")[:_MOST])


def reasons() -> tuple[tuple[str, str], ...]:
    """Reasons of a transfer: code and title."""
    return tuple((each.value, str(each.label)) for each in Transfer.Reason)


def states() -> tuple[tuple[str, str], ...]:
    """States that a list can be narrowed to: those of the steps, and expired."""
    shown = [each for each in State if each not in (State.APPROVED, State.SLIP)]
    found = [(each.value, str(each.label)) for each in shown]
    place = next(index for index, (code, _) in enumerate(found) if code == State.TRANSIT) + 1
    return (*found[:place], (EXPIRED, "超期"), *found[place:])


def usual_days(direction: str, on: date) -> int:
    """For how many days a letter is usually good."""
    code = "transfer.within_days" if direction == Direction.WITHIN else "transfer.outside_days"
    return parameters.load().integer(code, on)


def longest_months(on: date) -> int:
    """For how many months a letter may be good at most."""
    return parameters.load().integer("transfer.letter_maximum_months", on)


def _deeds(scope: Scope, one: Transfer, line: Row) -> frozenset[str]:
    """What the sides that the reader acts for may do in the state of today."""
    if line.closed_on is not None or one.closed_on is not None:
        return frozenset({"print"} if _letter_out(scope, one) else ())
    sides = {
        side for side in ("from_branch", "from_committee", "to_committee", "to_branch")
        if access.may_act(scope, one, side)
    }  # fmt: skip
    found = {"print"} if _letter_out(scope, one) else set()
    if "from_branch" in sides and one.direction != Direction.IN and one.state != State.RECEIVED:
        found.add("withdraw")
    return frozenset(found | _sending(one, sides) | _receiving(one, sides, good=not one.expired(scope.as_of)))


def _sending(one: Transfer, sides: set[str]) -> set[str]:
    found = set()
    if one.state == State.APPLIED and "from_branch" in sides:
        found.add("agree")
    if one.state in (State.APPLIED, State.AGREED) and "from_committee" in sides:
        found.add("decline")
    if one.state == State.AGREED and "from_committee" in sides:
        found.add("issue")
    if one.state == State.TRANSIT and "from_committee" in sides:
        found |= {"renew", "slip"} if one.direction == Direction.OUT else {"renew"}
    return found


def _receiving(one: Transfer, sides: set[str], *, good: bool) -> set[str]:
    found = set()
    waiting = State.APPROVED if one.internal else State.TRANSIT
    if one.state == waiting and "to_committee" in sides:
        found |= {"admit", "return"} if good else {"return"}
    if one.state == State.ADMITTED and "to_branch" in sides:
        found |= {"receive", "return"}
    if one.state == State.RECEIVED and "to_committee" in sides:
        found.add("send-slip")
    return found


def _letter_out(scope: Scope, one: Transfer) -> bool:
    given_up = one.state in (State.RETURNED, State.WITHDRAWN)
    return bool(one.serial) and not given_up and access.may_print(scope, one)


def _member(one: Transfer, day: date) -> Member:
    person = one.person
    if person is not None:
        phone = Phone.objects.filter(person=person).order_by("rank").first()
        return Member(
            str(Sex(person.sex).label) if person.sex else "", _age(person.born_on, day),
            mask_citizen_number(str(person.citizen_number or "")), mask_mobile(str(phone.number)) if phone else "",
            person.joined_on,
        )  # fmt: skip
    said = json.loads(str(one.said)) if one.said else {}
    if not said:
        return Member("", None, "", "", None)
    number = parse_citizen_number(said["citizen_number"])
    joined = date.fromisoformat(said["joined_on"]) if said["joined_on"] else None
    phone_said = mask_mobile(said["phone"]) if said["phone"] else ""
    return Member(
        str(Sex(number.sex).label), _age(number.birth, day), mask_citizen_number(number.value), phone_said, joined
    )


def _age(born_on: date | None, day: date) -> int | None:
    return completed_years(born_on, day) if born_on else None


def _steps(one: Transfer, day: date) -> tuple[Step, ...]:
    found, before = [], ""
    for each in one.steps.filter(on__lte=day).order_by("on", "pk"):
        title = str(State(each.state).label)
        if each.state == State.TRANSIT:
            title = "续办介绍信" if before == State.TRANSIT else "开出介绍信"
            title = "介绍信送到" if one.direction == Direction.IN else title
        found.append(Step(title, each.on, each.by, "" if title == each.note else each.note, each.valid_until))
        before = each.state
    return tuple(found)


def _name(one: Organisation | None) -> str:
    return one.full_name if one else ""


def standing_title(code: str) -> str:
    """正式党员 or 预备党员."""
    return str(Membership.Standing(code).label)
