"""待决定: what documents say may follow what stayed overdue, with its evidence, for the posts that decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Length

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import Dated
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, SEE, Scope
from zhendi.obligations import access
from zhendi.obligations.access import STEP
from zhendi.obligations.models import Decision, Nudge, Obligation, Proposal, State, Transition
from zhendi.obligations.queries import cuts
from zhendi.obligations.queries.duties import kind_of, rule_of
from zhendi.obligations.queries.titles import titles
from zhendi.policy.load import load
from zhendi.policy.schema import Consequence, Rule, SubjectKind

SIZE = 50
_SHOWN = 50  # changes and reminders shown with one proposal
MINE, ALL = "mine", "all"


class Row(NamedTuple):
    """One proposal. ``mine``: the reader may decide it. ``itself``: it concerns the highest place, above which nobody is."""

    id: int
    rule: Rule
    asks: Consequence
    kind: SubjectKind
    subject: int
    title: str
    where: str
    path: str
    due_on: date
    proposed_on: date
    state: str
    postponed_to: date | None
    closed_on: date | None
    mine: bool
    itself: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of proposals, and how many there are by rule."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    by_rule: Mapping[str, int]


class Change(NamedTuple):
    """How the duty stood from a day on."""

    on: date
    before: str
    after: str


class Reminded(NamedTuple):
    """A reminder that reached the place."""

    on: date
    by: str
    number: int
    note: str


class Decided(NamedTuple):
    """One decision."""

    on: date
    by: str
    verdict: str
    text: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A proposal as it lies before who decides: the number with its day, what happened, what was decided.

    ``decided_at``: the organisation whose post decides; ``duty_id``: of the duty as it is kept now, 0 when it is no more.
    """

    row: Row
    decided_at: str
    after: Dated
    duty_id: int
    changes: tuple[Change, ...]
    reminders: tuple[Reminded, ...]
    decisions: tuple[Decided, ...]


def listing(
    scope: Scope, *, whose: str = MINE, state: str = State.OPEN, rule: str = "", page: int = 1, size: int = SIZE
) -> Page:
    """Proposals below the reader's posts, those longest overdue first; five queries and one for each kind of subject.

    ``whose`` mine: only those that the reader may decide, without what is postponed beyond the reader's day.
    """
    found = (visible(scope) if whose == ALL else decidable(scope)).filter(state=state)
    by_rule = dict(found.values("rule").annotate(n=Count("pk")).order_by("rule").values_list("rule", "n"))
    total = by_rule.get(rule, 0) if rule else sum(by_rule.values())
    page, pages = turned_to(page, total, size)
    rows = (found.filter(rule=rule) if rule else found).order_by("due_on", "path", "pk")
    return Page(_named(scope, list(rows[(page - 1) * size : page * size])), total, page, pages, by_rule)


def laid(scope: Scope, proposal_id: int) -> Laid:
    """One proposal with its evidence. ``NotVisible`` outside the reader's pieces of the tree."""
    found = visible(scope).filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible(f"proposal {proposal_id}")
    (row,) = _named(scope, [found])
    duty = Obligation.objects.filter(rule=found.rule, subject=found.subject, due_on=found.due_on)
    changes = Transition.objects.filter(rule=found.rule, subject=found.subject, period_from=found.period_from)
    above = [found.path[:length] for length in range(STEP, len(found.path) + 1, STEP)]
    sent = Nudge.objects.filter(rule=found.rule, path__in=above, sent_on__gt=found.due_on)
    decisions = Decision.objects.filter(proposal=found).order_by("-decided_on", "-pk")
    place = access.decides_at(found.path, row.asks.decides)
    return Laid(
        row,
        cuts.names("tree", {place}).get(place, cuts.gone("tree", place))[1],
        load().parameters.at(row.asks.after, max(found.proposed_on, row.asks.valid_from)),
        duty.values_list("pk", flat=True).first() or 0,
        tuple(Change(each.on_day, each.before, each.after) for each in changes.order_by("-on_day", "-pk")[:_SHOWN]),
        tuple(Reminded(e.sent_on, e.sent_by, e.count, e.note) for e in sent.order_by("-sent_on", "-pk")[:_SHOWN]),
        tuple(Decided(e.decided_on, e.decided_by, e.verdict, e.text, e.until) for e in decisions),
    )


def evidence(found: Laid) -> dict[str, Any]:
    """The same as it is kept with a decision: what the rule and the number said, what had happened."""
    asks, after = found.row.asks, found.after
    return {
        "consequence": asks.title, "text": asks.text, "source": asks.source, "article": asks.article,
        "after": {
            "code": after.code, "value": after.value, "unit": after.unit, "from": after.valid_from.isoformat(),
            "source": after.source, "article": after.article,
        },
        "rule": found.row.rule.id, "due_on": found.row.due_on.isoformat(),
        "changes": [[each.on.isoformat(), each.before, each.after] for each in found.changes],
        "reminders": [[each.on.isoformat(), each.by, each.number, each.note] for each in found.reminders],
    }  # fmt: skip


def visible(scope: Scope) -> QuerySet[Proposal]:
    """Proposals in the reader's pieces of the tree, of rules that still have a consequence; each knows whether the
    highest place would decide ``itself`` by it.
    """
    concern = Q(pk__in=())
    for rule in _ruled():
        concern |= Q(rule=rule.id) & _itself(rule)
    seen = Proposal.objects.filter(in_ranges(scope.ranges(SEE)), rule__in=[rule.id for rule in _ruled()])
    alone = Case(When(concern, then=Value(True)), default=Value(False), output_field=BooleanField())
    return seen.annotate(size=Length("path")).annotate(itself=alone)


def decidable(scope: Scope) -> QuerySet[Proposal]:
    """Those that the reader may decide and that are not postponed beyond the reader's day (``access.may_decide``)."""
    mine = Q(pk__in=())
    for rule in _ruled():
        assert rule.consequence is not None
        others = _decided_by(scope, rule.consequence) & Q(itself=False)
        tops = [place for place in _tops(scope) if access.may_decide_itself(scope, place, _concerned(rule))]
        mine |= Q(rule=rule.id) & (others | Q(itself=True, path__in=tops))
    due = Q(postponed_to=None) | Q(postponed_to__lte=scope.as_of)
    return visible(scope).filter(mine & due)


def _decided_by(scope: Scope, asks: Consequence) -> Q:
    """The places whose duties the reader decides by a consequence."""
    appointing = in_ranges(scope.ranges(access.DECIDES))
    held = [grant.path for grant in scope.grants if grant.role == asks.decides.role]
    if asks.decides.of == "own":
        return appointing | Q(path__in=held)
    tops = [low for low, _ in scope.ranges(access.DECIDES) if len(low) > STEP]  # nobody decides for himself
    found = appointing & ~Q(path__in=tops)
    for place in held:
        below = Q(path__gt=place, path__lt=place + AFTER, size=len(place) + STEP)
        found |= below
    return found


def _tops(scope: Scope) -> list[str]:
    return sorted({grant.path for grant in scope.grants if len(grant.path) == STEP})


def _itself(rule: Rule) -> Q:
    """Proposals by which the highest place would decide on itself: what a place above would decide, or would bear."""
    assert rule.consequence is not None
    highest = Q(size=STEP)
    if rule.consequence.decides.of == "above":
        return highest
    if rule.bearer.of == "above" and kind_of(rule) == "organisation":
        return highest & Q(subject__in=orgs.highest())
    return Q(pk__in=())


def _concerned(rule: Rule) -> tuple[str, ...]:
    assert rule.consequence is not None
    return rule.bearer.role, rule.consequence.decides.role


def _ruled() -> tuple[Rule, ...]:
    return tuple(rule for rule in load().rules() if rule.consequence)


def _named(scope: Scope, found: Sequence[Proposal]) -> tuple[Row, ...]:
    """With names: one query for each kind of subject among them, and one for the places."""
    kinds = {each.rule: kind_of(rule_of(each.rule)) for each in found}
    names = {
        kind: titles(kind, [each.subject for each in found if kinds[each.rule] == kind])
        for kind in sorted(set(kinds.values()))
    }
    where = cuts.names("tree", {each.path for each in found}) if found else {}
    return tuple(_row(scope, each, kinds[each.rule], names[kinds[each.rule]], where) for each in found)


def _row(
    scope: Scope, each: Proposal, kind: SubjectKind, names: Mapping[int, str], where: Mapping[str, tuple[int, str]]
) -> Row:
    rule = rule_of(each.rule)
    asks = rule.consequence
    assert asks is not None
    itself = bool(each.itself)  # type: ignore[attr-defined]  # ``visible`` annotates it
    return Row(
        each.pk, rule, asks, kind, each.subject, names.get(each.subject, "已不在册"),
        where.get(each.path, cuts.gone("tree", each.path))[1], each.path, each.due_on, each.proposed_on, each.state,
        each.postponed_to, each.closed_on, access.may_decide(scope, each.path, asks.decides, itself=_concerned(rule) if itself else ()), itself,
    )  # fmt: skip
