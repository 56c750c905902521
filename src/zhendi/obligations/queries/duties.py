"""The way down: duties of a rule by place, then one by one with the subject's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Substr

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope
from zhendi.obligations import access
from zhendi.obligations.models import Obligation, PlacedQuerySet, Status, Waiver
from zhendi.obligations.queries import cuts
from zhendi.obligations.queries.cuts import By, Cut, Step
from zhendi.obligations.queries.titles import titles
from zhendi.policy.load import load
from zhendi.policy.schema import DONE, LACKING, Rule, SubjectKind

SIZE = 50
WORST_FIRST = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(LACKING)),
    default=Value(len(LACKING)),
    output_field=IntegerField(),
)
_GONE = (0, "已撤销的组织")


class Place(NamedTuple):
    """A place one level below (or the place itself, ``own``) with its duties of a rule; ``lacking``: what is not done."""

    organisation_id: int
    name: str
    path: str
    lacking: int
    overdue: int
    met: int
    waived: int
    total: int
    own: bool


class Duty(NamedTuple):
    """One duty of one subject. ``kind`` and ``subject`` say whose page it is done on; ``id`` 0: as of a past day."""

    id: int
    rule: str
    kind: SubjectKind
    subject: int
    title: str
    where: str
    where_id: int
    path: str
    status: str
    period_from: date
    period_to: date | None
    due_on: date | None
    since: date
    total: int
    needed: int
    may_waive: bool
    excuse: str
    excused_until: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of duties."""

    rows: tuple[Duty, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Now:
    """The duties of one rule as they are kept, at and below a place (``past.Then`` for an earlier day)."""

    scope: Scope
    rule: Rule
    path: str
    by: By

    def counts(self) -> Mapping[str, int]:
        """How many stand how."""
        return counts(self.scope, rule=self.rule.id, path=self.path, by=self.by)

    def places(self) -> tuple[Place, ...]:
        """Places one level below."""
        return places(self.scope, rule=self.rule.id, path=self.path, by=self.by)

    def duties(self, *, status: Sequence[str] = (), page: int = 1, size: int = SIZE) -> Page:
        """One by one."""
        return duties(self.scope, rule=self.rule.id, path=self.path, status=status, page=page, size=size, by=self.by)


def rule_of(code: str) -> Rule:
    """A rule by its id; ``NotVisible`` for one that does not exist."""
    try:
        return load().rule(code)
    except KeyError as unknown:
        raise NotVisible(f"rule {code}") from unknown


def kind_of(rule: Rule) -> SubjectKind:
    """What a rule is about."""
    return load().facts[rule.subjects].subject


def way(scope: Scope, path: str, by: By = "tree") -> tuple[Step, ...]:
    """The places from the reader's highest down to ``path``; two queries at most. ``NotVisible`` outside."""
    return cuts.way(scope, by, path)


def places(scope: Scope, *, rule: str, path: str, by: By = "tree") -> tuple[Place, ...]:
    """Places one level below ``path``, worst first; the place itself when duties lie on it. Two queries."""
    where = Cut(by, path)
    found = list(
        _under(scope, rule, where)
        .annotate(place=Substr(where.column, 1, max(where.next_level, len(where.at))))
        .values("place")
        .annotate(
            lacking=Count("pk", filter=Q(status__in=LACKING)),
            late=Count("pk", filter=Q(status=Status.OVERDUE)),
            met=Count("pk", filter=Q(status__in=DONE)),
            waived=Count("pk", filter=Q(status=Status.WAIVED)),
            total=Count("pk"),
        )
        .order_by("-late", "-lacking", "place")
        .values_list("place", "lacking", "late", "met", "waived", "total")
    )
    return named_places(where, found)


def named_places(where: Cut, found: Sequence[tuple[Any, ...]]) -> tuple[Place, ...]:
    """Rows ``place, lacking, overdue, met, waived, total`` with the names of the places; one query."""
    names = cuts.names(where.by, {row[0] for row in found})
    return tuple(
        Place(*names.get(at, cuts.gone(where.by, at)), at, waits, overdue, met, waived, total, at == where.at)
        for at, waits, overdue, met, waived, total in found
    )


def counts(scope: Scope, *, rule: str, path: str, by: By = "tree") -> Mapping[str, int]:
    """How many duties of a rule below a place stand how; one query."""
    rows = _under(scope, rule, Cut(by, path)).values("status").annotate(n=Count("pk")).order_by("status")
    return dict(rows.values_list("status", "n"))


def duties(
    scope: Scope,
    *,
    rule: str = "",
    path: str = "",
    status: Sequence[str] = (),
    page: int = 1,
    size: int = SIZE,
    by: By = "tree",
) -> Page:
    """Duties of a rule below a place, what is overdue first; a page beyond the last is the last. Five queries."""
    rows = _under(scope, rule, Cut(by, path))
    if status:
        rows = rows.filter(status__in=status)
    total = rows.count()
    page, _ = turned_to(page, total, size)
    ordered = rows.annotate(worst=WORST_FIRST).order_by("worst", F("due_on").asc(nulls_last=True), "path", "pk")
    return Page(named(scope, list(ordered[(page - 1) * size : page * size])), total, page, size)


def duties_of(scope: Scope, *, kind: SubjectKind, subject: int) -> tuple[Duty, ...]:
    """All duties of one subject, for the panel on its own page."""
    codes = [rule.id for rule in load().rules() if kind_of(rule) == kind]
    rows = Obligation.objects.visible_to(scope).filter(rule__in=codes, subject=subject)
    return named(
        scope, list(rows.annotate(worst=WORST_FIRST).order_by("worst", F("due_on").asc(nulls_last=True), "pk"))
    )


def duty(scope: Scope, obligation_id: int) -> Duty:
    """One duty; ``NotVisible`` outside the reader's pieces of the tree, and of a rule that is no more."""
    found = Obligation.objects.visible_to(scope).filter(pk=obligation_id).first()
    if found is None:
        raise NotVisible(f"obligation {obligation_id}")
    return named(scope, [found])[0]


def named(scope: Scope, rows: Sequence[Obligation]) -> tuple[Duty, ...]:
    """With names: one query for each kind of subject among them, one for the places, one for waivers where there are."""
    kinds = {row.rule: kind_of(rule_of(row.rule)) for row in rows}
    names = {
        kind: titles(kind, [row.subject for row in rows if kinds[row.rule] == kind])
        for kind in sorted(set(kinds.values()))
    }
    where = orgs.titles_by_path({row.path for row in rows})
    excuses = _excuses([row for row in rows if row.status == Status.WAIVED])
    return tuple(
        Duty(
            row.pk, row.rule, kinds[row.rule], row.subject, names[kinds[row.rule]].get(row.subject, "已不在册"),
            *called(where, row.path), row.path, row.status, row.period_from, row.period_to, row.due_on, row.since,
            row.total, row.needed, access.may_waive(scope, row.path), *excuses.get((row.rule, row.subject), ("", None)),
        )
        for row in rows
    )  # fmt: skip


def called(names: Mapping[str, tuple[int, str]], path: str) -> tuple[str, int]:
    """The name of a place and its organisation."""
    organisation, name = names.get(path, _GONE)
    return name, organisation


def _excuses(rows: Sequence[Obligation]) -> Mapping[tuple[str, int], tuple[str, date | None]]:
    if not rows:
        return {}
    found = Waiver.objects.filter(rule__in={row.rule for row in rows}, subject__in={row.subject for row in rows})
    return {(each.rule, each.subject): (each.reason, each.valid_to) for each in found.order_by("valid_from", "pk")}


def _under(scope: Scope, rule: str, where: Cut) -> PlacedQuerySet:
    """On the tree every status is named, because its index has the place only after rule and status."""
    rows = Obligation.objects.visible_to(scope).filter(where.inside())
    if rule and where.by == "tree":
        rows = rows.filter(status__in=Status.values)
    return rows.filter(rule=rule) if rule else rows
