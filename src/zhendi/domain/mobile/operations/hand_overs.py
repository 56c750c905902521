"""Members handed over by schools and veterans' offices: entered by hand, picked up, handed on; a pick-up taken back."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import CITIZEN, HandOver
from zhendi.domain.mobile.operations import checks
from zhendi.domain.mobile.operations.keeping import phone as checked_phone
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.people.models import CITIZEN as PERSON_CITIZEN
from zhendi.domain.people.models import Person
from zhendi.kernel import crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "mobile.HandOver"
_NOTE = 200
_TOLD = frozenset({HandOver.Outcome.ELSEWHERE, HandOver.Outcome.MISTAKE})  # outcomes that need words


class Handed(NamedTuple):
    """What an office says of one member; ``office`` is a code of ``HandOver.Office``."""

    office: str
    name: str
    citizen_number: str
    office_name: str = ""
    sending: str = ""
    left_on: date | None = None
    destination: str = ""
    phone: str = ""
    remark: str = ""


@transaction.atomic
def enter(*, actor: Actor, on: date, organisation_id: int, handed: Handed) -> int:
    """Enter one member by hand whom an organisation is to pick up; gives the key.

    ``Refused`` for a number that is on a list of this kind of office already, for an unknown office, for a day to come.
    """
    checks.not_future(on, actor=actor)
    place = _place(organisation_id, actor)
    if not actor.scope.allows(access.WRITE, place.path):
        raise Refused("您的职务不能在这里登记交接名单。", code="not_yours", field="organisation")
    if handed.office not in HandOver.Office.values:
        raise Refused("没有选择是学校还是退役军人部门交来的。", code="missing", field="office")
    if handed.left_on is not None:
        checks.not_future(handed.left_on, actor=actor, field="left_on")
    number = _number(handed.citizen_number)
    held = HandOver.objects.filter(citizen_index=crypto.index(number, CITIZEN), office=handed.office).first()
    if held is not None:
        where = "" if access.sees(actor.scope, held.path, None) else "，由别的党组织接收"
        raise Refused(f"此人已在交接名单上{where}，不用再登记。", code="already", field="citizen_number")
    made = HandOver.objects.create(
        office=handed.office,
        name=checks.words(handed.name, 60, "姓名", "name", needed=True),
        citizen_number=number,
        person=Person.objects.filter(citizen_index=crypto.index(number, PERSON_CITIZEN)).first(),
        organisation=place,
        path=place.path,
        office_name=checks.words(handed.office_name, 100, "交来的单位", "office_name"),
        sending=checks.words(handed.sending, 100, "组织关系现在哪里", "sending"),
        left_on=handed.left_on,
        left_precision="d" if handed.left_on else "",
        destination=checks.words(handed.destination, 120, "去向", "destination"),
        phone=checked_phone(handed.phone),
        remark=checks.words(handed.remark, 400, "备注", "remark"),
        valid_from=on,
    )
    _enter(made, "handed_over", on, f"登记交接：{made.name}（{made.get_office_display()}）", actor)
    return made.pk


@transaction.atomic
def settle(
    *, actor: Actor, on: date, hand_over_id: int, outcome: str, branch_id: int | None = None, note: str = ""
) -> None:
    """The member was picked up: reached, placed in a branch, gone elsewhere, or wrongly on the list.

    A placement names the branch, the last two say where or why. ``Refused`` when it was settled before.
    """
    row = _kept(hand_over_id, actor)
    if row.closed_on is not None:
        raise Refused(f"{row.name}已经接上：{row.get_outcome_display()}。", code="done")
    checks.not_future(on, actor=actor)
    if on < row.valid_from:
        raise Refused(f"{row.valid_from.isoformat()}才交来，日期不能早于这一天。", code="day_early", field="on")
    if outcome not in HandOver.Outcome.values:
        raise Refused("没有选择怎样接上的。", code="missing", field="outcome")
    row.branch = _branch(branch_id, actor) if outcome == HandOver.Outcome.PLACED else None
    row.note = checks.words(note, _NOTE, "说明", "note", needed=outcome in _TOLD)
    row.outcome, row.closed_on, row.settled_by = outcome, on, actor.label[:80]
    _save(row)
    where = f"，{row.branch.short_name or row.branch.full_name}" if row.branch else ""
    _enter(row, "picked_up", on, f"交接名单上的{row.name}：{row.get_outcome_display()}{where}", actor)


@transaction.atomic
def reopen(*, actor: Actor, on: date, hand_over_id: int, note: str) -> None:
    """It was settled by mistake: the member waits again, with the limit of the first day. ``note`` says why."""
    row = _kept(hand_over_id, actor)
    if row.closed_on is None:
        raise Refused("这一条还没有接上，不用退回。", code="waiting")
    said = checks.words(note, _NOTE, "退回的理由", "note", needed=True)
    row.outcome, row.closed_on, row.settled_by, row.branch, row.note = "", None, "", None, said
    _save(row)
    _enter(row, "picked_up_undone", on, f"交接名单上的{row.name}重新待接", actor, note=said)


@transaction.atomic
def forward(*, actor: Actor, on: date, hand_over_id: int, organisation_id: int, note: str = "") -> None:
    """Another organisation picks the member up: one below or above. The limit runs on from the first day."""
    row = _kept(hand_over_id, actor)
    if row.closed_on is not None:
        raise Refused(f"{row.name}已经接上，不用转交。", code="done")
    place = _place(organisation_id, actor, above=row.path)
    if place.pk == row.organisation_id:
        raise Refused("现在就由这个组织接收，没有改动。", code="unchanged", field="organisation")
    said = checks.words(note, _NOTE, "说明", "note")
    row.organisation, row.path = place, place.path
    _save(row)
    _enter(row, "hand_over_forwarded", on, f"{row.name}转由{place.short_name or place.full_name}接收", actor, note=said)


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """A list of so many hand-overs went out as a workbook: the trail says so."""
    place = min((low for low, _ in actor.scope.ranges(SEE)), default="")
    record(
        actor=actor, action="export.hand_overs", on=on, subject_type=SUBJECT, subject_id=None, path=place,
        summary=f"导出交接名单，{number}人",
    )  # fmt: skip


def _kept(pk: int, actor: Actor) -> HandOver:
    row = HandOver.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or not actor.scope.allows(SEE, row.path):
        raise NotVisible("no such hand-over")
    if not actor.scope.allows(access.WRITE, row.path):
        raise Refused("您的职务不能办理交接，由接收的支部书记或党委经办人办理。", code="not_yours")
    return row


def _place(pk: int, actor: Actor, above: str = "") -> Organisation:
    """A living organisation in the actor's sight, or one above ``above``."""
    place = Organisation.objects.filter(pk=pk).first()
    if place is None or not (actor.scope.allows(SEE, place.path) or (above and above.startswith(place.path))):
        raise NotVisible("no such organisation")
    if place.dissolved_on is not None or place.kind == Kind.GROUP:
        raise Refused(f"“{place.full_name}”不能接收，选现有的党支部或党委。", code="place", field="organisation")
    return place


def _branch(pk: int | None, actor: Actor) -> Organisation:
    if pk is None:
        raise Refused("没有选择编入哪个支部。", code="missing", field="branch")
    place = _place(pk, actor)
    if kinds()[place.kind].level != "branch":
        raise Refused(f"“{place.full_name}”不是支部，选一个支部。", code="place", field="branch")
    return place


def _number(text: str) -> str:
    try:
        return parse_citizen_number(text).value
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="citizen_number", field="citizen_number") from fault


def _save(row: HandOver) -> None:
    row.revision += 1
    row.save()


def _enter(row: HandOver, action: str, on: date, summary: str, actor: Actor, note: str = "") -> None:
    record(
        actor=actor, action=f"mobile.{action}", on=on, subject_type=SUBJECT, subject_id=row.pk, path=row.path,
        summary=summary, detail={"note": note} if note else {},
    )  # fmt: skip
