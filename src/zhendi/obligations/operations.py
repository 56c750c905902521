"""Writes of the engine: deriving, waiving, nudging. What is derived is a cache; waivers and nudges are deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from zhendi.kernel import clock
from zhendi.kernel.audit import record
from zhendi.kernel.audit.deeds import Deed
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.parameters import load as parameters
from zhendi.kernel.scope import Actor
from zhendi.obligations import access, catalogue, touched
from zhendi.obligations.engine import consequences, deriving
from zhendi.obligations.engine.derived import Question, Subjects
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import (
    Decision,
    Derivation,
    Nudge,
    Obligation,
    Proposal,
    State,
    Status,
    Transition,
    Verdict,
    Waiver,
)
from zhendi.obligations.plans.sql import analyse
from zhendi.obligations.queries import cuts, past, proposals
from zhendi.obligations.queries.cuts import By
from zhendi.obligations.queries.duties import Duty, duties, rule_of, way
from zhendi.obligations.queries.proposals import Laid, Row
from zhendi.policy.load import fingerprint, load
from zhendi.policy.schema import OPEN

_WINDOW = "derive.window_months"  # how far back periods are derived anew every night
_LONGEST = 200  # characters of a reason or a note
_LONGEST_TEXT = 400  # of a decision
_MOST = 20_000  # rows of a workbook


def question(on: date) -> Question:
    """The installation's policy asked about the installation's facts on a day."""
    return _question(on, Derivation.objects.filter(pk=1).first())


def _question(on: date, known: Derivation | None) -> Question:
    months = parameters().integer(_WINDOW, on)
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    started = on if known is None else known.started_on or known.begun_on or on
    return Question(load(), catalogue.sources(), catalogue.places, on, date(year, month + 1, 1), started=started)


@transaction.atomic
def derive(*, on: date) -> Changes:
    """Bring all duties and this month's figures to the day; nothing changes when nothing has happened."""
    known = Derivation.objects.filter(pk=1).first()
    if not Transition.objects.exists():
        known = None  # nothing was ever asked: the registers begin with what is found today
    asked = _question(on, known)
    changes = deriving.all_of(asked)
    consequences.settle(asked)
    kept = {"as_of": on, "policy": fingerprint(), "started_on": asked.started}
    Derivation.objects.update_or_create(pk=1, defaults=kept, create_defaults={**kept, "begun_on": on})
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
        _some(_question(today, known), found)


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
def end_waiver(*, actor: Actor, on: date, obligation_id: int, reason: str) -> None:
    """End the waiver of a duty before its day: from today it is asked again. Needs the same post as to grant it.

    ``Refused`` with ``forbidden``, ``none`` or ``reason``; ``NotVisible`` outside the reader's tree.
    """
    duty = _visible(actor, obligation_id)
    if not access.may_waive(actor.scope, duty.path):
        raise Refused("免办由上级党委决定，也由上级党委提前结束，您的职务不能办。", code="forbidden")
    held = Waiver.objects.select_for_update().filter(
        rule=duty.rule, subject=duty.subject, valid_from__lte=on, valid_to__gt=on
    )
    waivers = list(held)
    if not waivers:
        raise Refused("这一项今天没有免办，不用结束。", code="none")
    if not reason.strip():
        raise Refused("提前结束的理由没有写。写明什么情况变了。", code="reason", field="reason")
    for waiver in waivers:
        waiver.planned_to, waiver.valid_to = waiver.valid_to, on
        waiver.ended_by, waiver.end_reason = actor.label[:80], reason.strip()[:_LONGEST]
    Waiver.objects.bulk_update(waivers, ["planned_to", "valid_to", "ended_by", "end_reason"])
    record(
        actor=actor, action="obligations.waiver_ended", on=on, subject_type="obligations.Waiver",
        subject_id=waivers[-1].pk, path=duty.path,
        summary=f"{load().rule(duty.rule).title}：提前结束免办：{waivers[-1].end_reason}",
    )  # fmt: skip
    _refresh(on, duty)


@transaction.atomic
def nudge(*, actor: Actor, on: date, rule: str, path: str, note: str = "") -> int:
    """Remind those at and below a place of what is overdue; gives how many. Recorded.

    Not repeated within the days that the parameter sets, nor when a place above was reminded within them.
    ``Refused`` with ``nothing`` or ``again``; ``NotVisible`` for who does not stand above, and for an unknown rule.
    """
    asked = rule_of(rule)
    if not access.may_nudge(actor.scope, path):
        raise NotVisible(f"nudge {path}")
    # Two at once would both find that nobody was reminded: the second waits here for the first.
    Derivation.objects.select_for_update().filter(pk=1).first()
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
def decide(*, actor: Actor, on: date, proposal_id: int, verdict: str, text: str, until: date | None = None) -> None:
    """Decide on a proposal: accept it, decline it with the reason, or put it off to a day. Nothing else is changed by it.

    ``text`` says which meeting or paper decided, or why not. The evidence is kept as it lay before who decided.
    ``Refused`` with ``verdict``, ``forbidden``, ``closed``, ``text`` or ``until``; ``NotVisible`` outside the tree.
    """
    laid = proposals.laid(actor.scope, proposal_id)
    held = Proposal.objects.select_for_update().get(pk=proposal_id)
    _decidable(laid, held, verdict, text)
    if verdict == Verdict.POSTPONE and (until is None or until <= on):
        raise Refused("缓议到哪天要晚于今天，到那天重新提出来。", code="until", field="until")
    Decision.objects.create(
        proposal=held, verdict=verdict, text=text.strip()[:_LONGEST_TEXT], decided_by=actor.label[:80], decided_on=on,
        until=until if verdict == Verdict.POSTPONE else None, evidence=proposals.evidence(laid),
    )  # fmt: skip
    if verdict == Verdict.POSTPONE:
        held.postponed_to = until
    else:
        held.state, held.closed_on = (State.ACCEPTED if verdict == Verdict.ACCEPT else State.DECLINED), on
    held.save(update_fields=["state", "closed_on", "postponed_to"])
    record(
        actor=actor, action="obligations.decided", on=on, subject_type="obligations.Proposal", subject_id=held.pk,
        path=held.path, summary=f"{laid.row.asks.title}：{Verdict(verdict).label}：{text.strip()[:_LONGEST]}",
    )  # fmt: skip


@transaction.atomic
def export(
    *, actor: Actor, on: date, rule: str, path: str, status: Sequence[str] = (), by: By = "tree"
) -> tuple[Duty, ...]:
    """The duties of a rule below a place on the reader's day, for a workbook, with an entry in the trail.

    ``NotVisible`` as for reading.
    """
    asked, place, scope = rule_of(rule), way(actor.scope, path, by)[-1], actor.scope
    if scope.as_of < on and past.is_past(scope):
        then = past.then(scope, question(scope.as_of), rule=asked, path=path, by=by)
        rows = then.duties(status=status, size=_MOST).rows
    else:
        rows = duties(scope, rule=rule, path=path, status=status, size=_MOST, by=by).rows
    as_of = "" if scope.as_of == on else f"{scope.as_of.isoformat()}"
    record(
        actor=actor, action="export.duties", on=on, subject_type="orgs.Organisation",
        subject_id=place.organisation_id or None, path=path if by == "tree" else cuts.home(scope),
        summary=f"导出{place.name}{as_of}“{asked.title}”的名单，{len(rows)}项",
        detail={"rule": rule, "area": path} if by == "area" else {"rule": rule},
    )  # fmt: skip
    return rows


@transaction.atomic
def export_proposals(*, actor: Actor, on: date, whose: str, state: str, rule: str) -> tuple[Row, ...]:
    """Proposals for a workbook, with an entry in the trail."""
    rows = proposals.listing(actor.scope, whose=whose, state=state, rule=rule, size=_MOST).rows
    record(
        actor=actor, action="export.proposals", on=on, subject_type="obligations.Proposal", subject_id=None,
        path=cuts.home(actor.scope), summary=f"导出逾期后果的建议，{len(rows)}条", detail={"state": state, "rule": rule},
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


def _decidable(laid: Laid, held: Proposal, verdict: str, text: str) -> None:
    if not laid.row.mine:
        raise Refused(f"“{laid.row.asks.title}”不由您的职务决定，请有权决定的党组织办。", code="forbidden")
    if held.state != State.OPEN:
        raise Refused(f"这条建议已经是“{State(held.state).label}”，不用再决定。", code="closed")
    if verdict not in Verdict.values:
        raise Refused("没有选怎样决定：采纳、不采纳或缓议。", code="verdict", field="verdict")
    if not text.strip():
        said = "依据没有写。写明哪次会议或哪份文件决定。" if verdict == Verdict.ACCEPT else "理由没有写。"
        raise Refused(said, code="text", field="text")


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
        asked = _question(on, known)
        _some(asked, {asked.kind(load().rule(duty.rule)): [duty.subject]})


def _some(asked: Question, subjects: Subjects) -> None:
    deriving.some_of(asked, subjects)
    consequences.settle(replace(asked, subjects=subjects))
