"""What waits for a reader: the inbox of his own posts, and what is overdue below him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, Window
from django.db.models.functions import RowNumber, Substr

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.parameters import load as parameters
from zhendi.kernel.scope import SEE, Scope
from zhendi.obligations import access
from zhendi.obligations.access import STEP
from zhendi.obligations.models import Nudge, Obligation, PlacedQuerySet, Status
from zhendi.obligations.queries import cuts
from zhendi.obligations.queries.duties import WORST_FIRST, Duty, kind_of, named, rule_of
from zhendi.policy.load import load
from zhendi.policy.schema import DONE, OPEN, Clause, Rule, SubjectKind

SHOWN = 3
_REMEMBERED = timedelta(days=30)  # a reminder is shown for so long
_LISTED = 5
_GONE = (0, "已撤销的组织")


class Reminder(NamedTuple):
    """The last reminder from above."""

    on: date
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Duties of one rule that wait at one place: what the inbox shows as one line.

    ``subjects``: how many they are about, of which one may have several (months of messages, say). ``first``: the first
    duties, the worst before the others; ``reminded``: from above.
    """

    clause: Clause
    rule: Rule
    path: str
    where: str
    kind: SubjectKind
    number: int
    subjects: int
    overdue: int
    due_on: date | None
    first: tuple[Duty, ...]
    reminded: Reminder | None

    @property
    def only(self) -> Duty | None:
        """The duty itself where there is only one."""
        return self.first[0] if self.number == 1 and self.first else None


@dataclass(frozen=True, slots=True)
class Sums:
    """How many duties stand how at the reader's own places; ``done``: met since a day; ``missed``: no longer to be caught up."""

    open: int
    overdue: int
    done: int
    waived: int
    missed: int


@dataclass(frozen=True, slots=True)
class LatePlace:
    """Overdue duties of a rule at or below one place below the reader."""

    organisation_id: int
    name: str
    path: str
    overdue: int
    due_on: date | None
    reminded: Reminder | None
    again_on: date | None
    """The first day on which a reminder may be sent again; None: today."""
    may_nudge: bool


@dataclass(frozen=True, slots=True)
class Late:
    """What is overdue below the reader of one rule: the places that miss most, of ``places`` in all."""

    clause: Clause
    rule: Rule
    kind: SubjectKind
    overdue: int
    due_on: date | None
    rows: tuple[LatePlace, ...]
    places: int


def own_places(scope: Scope) -> frozenset[str]:
    """The places of the reader's posts that see something."""
    return frozenset(grant.path for grant in scope.grants if SEE in grant.may)


def sums(scope: Scope, *, since: date) -> Sums:
    """Counts for the inbox's head; one query."""
    found = own(scope).aggregate(
        open=Count("pk", filter=Q(status__in=OPEN)),
        overdue=Count("pk", filter=Q(status=Status.OVERDUE)),
        done=Count("pk", filter=Q(status__in=DONE, since__gte=since)),
        waived=Count("pk", filter=Q(status=Status.WAIVED)),
        missed=Count("pk", filter=Q(status=Status.MISSED)),
    )
    return Sums(**found)


def waiting(scope: Scope, *, show: int = SHOWN) -> tuple[Group, ...]:
    """What waits at the places of the reader's own posts, overdue first, then by the earliest day.

    ``show``: how many duties of each group are given. Four queries, and one for each kind of subject among these.
    """
    return _groups(scope, own(scope, OPEN), show)


def done(scope: Scope, *, since: date) -> tuple[Group, ...]:
    """What has been met there since a day."""
    return _groups(scope, own(scope, DONE).filter(since__gte=since), SHOWN)


def excused(scope: Scope) -> tuple[Group, ...]:
    """What is waived there."""
    return _groups(scope, own(scope, (Status.WAIVED,)), SHOWN)


def missed(scope: Scope) -> tuple[Group, ...]:
    """What was not done there in its period and can no longer be caught up."""
    return _groups(scope, own(scope, (Status.MISSED,)), SHOWN)


def overdue_below(scope: Scope, *, on: date) -> tuple[Late, ...]:
    """What is overdue below the reader's highest post, by rule and place one level below; four queries."""
    place = cuts.home(scope)
    if not place:
        return ()
    size = len(place) + STEP
    late = _known(Obligation.objects.visible_to(scope)).filter(
        status=Status.OVERDUE, path__gt=place, path__lt=place + "~"
    )
    found = late.annotate(place=Substr("path", 1, size)).values("rule", "place")
    counted = found.annotate(n=Count("pk"), due=Min("due_on")).order_by("rule", "-n", "place")
    by_rule: dict[str, list[Any]] = defaultdict(list)
    for row in counted:
        by_rule[row["rule"]].append(row)
    shown = {row["place"] for rows in by_rule.values() for row in rows[:_LISTED]}
    names, sent = orgs.titles_by_path(shown), reminders(by_rule, shown, since=on - _REMEMBERED)
    listed = [_late(scope, rule_of(code), rows, names, sent, on) for code, rows in by_rule.items()]
    return tuple(sorted(listed, key=lambda each: (-each.overdue, each.rule.id)))


def late_places(scope: Scope, *, rule: Rule, paths: Collection[str], on: date) -> Mapping[str, LatePlace]:
    """The overdue duties of one rule at or below each of some places, with its last reminder; three queries."""
    if not paths:
        return {}
    size = len(next(iter(paths)))
    late = Obligation.objects.visible_to(scope).filter(rule=rule.id, status=Status.OVERDUE)
    rows = late.annotate(place=Substr("path", 1, size)).filter(place__in=sorted(paths)).values("place")
    counted = list(rows.annotate(n=Count("pk"), due=Min("due_on")).order_by("place"))
    names, sent = orgs.titles_by_path(paths), reminders([rule.id], paths, since=on - _REMEMBERED)
    return {row["place"]: _place(scope, rule, row, names, sent, on) for row in counted}


Sent = Mapping[tuple[str, str], Reminder]


def reminders(rules: Iterable[str], paths: Collection[str], *, since: date) -> Sent:
    """The last reminder for each rule and place, sent for the place or for one above it; one query."""
    above = {path[:length] for path in paths for length in range(STEP, len(path) + 1, STEP)}
    rows = Nudge.objects.filter(rule__in=sorted(rules), path__in=sorted(above), sent_on__gte=since)
    sent = {(each.rule, each.path): each for each in rows.order_by("sent_on", "pk")}
    found = {}
    for rule, path in {(rule, path) for rule, _ in sent for path in paths}:
        prefixes = (path[:length] for length in range(STEP, len(path) + 1, STEP))
        last = max(
            (sent[rule, each] for each in prefixes if (rule, each) in sent),
            key=lambda each: (each.sent_on, each.pk),
            default=None,
        )
        if last is not None:
            found[rule, path] = Reminder(last.sent_on, last.sent_by, last.note)
    return found


def own(scope: Scope, status: Sequence[str] = Status.values) -> PlacedQuerySet:
    """Duties at the places of the reader's own posts that stand so: by rule, status and place, as the index has them.

    These places lie in the reader's pieces of the tree by what they are; a range beside them would only tempt SQLite
    to read all of it.
    """
    return _known(Obligation.objects.all()).filter(path__in=sorted(own_places(scope)), status__in=status)


def _known(rows: PlacedQuerySet) -> PlacedQuerySet:
    """Without rows of rules that the policy no longer has."""
    return rows.filter(rule__in=[rule.id for rule in load().rules()])


def _groups(scope: Scope, rows: PlacedQuerySet, show: int) -> tuple[Group, ...]:
    found = rows.values("rule", "path").annotate(
        n=Count("pk"),
        subjects=Count("subject", distinct=True),
        late=Count("pk", filter=Q(status=Status.OVERDUE)),
        due=Min("due_on"),
    )
    counted = list(found.order_by("rule", "path"))
    paths = {row["path"] for row in counted}
    names = orgs.titles_by_path(paths)
    sent = reminders({row["rule"] for row in counted}, paths, since=scope.as_of - _REMEMBERED) if counted else {}
    first = _first(scope, rows, show) if counted else {}
    groups = [_group(row, names, sent, first.get((row["rule"], row["path"]), ())) for row in counted]
    return tuple(sorted(groups, key=lambda each: (each.overdue == 0, each.due_on or date.max, each.rule.id, each.path)))


def _first(scope: Scope, rows: PlacedQuerySet, show: int) -> Mapping[tuple[str, str], Sequence[Duty]]:
    """The first duties of each group with the subject's name."""
    order = [WORST_FIRST, F("due_on").asc(nulls_last=True), F("pk").asc()]
    numbered = rows.annotate(number=Window(RowNumber(), partition_by=[F("rule"), F("path")], order_by=order))
    found: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in named(scope, list(numbered.filter(number__lte=show).order_by("rule", "path", "number"))):
        found[duty.rule, duty.path].append(duty)
    return found


def _group(row: Mapping[str, Any], names: Mapping[str, tuple[int, str]], sent: Sent, first: Sequence[Duty]) -> Group:
    rule = rule_of(row["rule"])
    return Group(
        clause_of(rule), rule, row["path"], names.get(row["path"], _GONE)[1], kind_of(rule), row["n"], row["subjects"], row["late"],
        row["due"], tuple(first), sent.get((rule.id, row["path"])),
    )  # fmt: skip


def clause_of(rule: Rule) -> Clause:
    """The clause that a rule stands under."""
    return next(each for each in load().clauses if rule in each.rules)


def _late(
    scope: Scope, rule: Rule, rows: Sequence[Any], names: Mapping[str, tuple[int, str]], sent: Sent, on: date
) -> Late:
    return Late(
        clause_of(rule), rule, kind_of(rule), sum(row["n"] for row in rows), min(row["due"] for row in rows),
        tuple(_place(scope, rule, row, names, sent, on) for row in rows[:_LISTED]), len(rows),
    )  # fmt: skip


def _place(
    scope: Scope, rule: Rule, row: Mapping[str, Any], names: Mapping[str, tuple[int, str]], sent: Sent, on: date
) -> LatePlace:
    path = row["place"]
    last = sent.get((rule.id, path))
    again = last.on + timedelta(days=parameters().integer("nudge.days", on)) if last else None
    return LatePlace(
        *names.get(path, _GONE), path, row["n"], row["due"], last, again if again and again > on else None,
        access.may_nudge(scope, path),
    )  # fmt: skip
