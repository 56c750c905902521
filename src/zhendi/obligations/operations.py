"""Writes of the engine: deriving, waiving, nudging. What is derived is a cache; waivers and nudges are deeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhendi.kernel import clock
from zhendi.kernel.audit import record
from zhendi.kernel.audit.deeds import Deed
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.parameters import load as parameters
from zhendi.kernel.scope import Actor
from zhendi.obligations import access, catalogue, touched
from zhendi.obligations.engine import deriving
from zhendi.obligations.engine.derived import Question
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Derivation, Nudge, Obligation, Status, Waiver
from zhendi.obligations.plans.sql import analyse
from zhendi.obligations.queries.duties import OPEN, Duty, duties, rule_of, way
from zhendi.policy.load import fingerprint, load

_WINDOW = "derive.window_months"  # how far back periods are derived anew every night
_LONGEST = 200  # characters of a reason or a note
_MOST = 20_000  # rows of a workbook


def question(on: date) -> Question:
    """The installation's policy asked about the installation's facts on a day."""
    months = parameters().integer(_WINDOW, on)
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return Question(load(), catalogue.sources(), catalogue.places, on, date(year, month + 1, 1))


@transaction.atomic
def derive(*, on: date) -> Changes:
    """Bring all duties and this month's figures to the day; nothing changes when nothing has happened."""
    changes = deriving.all_of(question(on))
    Derivation.objects.update_or_create(pk=1, defaults={"as_of": on, "policy": fingerprint()})
    return changes


def derive_history(*, on: date, months: int) -> None:
    """Figures of the months before the day, each as it stood at its end."""
    last = on.replace(day=1)
    for _ in range(months):
        end = date.fromordinal(last.toordinal() - 1)
        deriving.month(question(end))
        last = end.replace(day=1)


def after(deeds: Sequence[Deed]) -> None:
    """Derive the duties of what was just done, in its own transaction. Before the first derivation there is nothing to do."""
    known = Derivation.objects.filter(pk=1).first()
    if known is None:
        return
    found = touched.subjects(deeds)
    if found == {}:
        return
    today = clock.today()
    if found is None:
        analyse()
    if found is None or known.as_of != today or known.policy != fingerprint():
        derive(on=today)
    else:
        deriving.some_of(question(today), found)


@transaction.atomic
def waive(*, actor: Actor, on: date, obligation_id: int, reason: str, until: date | None) -> int:
    """Excuse a subject from a duty until a day (exclusive); needs a post above the one that bears it, and a reason.

    ``Refused`` with ``forbidden``, ``done``, ``reason`` or ``until``; ``NotVisible`` outside the reader's tree.
    """
    duty = _visible(actor, obligation_id)
    _waivable(actor, duty)
    if not reason.strip():
        raise Refused("免办的理由没有写。写明为什么、依据哪次会议或哪份文件。", code="reason", field="reason")
    if until is None or until <= on:
        raise Refused("免办的截止日期要晚于今天，从那天起重新要求。", code="until", field="until")
    waiver = Waiver.objects.create(
        rule=duty.rule, subject=duty.subject, path=duty.path, reason=reason.strip()[:_LONGEST],
        decided_by=actor.label[:80], decided_on=on, valid_from=on, valid_to=until,
    )  # fmt: skip
    record(
        actor=actor, action="obligations.waived", on=on, subject_type="obligations.Waiver", subject_id=waiver.pk,
        path=duty.path, summary=f"{load().rule(duty.rule).title}：免办至{until.isoformat()}：{waiver.reason}",
    )  # fmt: skip
    _refresh(on, duty)
    return waiver.pk


@transaction.atomic
def nudge(*, actor: Actor, on: date, rule: str, path: str, note: str = "") -> int:
    """Remind those at and below a place of what is overdue; gives how many. Recorded.

    Not repeated within the days that the parameter sets, nor when a place above was reminded within them.
    ``Refused`` with ``nothing`` or ``again``; ``NotVisible`` for who does not stand above, and for an unknown rule.
    """
    asked = rule_of(rule)
    if not access.may_nudge(actor.scope, path):
        raise NotVisible(f"nudge {path}")
    late = Obligation.objects.visible_to(actor.scope).filter(
        rule=rule, status=Status.OVERDUE, path__gte=path, path__lt=path + "~"
    )
    count = late.count()
    if not count:
        raise Refused("这里没有逾期的事项，不用催。", code="nothing")
    _not_again(on, rule, path)
    sent = Nudge.objects.create(
        rule=rule, path=path, sent_by=actor.label[:80], sent_on=on, note=note.strip()[:_LONGEST], count=count
    )
    record(
        actor=actor, action="obligations.nudged", on=on, subject_type="obligations.Nudge", subject_id=sent.pk,
        path=path, summary=f"督办{asked.title}：{count}项逾期",
    )  # fmt: skip
    return count


@transaction.atomic
def export(*, actor: Actor, on: date, rule: str, path: str, status: Sequence[str] = ()) -> tuple[Duty, ...]:
    """The duties of a rule below a place, for a workbook, with an entry in the trail. ``NotVisible`` as for reading."""
    asked, place = rule_of(rule), way(actor.scope, path)[-1]
    rows = duties(actor.scope, rule=rule, path=path, status=status, size=_MOST).rows
    record(
        actor=actor, action="export.duties", on=on, subject_type="orgs.Organisation", subject_id=place.organisation_id,
        path=path, summary=f"导出{place.name}“{asked.title}”的名单，{len(rows)}项", detail={"rule": rule},
    )  # fmt: skip
    return rows


def _visible(actor: Actor, obligation_id: int) -> Obligation:
    found = Obligation.objects.visible_to(actor.scope).filter(pk=obligation_id).first()
    if found is None:
        raise NotVisible(f"obligation {obligation_id}")
    rule_of(found.rule)
    return found


def _waivable(actor: Actor, duty: Obligation) -> None:
    if not access.may_waive(actor.scope, duty.path):
        raise Refused("免办要由上级党委决定，您的职务不能免办这一项。", code="forbidden")
    if duty.status not in OPEN:
        words = Status(duty.status).label
        raise Refused(f"这一项现在是“{words}”，没有要免办的。", code="done")


def _not_again(on: date, rule: str, path: str) -> None:
    days = parameters().integer("nudge.days", on)
    places = [path[:length] for length in range(access.STEP, len(path) + 1, access.STEP)]
    last = Nudge.objects.filter(rule=rule, path__in=places).order_by("-sent_on", "-pk").first()
    if last is not None and (on - last.sent_on).days < days:
        raise Refused(f"{last.sent_on.month}月{last.sent_on.day}日刚催过，{days}天内不重复催。", code="again")


def _refresh(on: date, duty: Obligation) -> None:
    """Derive the subject of one duty anew, or everything when the kept rows are of another day or policy."""
    known = Derivation.objects.filter(pk=1).first()
    if known is None or known.as_of != on or known.policy != fingerprint():
        derive(on=on)
    else:
        asked = question(on)
        deriving.some_of(asked, {asked.kind(load().rule(duty.rule)): [duty.subject]})
