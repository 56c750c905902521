"""Terms of office. The last day is computed from the dated parameters, kept with its citation, and put off with approval."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Change, Organisation, Postponement, Term
from zhendi.domain.orgs.operations import checks, noting
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_months, add_years
from zhendi.kernel.errors import Refused, Unreadable
from zhendi.kernel.identifiers import division
from zhendi.kernel.scope import Actor


class Reckoned(NamedTuple):
    """A term's last day by the rules, the day from which its end is announced (if there is a rule), and the rule."""

    ends_on: date
    remind_from: date | None
    citation: str


def reckon(kind_code: str, division_code: str, starts_on: date) -> Reckoned | None:
    """The term of an organisation elected on a day; None for a kind that holds no term elections.

    Villages and communities are told by their division code. ``Refused`` for a day before any rule was in force.
    """
    kind = kinds()[kind_code]
    village = bool(division_code) and division.level(division_code) == "village"
    code = kind.village_term if village else kind.term
    if not code:
        return None
    try:
        years = parameters.load().at(code, starts_on)
    except Unreadable as fault:
        raise Refused("这一天还没有任期规定，核对换届日期。", code="no_rule", field="starts_on") from fault
    ends_on = add_years(starts_on, int(years.value))
    return Reckoned(ends_on, _reminded(ends_on), years.citation())


@transaction.atomic
def start_term(*, actor: Actor, on: date, organisation_id: int, starts_on: date) -> date:
    """Record a new term that began by election on a day; gives its last day. ``on`` is the day of recording."""
    one = checks.kept(checks.locked(organisation_id), organisation_id, actor=actor)
    checks.not_future(on, actor=actor)
    if starts_on > on:
        raise Refused("换届日期不能晚于登记日期。选举以后再登记。", code="day_late", field="starts_on")
    reckoned = reckon(one.kind, one.division_code, starts_on)
    if reckoned is None:
        raise Refused(f"{kinds()[one.kind].title}不进行换届选举，没有任期。", code="no_term")
    last = one.terms.order_by("-starts_on").first()
    if last is not None and starts_on <= last.starts_on:
        raise Refused(
            f"本届{last.starts_on.isoformat()}开始，新一届要晚于这一天。", code="day_early", field="starts_on"
        )
    Term.objects.create(
        organisation=one,
        starts_on=starts_on,
        ends_on=reckoned.ends_on,
        basis=Term.Basis.COMPUTED,
        citation=reckoned.citation,
    )
    checks.touched(one.pk)
    noting.change(one, Change.Action.TERM, starts_on, note=f"任期至{reckoned.ends_on.isoformat()}")
    summary = f"“{one.full_name}”{starts_on.isoformat()}换届，任期至{reckoned.ends_on.isoformat()}"
    detail = {"starts_on": starts_on.isoformat(), "ends_on": reckoned.ends_on.isoformat(), "rule": reckoned.citation}
    noting.entry(one, Change.Action.TERM, on, summary, detail, actor=actor)
    return reckoned.ends_on


@transaction.atomic
def postpone(*, actor: Actor, on: date, organisation_id: int, ends_on: date, approval: Approval) -> None:
    """Put the last day of the current term off. Not further behind the regular end than the rules allow."""
    one = checks.kept(checks.locked(organisation_id), organisation_id, actor=actor)
    checks.not_future(on, actor=actor)
    term = one.terms.order_by("-starts_on").first()
    if term is None or term.ends_on is None:
        raise Refused("还没有登记本届任期，先登记换届。", code="no_term")
    before = term.ends_on
    if ends_on <= before:
        raise Refused(f"延期后的日期要晚于现在的届满日{before.isoformat()}。", code="day_early", field="ends_on")
    limit, citation = _limit(one, term, on)
    if ends_on > limit:
        raise Refused(
            f"最迟只能延到{limit.isoformat()}（{citation}）。要再晚，须由上级另行审批。", code="limit", field="ends_on"
        )
    checked = checks.approved(approval, on)
    assert checked.day is not None
    Postponement.objects.create(
        term=term, on=on, before=before, after=ends_on, approval_number=checked.number, approved_on=checked.day
    )
    term.ends_on, term.basis, term.citation = ends_on, Term.Basis.APPROVED, checked.number
    term.save(update_fields=["ends_on", "basis", "citation"])
    checks.touched(one.pk)
    note = f"届满日{before.isoformat()} → {ends_on.isoformat()}"
    noting.change(one, Change.Action.POSTPONE, on, approval=checked, note=note)
    summary = f"“{one.full_name}”延期换届，{note}（{checked.number}）"
    noting.entry(one, Change.Action.POSTPONE, on, summary, {"note": note, "approval": checked.number}, actor=actor)


def _reminded(ends_on: date) -> date | None:
    try:
        return add_months(ends_on, -parameters.load().integer("term.reminder_months", ends_on))
    except Unreadable:  # ended before there was a rule
        return None


def _limit(one: Organisation, term: Term, on: date) -> tuple[date, str]:
    """The latest day allowed: the regular end and the longest shift; a register's end counts where no rule reckons one."""
    reckoned = reckon(one.kind, one.division_code, term.starts_on)
    first = term.postponements.order_by("on", "pk").first()
    regular = reckoned.ends_on if reckoned else first.before if first else term.ends_on
    assert regular is not None
    try:
        shift = parameters.load().at("term.longest_shift_months", on)
    except Unreadable as fault:
        raise Refused("这一天还没有延期换届的规定，核对日期。", code="no_rule", field="on") from fault
    return add_months(regular, int(shift.value)), shift.citation()
