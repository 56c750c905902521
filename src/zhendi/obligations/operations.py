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
from zhendi.obligations.models import Derivation, Nudge, Obligation, Waiver
from zhendi.policy.load import fingerprint, load

_WINDOW = "derive.window_months"  # how far back periods are derived anew every night


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
    if found is None or known.as_of != today or known.policy != fingerprint():
        derive(on=today)
    else:
        deriving.some_of(question(today), found)


@transaction.atomic
def waive(*, actor: Actor, on: date, obligation_id: int, reason: str, until: date) -> int:
    """Excuse a subject from a duty until a day (exclusive); needs a post above the one that bears it, and a reason."""
    duty = _visible(actor, obligation_id)
    if not access.may_waive(actor.scope, duty.path):
        raise Refused("免办要由上级党委决定，您的职务不能免办这一项。", code="forbidden")
    if not reason.strip():
        raise Refused("请写明免办的理由。", code="reason", field="reason")
    if until <= on:
        raise Refused("免办的截止日期要晚于今天。", code="until", field="until")
    waiver = Waiver.objects.create(
        rule=duty.rule, subject=duty.subject, path=duty.path, reason=reason.strip()[:200], decided_by=actor.label[:80],
        decided_on=on, valid_from=on, valid_to=until,
    )  # fmt: skip
    _entry(actor, on, "waived", waiver.pk, duty, f"免办至{until.isoformat()}：{waiver.reason}")
    deriving.some_of(question(on), {question(on).kind(load().rule(duty.rule)): [duty.subject]})
    return waiver.pk


@transaction.atomic
def nudge(*, actor: Actor, on: date, rule: str, path: str, note: str = "") -> int:
    """Remind those below of what is overdue, once within the days that the parameter sets; recorded."""
    if not access.may_nudge(actor.scope, path):
        raise NotVisible(f"nudge {path}")
    late = Obligation.objects.visible_to(actor.scope).filter(
        rule=rule, status="overdue", path__gte=path, path__lt=path + "~"
    )
    count = late.count()
    if not count:
        raise Refused("这里没有逾期的事项，不用催。", code="nothing")
    days = parameters().integer("nudge.days", on)
    last = Nudge.objects.filter(rule=rule, path=path).order_by("-sent_on").first()
    if last is not None and (on - last.sent_on).days < days:
        raise Refused(f"{last.sent_on.month}月{last.sent_on.day}日刚催过，{days}天内不重复催。", code="again")
    sent = Nudge.objects.create(
        rule=rule, path=path, sent_by=actor.label[:80], sent_on=on, note=note.strip()[:200], count=count
    )
    record(
        actor=actor, action="obligations.nudged", on=on, subject_type="obligations.Nudge", subject_id=sent.pk,
        path=path, summary=f"督办{load().rule(rule).title}：{count}项逾期",
    )  # fmt: skip
    return count


def _visible(actor: Actor, obligation_id: int) -> Obligation:
    found = Obligation.objects.visible_to(actor.scope).filter(pk=obligation_id).first()
    if found is None:
        raise NotVisible(f"obligation {obligation_id}")
    return found


def _entry(actor: Actor, on: date, word: str, key: int, duty: Obligation, told: str) -> None:
    record(
        actor=actor, action=f"obligations.{word}", on=on, subject_type="obligations.Waiver", subject_id=key,
        path=duty.path, summary=f"{load().rule(duty.rule).title}：{told}",
    )  # fmt: skip
