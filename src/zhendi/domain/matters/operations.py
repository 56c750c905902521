"""Bringing a matter, forwarding, answering, closing it. The limit is the policy's; a reopened matter gets a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zhendi.domain.matters import access
from zhendi.domain.matters.models import Matter, MatterStep
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words
from zhendi.kernel.workdays import add_working_days

_LIMITS = {
    Matter.Kind.HELP: "matters.help_working_days",
    Matter.Kind.CHANGE: "matters.change_working_days",
    Matter.Kind.CORRECTION: "matters.change_working_days",
}
_LONGEST = 1000  # characters of a text
_TITLE = 60
_WAITING_MOST = 10  # open matters of one person: more is a mistake or a flood


@transaction.atomic
def bring(
    *, actor: Actor, on: date, kind: str, title: str, text: str = "", details: Mapping[str, str] | None = None
) -> int:
    """The actor brings a matter to the own branch; gives its key.

    Due after so many working days (``matters.*_working_days``). ``Refused`` for an unknown kind, without words, for one
    who has no branch, and while ten of the person's matters wait.
    """
    person, place = _own_branch(actor, on)
    if kind not in _LIMITS:
        raise Refused("请选择要办的事。", code="kind_unknown", field="kind")
    if Matter.objects.filter(person=person).waiting().count() >= _WAITING_MOST:
        raise Refused("您还有许多事等着答复，请等答复后再提，或直接打电话给联系人。", code="too_many")
    return _open(actor, on, person, place, Matter.Kind(kind), title, text, details or {})


@transaction.atomic
def bring_for(*, actor: Actor, on: date, person_id: int, kind: str, title: str, text: str = "") -> int:
    """Whoever keeps a member's branch enters what the member told in a call or in person; gives its key.

    To be answered by that branch within the usual limit; the member sees it on the own page. ``NotVisible`` for one who
    has no branch in sight.
    """
    held = Membership.objects.as_of(on).filter(person=person_id).select_related("organisation").first()
    if held is None or not actor.scope.allows(SEE, held.path):
        raise NotVisible("no such member")
    if not actor.scope.allows(access.ANSWER, held.path):
        raise Refused("您的职务不能替党员登记求助，由党支部书记或党委经办人登记。", code="not_yours")
    if kind not in _LIMITS:
        raise Refused("请选择要办的事。", code="kind_unknown", field="kind")
    return _open(actor, on, held.person_id, held.organisation, Matter.Kind(kind), title, text, {})


@transaction.atomic
def forward(*, actor: Actor, on: date, matter_id: int, organisation_id: int, note: str) -> None:
    """Hand a waiting matter to another organisation of the county; the limit runs on (首问负责: the clock is not re-based).

    ``Refused`` unless the matter waits, for the organisation that has it, and for one that is no more.
    """
    matter = access.require_answer(actor, _locked(matter_id))
    _waiting(matter)
    target = Organisation.objects.filter(pk=organisation_id, dissolved_on=None).first()
    if target is None:
        raise Refused("请选择一个在册的党组织。", code="organisation_unknown", field="organisation")
    if target.pk == matter.organisation_id:
        raise Refused("现在就由这个组织办理，不用转交。", code="unchanged", field="organisation")
    matter.organisation, matter.path = target, target.path
    _keep(matter, "organisation", "path")
    _step(matter, MatterStep.Action.FORWARDED, actor, on, note=words(note, _LONGEST, "转交说明", "note"))


@transaction.atomic
def answer(*, actor: Actor, on: date, matter_id: int, note: str, closes: bool = False) -> None:
    """Answer a waiting matter; ``closes`` when nothing is left to do. ``Refused`` without words and unless it waits."""
    matter = access.require_answer(actor, _locked(matter_id))
    _waiting(matter)
    said = words(note, _LONGEST, "答复", "note")
    matter.answered_on, matter.state = on, Matter.State.CLOSED if closes else Matter.State.ANSWERED
    matter.closed_on = on if closes else None
    _keep(matter, "answered_on", "state", "closed_on")
    _step(matter, MatterStep.Action.CLOSED if closes else MatterStep.Action.ANSWERED, actor, on, note=said)


@transaction.atomic
def accept(*, actor: Actor, on: date, matter_id: int) -> None:
    """The person who brought it is content: an answered matter is closed."""
    matter = access.require_own(actor, _locked(matter_id))
    _answered(matter)
    matter.state, matter.closed_on = Matter.State.CLOSED, on
    _keep(matter, "state", "closed_on")
    _step(matter, MatterStep.Action.CLOSED, actor, on, note="")


@transaction.atomic
def reopen(*, actor: Actor, on: date, matter_id: int, note: str) -> None:
    """The person who brought it is not content: the answered matter waits again, with a new limit from today."""
    matter = access.require_own(actor, _locked(matter_id))
    _answered(matter)
    said = words(note, _LONGEST, "哪里没有解决", "note")
    matter.state, matter.answered_on = Matter.State.OPEN, None
    matter.opened_on, matter.due_on = on, _due(Matter.Kind(matter.kind), on)
    _keep(matter, "state", "answered_on", "opened_on", "due_on")
    _step(matter, MatterStep.Action.REOPENED, actor, on, note=said)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, matter_id: int) -> None:
    """The person who brought it takes a waiting matter back."""
    matter = access.require_own(actor, _locked(matter_id))
    _waiting(matter)
    matter.state, matter.closed_on = Matter.State.WITHDRAWN, on
    _keep(matter, "state", "closed_on")
    _step(matter, MatterStep.Action.WITHDRAWN, actor, on, note="")


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """A list of so many matters went out as a workbook: the trail says so."""
    place = min((low for low, _ in actor.scope.ranges("see")), default="")
    record(
        actor=actor, action="export.matters", on=on, subject_type="matters.Matter", subject_id=None, path=place,
        summary=f"导出来信和求助的名单，{number}件",
    )  # fmt: skip


def _open(
    actor: Actor,
    on: date,
    person_id: int,
    place: Organisation,
    kind: Matter.Kind,
    title: str,
    text: str,
    details: Mapping[str, str],
) -> int:
    matter = Matter.objects.create(
        kind=kind, person_id=person_id, organisation=place, path=place.path, title=words(title, _TITLE, "事由", "title"),
        text=words(text, _LONGEST, "说明", "text", needed=False),
        details=json.dumps(dict(details), ensure_ascii=False) if details else "", opened_on=on, due_on=_due(kind, on),
    )  # fmt: skip
    _step(matter, MatterStep.Action.OPENED, actor, on, note="")
    return matter.pk


def _own_branch(actor: Actor, on: date) -> tuple[int, Organisation]:
    """The key of the person who acts, and where the person is a member on the day."""
    rows = Membership.objects.as_of(on).filter(person=actor.scope.person_id).select_related("organisation")
    held = rows.first() if actor.scope.person_id is not None else None
    if held is None:
        raise Refused("名册里现在没有您所在的支部，请打电话给原来的支部书记。", code="no_branch")
    return held.person_id, held.organisation


def _due(kind: Matter.Kind, on: date) -> date:
    return add_working_days(on, parameters.load().integer(_LIMITS[kind], on)).day


def _locked(matter_id: int) -> Matter | None:
    return Matter.objects.select_for_update().filter(pk=matter_id).first()


def _waiting(matter: Matter) -> None:
    if matter.state != Matter.State.OPEN:
        raise Refused(f"这件事{matter.get_state_display()}，不用再办。", code="not_waiting")


def _answered(matter: Matter) -> None:
    if matter.state != Matter.State.ANSWERED:
        raise Refused(f"这件事现在是“{matter.get_state_display()}”，没有等您确认的答复。", code="not_answered")


def _keep(matter: Matter, *columns: str) -> None:
    matter.revision += 1
    matter.save(update_fields=[*columns, "revision"])


def _step(matter: Matter, action: MatterStep.Action, actor: Actor, on: date, *, note: str) -> None:
    """The step, and its entry in the trail: which says that it was done, never what was written."""
    MatterStep.objects.create(
        matter=matter, action=action, on=on, by=actor.label[:80], organisation_id=matter.organisation_id, note=note
    )
    record(
        actor=actor, action=f"matters.{action}", on=on, subject_type="matters.Matter", subject_id=matter.pk,
        path=matter.path, summary=f"{matter.get_kind_display()}：{action.label}", detail={"kind": matter.kind},
    )  # fmt: skip
