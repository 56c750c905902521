"""Plans on record, for reading: by whom and when, how good, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import KeptPlan, Unit
from zhendi.domain.setup.planner.problem import Limits, Problem, digest
from zhendi.domain.setup.queries.problems import Asked, asked
from zhendi.kernel import progress
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.progress import Step
from zhendi.kernel.scope import Scope

SIZE = 50
WORK = "plan"  # the notes of how far one has come
_GONE = "（已不在册）"


class KeptLine(NamedTuple):
    """A plan in the list. ``gap_per_mille``: at most so far above the best possible, ``None`` while not worked out."""

    id: int
    committee: str
    kept_on: date
    by: str
    state: str
    state_title: str
    limits: Limits
    groups: int
    own: int
    joint: int
    attached: int
    none: int
    gap_per_mille: int | None


class KeptGroup(NamedTuple):
    """A joint branch of a kept plan; units by key and name, ``farthest`` in metres."""

    hub: tuple[int, str]
    units: tuple[tuple[int, str], ...]
    full: int
    members: int
    farthest: int
    by_hand: bool


class KeptRecord(NamedTuple):
    """A kept plan in full. ``cost`` and ``bound`` in person-metres; ``attached``: unit, organisation, metres."""

    line: KeptLine
    committee_id: int
    digest: str
    cost: int | None
    bound: int | None
    groups: tuple[KeptGroup, ...]
    attached: tuple[tuple[tuple[int, str], str, int], ...]
    own: tuple[tuple[int, str], ...]
    none: tuple[tuple[tuple[int, str], str], ...]
    words: tuple[str, ...]
    may_keep: bool


class KeptPage(NamedTuple):
    """A page of the list."""

    rows: tuple[KeptLine, ...]
    total: int
    page: int
    pages: int


def kept(scope: Scope, *, page: int = 1, size: int = SIZE) -> KeptPage:
    """Plans kept up to the reader's day, newest first. Two queries."""
    found = KeptPlan.objects.visible_to(scope).filter(kept_on__lte=scope.as_of)
    total = found.count()
    number, pages = turned_to(page, total, size)
    rows = found.select_related("committee").defer("result").order_by("-kept_on", "-pk")
    return KeptPage(tuple(_line(row) for row in rows[(number - 1) * size : number * size]), total, number, pages)


def kept_plan(scope: Scope, plan_id: int) -> KeptRecord:
    """One plan; ``NotVisible`` when out of sight. Three queries."""
    held = KeptPlan.objects.visible_to(scope).select_related("committee").filter(pk=plan_id).first()
    if held is None:
        raise NotVisible("no such plan")
    said = held.result
    groups = said.get("groups", ())
    keys = {key for group in groups for key in group["units"]}
    keys |= {row[0] for part in ("attached", "none") for row in said.get(part, ())} | set(said.get("own", ()))
    names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    hosts = _hosts({row[1] for row in said.get("attached", ())})
    return KeptRecord(
        _line(held),
        held.committee_id,
        held.digest,
        held.cost,
        held.bound,
        tuple(_group(group, names) for group in groups),
        tuple((_named(unit, names), hosts.get(host, _GONE), metres) for unit, host, metres in said.get("attached", ())),
        tuple(_named(unit, names) for unit in said.get("own", ())),
        tuple((_named(unit, names), missing) for unit, missing in said.get("none", ())),
        tuple(said.get("words", ())),
        scope.allows(WRITE, held.path),
    )


def coming(scope: Scope, plan_id: int) -> Step:
    """How far a plan that is being worked out has come; ``NotVisible`` when out of sight. One query."""
    if not KeptPlan.objects.visible_to(scope).filter(pk=plan_id).exists():
        raise NotVisible("no such plan")
    return progress.of(WORK, plan_id)


def worked_out(scope: Scope, problem: Problem) -> int | None:
    """The latest plan on record for exactly this problem: the same input, hence the same plan. One query."""
    found = KeptPlan.objects.visible_to(scope).filter(state=KeptPlan.State.DONE, digest=digest(problem))
    return found.order_by("-pk").values_list("pk", flat=True).first()


def ordered(scope: Scope, committee_id: int, limits: Limits) -> Asked:
    """What the planner is asked for a committee's plan: its own register where it keeps one, else all that it sees."""
    keeps = Unit.objects.as_of(scope.as_of).visible_to(scope).filter(township=committee_id).exists()
    return asked(scope, limits, township=committee_id if keeps else None)


def _line(row: KeptPlan) -> KeptLine:
    return KeptLine(
        row.pk, row.committee.short_name or row.committee.full_name, row.kept_on, row.by, row.state,
        str(KeptPlan.State(row.state).label), Limits(**row.limits), row.groups, row.own, row.joint, row.attached,
        row.none, _gap(row.cost, row.bound),
    )  # fmt: skip


def _gap(cost: int | None, bound: int | None) -> int | None:
    if cost is None or bound is None:
        return None
    return 0 if cost <= bound else -(-(cost - bound) * 1000 // max(bound, 1))


def _group(said: Mapping[str, object], names: Mapping[int, str]) -> KeptGroup:
    hub, units = said["hub"], said["units"]
    assert isinstance(hub, int)
    assert isinstance(units, list)
    return KeptGroup(
        _named(hub, names), tuple(_named(unit, names) for unit in units), _number(said["full"]),
        _number(said["members"]), _number(said["farthest"]), bool(said["by_hand"]),
    )  # fmt: skip


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _named(unit: int, names: Mapping[int, str]) -> tuple[int, str]:
    return unit, names.get(unit, _GONE)


def _hosts(keys: set[int]) -> dict[int, str]:
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "short_name", "full_name") if keys else ()
    return {pk: short or full for pk, short, full in rows}
