"""The way down: duties of a rule by place, then one by one with the subject's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.db.models.functions import Substr

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope
from zhendi.obligations import access
from zhendi.obligations.access import STEP
from zhendi.obligations.models import Obligation, PlacedQuerySet, Status
from zhendi.obligations.queries.titles import titles
from zhendi.policy.load import load
from zhendi.policy.schema import Rule, SubjectKind

OPEN = (Status.OVERDUE, Status.DUE_SOON, Status.DUE)
_WORST_FIRST = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(OPEN)),
    default=Value(len(OPEN)),
    output_field=IntegerField(),
)


class Place(NamedTuple):
    """A place one level below with its duties of a rule."""

    organisation_id: int
    name: str
    path: str
    open: int
    overdue: int
    met: int
    waived: int
    total: int


class Duty(NamedTuple):
    """One duty of one subject. ``kind`` and ``subject`` say whose page it is done on."""

    id: int
    rule: str
    kind: SubjectKind
    subject: int
    title: str
    where: str
    path: str
    status: str
    due_on: date | None
    since: date
    total: int
    needed: int
    may_waive: bool


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


def rule_of(code: str) -> Rule:
    """A rule by its id; ``NotVisible`` for one that does not exist."""
    try:
        return load().rule(code)
    except KeyError as unknown:
        raise NotVisible(f"rule {code}") from unknown


def kind_of(rule: Rule) -> SubjectKind:
    """What a rule is about."""
    return load().facts[rule.subjects].subject


def places(scope: Scope, *, rule: str, path: str) -> tuple[Place, ...]:
    """Places one level below ``path``, worst first; the place itself when duties lie on it."""
    length = len(path) + STEP
    rows = (
        _under(scope, rule, path)
        .annotate(place=Substr("path", 1, length))
        .values("place")
        .annotate(
            open=Count("pk", filter=Q(status__in=OPEN)),
            late=Count("pk", filter=Q(status=Status.OVERDUE)),
            met=Count("pk", filter=Q(status__in=(Status.MET, Status.MET_LATE))),
            waived=Count("pk", filter=Q(status=Status.WAIVED)),
            total=Count("pk"),
        )
        .order_by("-late", "-open", "place")
    )
    found = list(rows)
    names = orgs.titles_by_path({row["place"] for row in found})
    return tuple(
        Place(*names[place], place, row["open"], row["late"], row["met"], row["waived"], row["total"])
        for row in found
        if (place := row["place"]) in names
    )


def duties(
    scope: Scope, *, rule: str = "", path: str = "", status: Sequence[str] = (), page: int = 1, size: int = 50
) -> Page:
    """Duties of a rule below a place, what is overdue first; three queries."""
    rows = _under(scope, rule, path)
    if status:
        rows = rows.filter(status__in=status)
    total = rows.count()
    shown = list(
        rows.annotate(worst=_WORST_FIRST).order_by("worst", "due_on", "path", "pk")[(page - 1) * size : page * size]
    )
    return Page(_named(scope, shown), total, page, size)


def duties_of(scope: Scope, *, kind: SubjectKind, subject: int) -> tuple[Duty, ...]:
    """All duties of one subject, for the panel on its own page."""
    codes = [rule.id for rule in load().rules() if kind_of(rule) == kind]
    rows = Obligation.objects.visible_to(scope).filter(rule__in=codes, subject=subject)
    return _named(scope, list(rows.annotate(worst=_WORST_FIRST).order_by("worst", "due_on", "pk")))


def duty(scope: Scope, obligation_id: int) -> Duty:
    """One duty; ``NotVisible`` outside the reader's pieces of the tree."""
    found = Obligation.objects.visible_to(scope).filter(pk=obligation_id).first()
    if found is None:
        raise NotVisible(f"obligation {obligation_id}")
    return _named(scope, [found])[0]


class Group(NamedTuple):
    """Duties of one rule that wait at one place: what the inbox shows as one line."""

    rule: Rule
    path: str
    kind: SubjectKind
    number: int
    overdue: int
    due_on: date | None


def inbox(scope: Scope, *, statuses: Sequence[str] = OPEN) -> tuple[Group, ...]:
    """What waits at the places of the reader's own posts, grouped by rule, the earliest day first."""
    own = {grant.path for grant in scope.grants if grant.may}
    rows = _grouped(Obligation.objects.visible_to(scope).filter(path__in=own, status__in=statuses))
    groups = [Group(rule_of(code), path, kind_of(rule_of(code)), *rest) for code, path, *rest in rows]
    return tuple(sorted(groups, key=lambda each: (each.overdue == 0, each.due_on or date.max, each.rule.id)))


class Late(NamedTuple):
    """Overdue duties of a rule at one place below the reader."""

    rule: Rule
    organisation_id: int
    name: str
    path: str
    kind: SubjectKind
    overdue: int
    due_on: date | None


def overdue_below(scope: Scope, *, limit: int = 200) -> tuple[Late, ...]:
    """What is overdue below the reader's posts, by rule and place, the oldest first."""
    own = {grant.path for grant in scope.grants if grant.may}
    rows = _grouped(Obligation.objects.visible_to(scope).filter(status=Status.OVERDUE).exclude(path__in=own))
    listed = sorted(rows, key=lambda row: (row[4] or date.max, row[0], row[1]))[:limit]
    names = orgs.titles_by_path({row[1] for row in listed})
    return tuple(
        Late(rule_of(code), *names[path], path, kind_of(rule_of(code)), late, due)
        for code, path, _, late, due in listed
        if path in names
    )


def _grouped(rows: PlacedQuerySet) -> list[tuple[Any, ...]]:
    known = {rule.id for rule in load().rules()}
    found = rows.filter(rule__in=known).values("rule", "path")
    counted = found.annotate(n=Count("pk"), late=Count("pk", filter=Q(status=Status.OVERDUE)), due=Min("due_on"))
    return list(counted.order_by("rule", "path").values_list("rule", "path", "n", "late", "due"))


def _under(scope: Scope, rule: str, path: str) -> PlacedQuerySet:
    rows = Obligation.objects.visible_to(scope)
    if rule:
        rows = rows.filter(rule=rule)
    return rows.filter(path__gte=path, path__lt=path + "~") if path else rows


def _named(scope: Scope, rows: Sequence[Obligation]) -> tuple[Duty, ...]:
    """With names: one query for each kind of subject among them and one for the places."""
    kinds = {row.rule: kind_of(rule_of(row.rule)) for row in rows}
    names = {
        kind: titles(kind, [row.subject for row in rows if kinds[row.rule] == kind]) for kind in set(kinds.values())
    }
    where = orgs.titles_by_path({row.path for row in rows})
    return tuple(
        Duty(
            row.pk, row.rule, kinds[row.rule], row.subject, names[kinds[row.rule]].get(row.subject, "已不在册"),
            where.get(row.path, (0, ""))[1], row.path, row.status, row.due_on, row.since, row.total, row.needed,
            access.may_waive(scope, row.path),
        )
        for row in rows
    )  # fmt: skip
