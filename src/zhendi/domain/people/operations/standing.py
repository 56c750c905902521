"""A member's standing and branch as history: a row ends with a reason, the next one begins on the same day.

Nothing here is ever done by a machine: each end has a named actor, a day and a reason. Transfers between branches by
letter are ``transfers``, which end with a step of here; ``place`` only puts right a branch that the register had wrong.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership, Person, Post, Suspension
from zhendi.domain.people.operations import subjects
from zhendi.domain.people.operations.subjects import Subject
from zhendi.domain.people.roles import roles
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

Standing, Ended = Membership.Standing, Membership.Ended
STAGES = (Standing.APPLICANT, Standing.ACTIVIST, Standing.OBJECT, Standing.PROBATIONARY, Standing.FULL)
ENDINGS = (Ended.DIED, Ended.TRANSFERRED, Ended.LEFT)


class _Next(NamedTuple):
    """The row that begins where another ends."""

    organisation: Organisation
    standing: str


@transaction.atomic
def place(*, actor: Actor, on: date, person_id: int, organisation_id: int, reason: str, standing: str = "") -> None:
    """Put right the branch of a member, or take a person into a branch's register for the first time.

    ``reason``: in words, kept in the trail. ``standing``: for a person without a membership. ``NotVisible`` when person or
    branch is not the actor's to keep; ``Refused`` for a kind that holds no formal relation, a missing reason, a bad day.
    """
    subject = _subject(actor, person_id)
    target = _branch(actor, organisation_id, on)
    _need(reason, "写明更正的理由。", "reason")
    held = subject.membership
    if held and held.organisation_id == organisation_id:
        raise Refused(f"{subject.person.name}本来就在{target.full_name}。", code="same", field="organisation")
    begins = held.standing if held else standing
    if begins not in Standing.values:
        raise Refused("先选类别。", code="standing", field="standing")
    if held:
        _end(held, on, Ended.CORRECTED)
    _begin(subject.person, _Next(target, begins), on)
    summary = f"更正{subject.person.name}所在支部为{target.full_name}"
    detail = {"reason": reason.strip(), "organisation_id": organisation_id}
    subjects.close(
        actor=actor,
        on=on,
        subject=Subject(subject.person, held, target.path),
        action="people.placed",
        summary=summary,
        detail=detail,
    )


@transaction.atomic
def change_standing(*, actor: Actor, on: date, person_id: int, standing: str, basis: str) -> None:
    """The next stage, or one put right: applicant, activist, object, probationary, full; ``basis``: paper or reason.

    Becoming probationary or full writes the day of joining or confirmation where none is held. ``Refused`` for a person
    without membership, for full membership without probation before it, and for a day not after the last change.
    """
    subject = _subject(actor, person_id)
    held = _held(subject)
    _need(basis, "写明依据，如支部大会或上级批复的文号。", "basis")
    if standing not in Standing.values or standing == held.standing:
        raise Refused("选一个与现在不同的类别。", code="standing", field="standing")
    if standing == Standing.FULL and held.standing != Standing.PROBATIONARY:
        raise Refused("转为正式党员前要先是预备党员。", code="stage", field="standing")
    _end(held, on, Ended.CONFIRMED if standing == Standing.FULL else Ended.STAGE)
    _begin(subject.person, _Next(held.organisation, standing), on)
    _write_days(subject.person, standing, on)
    summary = f"{subject.person.name}由{Standing(held.standing).label}改为{Standing(standing).label}"
    subjects.close(
        actor=actor, on=on, subject=subject, action="people.standing_changed", summary=summary,
        detail={"basis": basis.strip(), "from": held.standing, "to": standing},
    )  # fmt: skip


@transaction.atomic
def end_membership(*, actor: Actor, on: date, person_id: int, ended: str, basis: str) -> None:
    """The membership ends on the day ``on``: died, relation moved out of the county, or left the Party.

    ``basis``: the paper (letter, decision, certificate) in words; of a death it may be empty. Who has died holds no post
    any more; who left the Party none that needs its membership. Leaving is recorded by committees only (``NotVisible``
    for others), never of oneself. ``Refused`` for a day not after the beginning, or an unknown reason.
    """
    verb = access.APPOINT if ended == Ended.LEFT else access.WRITE
    subject = subjects.take(actor=actor, person_id=person_id, verb=verb)
    subjects.not_oneself(actor=actor, person_id=person_id)
    if ended not in ENDINGS:
        raise Refused("先选减少的原因。", code="ended", field="ended")
    if ended != Ended.DIED:
        _need(basis, "写明依据，如介绍信编号或处理决定文号。", "basis")
    _end(_held(subject), on, ended)
    if ended == Ended.DIED:
        Person.objects.filter(pk=person_id).update(died_on=on)
    _end_posts(person_id, on, everything=ended == Ended.DIED)
    subjects.close(
        actor=actor, on=on, subject=subject, action="people.membership_ended",
        summary=f"{subject.person.name}的党籍关系减少：{Ended(ended).label}", detail={"ended": ended, "basis": basis.strip()},
    )  # fmt: skip


@transaction.atomic
def suspend(*, actor: Actor, on: date, person_id: int, ground: str, decision: str, until: date | None = None) -> int:
    """The right to vote, elect and stand is suspended from ``on`` (until a day, or until lifted) by a decision; its id.

    For committees' posts, never of oneself. ``Refused`` without the decision's number, or for a period that overlaps.
    """
    subject = subjects.take(actor=actor, person_id=person_id, verb=access.APPOINT)
    subjects.not_oneself(actor=actor, person_id=person_id)
    _held(subject)
    _need(decision, "写明决定机关和文号，没有决定不能停止权利。", "decision")
    if ground not in Suspension.Ground.values:
        raise Refused("先选停止的依据。", code="ground", field="ground")
    if until and until <= on:
        raise Refused("恢复日期要晚于停止日期。", code="period", field="until")
    overlap = Q(valid_to=None) | Q(valid_to__gt=on)
    starts = Q(valid_from__lt=until) if until else Q()
    if Suspension.objects.filter(overlap, starts, person=person_id).exists():
        raise Refused(f"{subject.person.name}在这段时间里已经停止权利。", code="overlap", field="on")
    made = Suspension.objects.create(
        person_id=person_id, ground=ground, valid_from=on, valid_to=until, decision=decision.strip()
    )
    _close_suspension(actor, on, subject, "people.suspended", "停止表决权、选举权、被选举权", made)
    return made.pk


@transaction.atomic
def lift(*, actor: Actor, on: date, suspension_id: int, basis: str) -> None:
    """A suspension ends on the day ``on``; ``Refused`` for one that has ended, or without the paper it rests on."""
    held = Suspension.objects.select_for_update().filter(pk=suspension_id).first()
    if held is None:
        raise NotVisible(f"suspension {suspension_id}")
    subject = subjects.take(actor=actor, person_id=held.person_id, verb=access.APPOINT)
    subjects.not_oneself(actor=actor, person_id=held.person_id)
    _need(basis, "写明恢复权利的依据。", "basis")
    if held.valid_to is not None and held.valid_to <= on:
        raise Refused(f"权利已于{held.valid_to.isoformat()}恢复。", code="ended")
    if on <= held.valid_from:
        raise Refused(f"恢复日期要晚于停止日期{held.valid_from.isoformat()}。", code="too_early", field="on")
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    _close_suspension(
        actor, on, subject, "people.suspension_lifted", "恢复表决权、选举权、被选举权", held, basis.strip()
    )


def carry_over(*, person: Person, held: Membership, target: Organisation, on: date) -> None:
    """Inside a transfer: the membership goes on in another branch from the day ``on``, posts that need it end."""
    _end(held, on, Ended.TRANSFERRED)
    _end_posts(person.pk, on, everything=False)
    _begin(person, _Next(target, held.standing), on)


def leave(*, person: Person, held: Membership, on: date) -> None:
    """Inside a transfer: the membership goes to an organisation outside on the day ``on``."""
    _end(held, on, Ended.TRANSFERRED)
    _end_posts(person.pk, on, everything=False)


def arrive(*, person: Person, target: Organisation, standing: str, on: date) -> None:
    """Inside a transfer: one from outside becomes a member of the branch on the day ``on``."""
    _begin(person, _Next(target, standing), on)


def _subject(actor: Actor, person_id: int) -> Subject:
    subject = subjects.take(actor=actor, person_id=person_id, verb=access.WRITE)
    if subject.person.died_on:
        raise Refused(f"{subject.person.name}已于{subject.person.died_on.isoformat()}去世。", code="died")
    return subject


def _held(subject: Subject) -> Membership:
    if subject.membership is None:
        raise Refused(f"{subject.person.name}现在没有组织关系。", code="no_membership")
    return subject.membership


def _branch(actor: Actor, organisation_id: int, on: date) -> Organisation:
    target = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id).first()
    if target is None or not access.may_write(actor.scope, target.path):
        raise NotVisible(f"organisation {organisation_id}")
    if not kind(target.kind).may("hold_relation"):
        raise Refused(f"{kind(target.kind).title}不隶属正式组织关系，换一个支部。", code="kind", field="organisation")
    if target.dissolved_on and target.dissolved_on <= on:
        raise Refused(
            f"{target.full_name}已于{target.dissolved_on.isoformat()}撤销。", code="dissolved", field="organisation"
        )
    return target


def _need(text: str, otherwise: str, field: str) -> None:
    if not text.strip():
        raise Refused(otherwise, code="missing", field=field)


def _end(held: Membership, on: date, why: str) -> None:
    if on <= held.valid_from:
        raise Refused(f"日期要晚于现在这一段的起始日{held.valid_from.isoformat()}。", code="too_early", field="on")
    held.valid_to, held.ended = on, why
    held.save(update_fields=["valid_to", "ended"])


def _begin(person: Person, after: _Next, on: date) -> None:
    if Membership.objects.filter(person=person, valid_to__gt=on).exists():
        raise Refused("这一天还在上一段组织关系内，改日期。", code="too_early", field="on")
    Membership.objects.create(
        person=person, organisation=after.organisation, standing=after.standing, path=after.organisation.path,
        sort_name=person.sort_name, valid_from=on,
    )  # fmt: skip


def _write_days(person: Person, standing: str, on: date) -> None:
    """The day of joining (admitted on probation) and of confirmation, where the register has none."""
    if standing == Standing.PROBATIONARY and person.joined_on is None:
        Person.objects.filter(pk=person.pk).update(joined_on=on, joined_precision="d")
    if standing == Standing.FULL and person.confirmed_on is None:
        Person.objects.filter(pk=person.pk).update(confirmed_on=on, confirmed_precision="d")


def _end_posts(person_id: int, on: date, *, everything: bool) -> None:
    needing = [code for code, role in roles().items() if role.standing]
    held = Post.objects.filter(person=person_id, valid_to=None)
    held = held if everything else held.filter(role__in=needing)
    held.filter(valid_from__gte=on).delete()  # would begin after the end: never held
    held.update(valid_to=on)


def _close_suspension(
    actor: Actor, on: date, subject: Subject, action: str, what: str, held: Suspension, basis: str = ""
) -> None:
    detail = {"ground": held.ground, "decision": held.decision, "basis": basis}
    subjects.close(
        actor=actor, on=on, subject=subject, action=action, summary=f"{subject.person.name}{what}", detail=detail
    )
