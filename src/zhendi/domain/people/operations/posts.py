"""Posts: appointed and ended, by the rules of the role, of the kind of organisation, and of the member's standing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Q

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership, Person, Post, Suspension
from zhendi.domain.people.operations import subjects
from zhendi.domain.people.roles import MEMBER, Role, roles
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

COMMITTEE_FROM = "branch.committee_from_full"
_STANDS = {
    "full": (Membership.Standing.FULL,),
    "member": (Membership.Standing.FULL, Membership.Standing.PROBATIONARY),
}
_WANTED = {"full": "正式党员", "member": "党员"}


class Reason(models.TextChoices):
    """Why a post ends."""

    TERM = "term", "任期届满"
    MOVED = "moved", "工作调整"
    RESIGNED = "resigned", "本人辞职"
    REMOVED = "removed", "免职"
    DIED = "died", "去世"
    MISTAKE = "mistake", "登记有误"


class Appointed(NamedTuple):
    """The new post, and what whoever appointed should know; a warning hinders nothing."""

    post_id: int
    warnings: tuple[str, ...]


class _Case(NamedTuple):
    """What is proposed: person × role × organisation from a day."""

    person: Person
    membership: Membership | None
    role: Role
    organisation: Organisation
    on: date


@transaction.atomic
def appoint(
    *, actor: Actor, on: date, person_id: int, role: str, organisation_id: int, approval_number: str = "",
    replaces: bool = False,
) -> Appointed:  # fmt: skip
    """A person holds a role in an organisation from the day ``on``.

    ``replaces``: the holder of a role that only one may have steps down on the same day. ``Refused`` with the field at
    fault when the role, the kind of organisation, the person's standing or another holder stand in the way;
    ``NotVisible`` for a person or an organisation out of reach.
    """
    seen = Person.objects.visible_to(actor.scope.on(date.max))
    person = seen.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotVisible(f"person {person_id}")
    return give(
        actor=actor, on=on, person=person, role=role, organisation_id=organisation_id, approval_number=approval_number,
        replaces=replaces,
    )  # fmt: skip


def give(
    *, actor: Actor, on: date, person: Person, role: str, organisation_id: int, approval_number: str = "",
    replaces: bool = False, action: str = "people.appointed",
) -> Appointed:  # fmt: skip
    """``appoint`` for a person whom the caller has found (or just made), inside the caller's transaction."""
    case = _case(actor, on, person, role, organisation_id)
    _check_actor(actor, case)
    _check_place(case)
    _check_standing(case)
    _check_seats(case)
    former = _check_holders(case, replaces)
    for post in former:
        _close(post, on)
    post = Post.objects.create(
        person=case.person, role=role, organisation=case.organisation, valid_from=on, approval_number=approval_number.strip()
    )  # fmt: skip
    _touch(person.pk)
    told = f"{case.person.name}任{case.organisation.full_name}{case.role.title}"
    handed = f"，接替{'、'.join(each.person.name for each in former)}" if former else ""
    _record(actor, on, post, action, told + handed, {"approval_number": approval_number.strip()})
    return Appointed(post.pk, _warnings(case))


@transaction.atomic
def end_post(*, actor: Actor, on: date, post_id: int, reason: str, note: str = "") -> None:
    """A post ends on the day ``on`` (its first day without it), for a reason of ``Reason``.

    One that began on that very day was never held: it is taken back, with the reason ``mistake`` only.
    ``NotVisible`` out of reach; ``Refused`` for oneself, an ended post, or a day before its beginning.
    """
    post = (
        Post.objects.select_for_update(of=("self",)).select_related("person", "organisation").filter(pk=post_id).first()
    )
    if post is None or not access.may_end(actor.scope, post.organisation.path, post.role):
        raise NotVisible(f"post {post_id}")
    subjects.not_oneself(actor=actor, person_id=post.person_id)
    if reason not in Reason.values:
        raise Refused("先选卸任原因。", code="reason", field="reason")
    if post.valid_to is not None:
        raise Refused(f"{post.person.name}已于{post.valid_to.isoformat()}卸任。", code="ended")
    if on < post.valid_from or (on == post.valid_from and reason != Reason.MISTAKE):
        raise Refused(f"卸任日期要晚于任职日期{post.valid_from.isoformat()}。", code="too_early", field="on")
    _close(post, on)
    summary = f"{post.person.name}不再任{post.organisation.full_name}{_title(post.role)}（{Reason(reason).label}）"
    _record(actor, on, post, "people.post_ended", summary, {"reason": reason, "note": note.strip()})


def _case(actor: Actor, on: date, person: Person, code: str, organisation_id: int) -> _Case:
    role = roles().get(code)
    if role is None or code == MEMBER:
        raise Refused("先选一个职务。", code="role", field="role")
    organisation = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id).first()
    if organisation is None or not access.may_appoint(actor.scope, organisation.path, role):
        raise NotVisible(f"organisation {organisation_id}")
    return _Case(person, Membership.objects.as_of(on).filter(person=person).first(), role, organisation, on)


def _check_actor(actor: Actor, case: _Case) -> None:
    if access.appointing_verb(case.role) == access.APPOINT:
        subjects.not_oneself(actor=actor, person_id=case.person.pk)
    if not access.outranks(actor.scope, case.organisation.path, case.role):
        raise Refused(f"{case.role.title}的权限大于您的职务，请报上级党组织任命。", code="above", field="role")


def _check_place(case: _Case) -> None:
    organisation = case.organisation
    if not case.role.fits(organisation.kind):
        raise Refused(
            f"{kind(organisation.kind).title}不设{case.role.title}，换一个职务或组织。", code="kind", field="role"
        )
    if organisation.dissolved_on and organisation.dissolved_on <= case.on:
        raise Refused(
            f"{organisation.full_name}已于{organisation.dissolved_on.isoformat()}撤销。",
            code="dissolved",
            field="organisation",
        )
    founded = organisation.founded_on
    if founded and organisation.founded_precision == "d" and case.on < founded:
        raise Refused(f"该组织{founded.isoformat()}才成立，任职日期要改晚。", code="too_early", field="on")


def _check_standing(case: _Case) -> None:
    person, wanted = case.person, case.role.standing
    if person.died_on and person.died_on <= case.on:
        raise Refused(f"{person.name}已于{person.died_on.isoformat()}去世。", code="died")
    if wanted and (case.membership is None or case.membership.standing not in _STANDS[wanted]):
        raise Refused(
            f"{case.role.title}要由{_WANTED[wanted]}担任，{person.name}在{case.on.isoformat()}不是。", code="standing"
        )
    if wanted == "full" and _suspended(person.pk, case.on):
        raise Refused(f"{person.name}的被选举权在停止期内，不能担任{case.role.title}。", code="suspended")


def _suspended(person_id: int, on: date) -> bool:
    return Suspension.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), person=person_id, valid_from__lte=on
    ).exists()


def _check_seats(case: _Case) -> None:
    """A branch has a committee only from so many full members on; below that a secretary, if needed a deputy."""
    if not case.role.committee or kind(case.organisation.kind).level != "branch":
        return
    least = parameters.load().at(COMMITTEE_FROM, case.on)
    full = Membership.objects.as_of(case.on).filter(
        organisation=case.organisation, standing=Membership.Standing.FULL
    ).count()  # fmt: skip
    if full < least.value:
        raise Refused(
            f"该支部{case.on.isoformat()}有正式党员 {full} 人，满 {least.value} 人才设支部委员会（{least.citation()}）。"
            "只任书记，必要时任一名副书记。",
            code="no_committee",
            field="role",
        )


def _check_holders(case: _Case, replaces: bool) -> list[Post]:
    """The open posts that end by this one."""
    held = Post.objects.select_for_update(of=("self",)).select_related("person").filter(
        Q(valid_to=None) | Q(valid_to__gt=case.on), organisation=case.organisation, role=case.role.code
    )  # fmt: skip
    for post in held:
        if post.person_id == case.person.pk:
            raise Refused(
                f"{case.person.name}自{post.valid_from.isoformat()}起已任{case.role.title}。", code="held", field="role"
            )
    former = list(held) if case.role.single else []
    for post in former:
        since = post.valid_from.isoformat()
        if post.valid_to is not None or post.valid_from >= case.on:
            raise Refused(f"与{post.person.name}的任期（{since}起）重叠，改任职日期。", code="overlap", field="on")
        if not replaces:
            raise Refused(
                f"{post.person.name}自{since}起任{case.role.title}。由{case.person.name}接任的，勾选“接替现任”。",
                code="taken",
                field="replaces",
            )
    return former


def _warnings(case: _Case) -> tuple[str, ...]:
    found = []
    place = case.membership.path if case.membership else ""
    if case.role.standing and not place.startswith(case.organisation.path):
        found.append(f"{case.person.name}的组织关系不在{case.organisation.full_name}。")
    if case.role.single:
        others = (
            Post.objects.as_of(case.on)
            .filter(person=case.person, role=case.role.code)
            .exclude(organisation=case.organisation)
        )
        found += [
            f"同时任{name}{case.role.title}。" for name in others.values_list("organisation__full_name", flat=True)
        ]
    return tuple(found)


def _close(post: Post, on: date) -> None:
    """One that began on the very day never was; a person's record counts the change either way."""
    if post.valid_from == on:
        Post.objects.filter(pk=post.pk).delete()
    else:
        Post.objects.filter(pk=post.pk).update(valid_to=on)
    _touch(post.person_id)


def _touch(person_id: int) -> None:
    Person.objects.filter(pk=person_id).update(revision=F("revision") + 1)


def _title(code: str) -> str:
    return roles()[code].title if code in roles() else code


def _record(actor: Actor, on: date, post: Post, action: str, summary: str, detail: dict[str, str]) -> None:
    record(
        actor=actor, action=action, on=on, subject_type="people.Person", subject_id=post.person_id,
        path=post.organisation.path, summary=summary,
        detail={**detail, "role": post.role, "organisation_id": post.organisation_id},
    )  # fmt: skip
