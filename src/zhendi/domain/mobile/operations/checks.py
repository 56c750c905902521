"""What every operation on movements asks first: may this actor, is it there, does the day fit."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Incoming, Movement, MovementChange, Outgoing
from zhendi.domain.people.models import Membership, Person
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

M = TypeVar("M", bound=Movement)
_NOT_YOURS = "您的职务不能办理这件事，由党支部书记、副书记、组织委员或党委经办人办理。"
_NOTE = 400


def outgoing(pk: int, *, actor: Actor) -> Outgoing:
    """A movement away that goes on and that the actor keeps, locked."""
    found = Outgoing.objects.select_for_update().filter(pk=pk).first()
    return _current(_kept(found, actor))


def incoming(pk: int, *, actor: Actor) -> Incoming:
    """A movement to here that goes on and that the actor keeps, locked."""
    found = Incoming.objects.select_for_update().filter(pk=pk).first()
    return _current(_kept(found, actor))


def member(person_id: int, *, actor: Actor) -> tuple[Person, Membership]:
    """A living member and the branch of membership, kept by the actor."""
    held = Membership.objects.current().select_related("person", "organisation").filter(person=person_id).first()
    if held is None or not access.sees(actor.scope, held.path, person_id):
        raise NotVisible("no such member")
    if not actor.scope.allows(access.WRITE, held.path):
        raise Refused(_NOT_YOURS, code="not_yours")
    if held.person.died_on is not None:
        raise Refused(f"{held.person.name}已经去世，不用登记。", code="died")
    return held.person, held


def not_future(on: date, *, actor: Actor, field: str = "on") -> None:
    """``Refused`` for a day that has not come."""
    if on > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field=field)


def words(text: str, most: int, name: str, field: str, *, needed: bool = False) -> str:
    """Text of at most so many characters; ``Refused`` when it is too long, or missing although needed."""
    said = text.strip()
    if needed and not said:
        raise Refused(f"没有填写{name}。", code="missing", field=field)
    if len(said) > most:
        raise Refused(f"{name}最多{most}个字，现有{len(said)}个。", code="long", field=field)
    return said


def enter(
    row: Movement, action: MovementChange.Action, on: date, summary: str, *, actor: Actor, note: str = ""
) -> None:
    """A line of the movement's history and the one entry of the trail, as the last act."""
    side = "outgoing" if isinstance(row, Outgoing) else "incoming"
    MovementChange.objects.create(**{side: row}, action=action, on=on, by=actor.label[:80], note=note[:_NOTE])
    trail(row, action.value, on, summary, actor=actor, note=note)


def trail(row: Movement, action: str, on: date, summary: str, *, actor: Actor, note: str = "") -> None:
    """Only the entry of the trail."""
    subject = "mobile.Outgoing" if isinstance(row, Outgoing) else "mobile.Incoming"
    record(
        actor=actor, action=f"mobile.{action}", on=on, subject_type=subject, subject_id=row.pk, path=row.path,
        summary=summary, detail={"note": note} if note else {},
    )  # fmt: skip


def _kept(found: M | None, actor: Actor) -> M:
    if found is None or not access.may_see(actor.scope, found):
        raise NotVisible("no such movement")
    if not access.may_write(actor.scope, found):
        raise Refused(_NOT_YOURS, code="not_yours")
    return found


def _current(found: M) -> M:
    if found.valid_to is not None:
        raise Refused(f"{found.name}的这次流动{found.valid_to.isoformat()}已结束，不能再改。", code="ended")
    return found
