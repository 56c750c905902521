"""The set-up plans: for every blank the three ways, the small ones grouped, and what if the numbers were others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.setup import queries
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.queries import bonds, kept_plans, plans
from zhendi.domain.setup.queries.plans import Planning
from zhendi.kernel.paging import turned_to
from zhendi.web.orgs.typed import number
from zhendi.web.setup import asked, trying
from zhendi.web.setup.away import away
from zhendi.web.setup.trying import Trial
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

VIEWS = (("", "联合和挂靠"), ("blanks", "每个空白"), ("bonds", "人为约定"), ("away", "流动党员"))
WAYS = (("", "全部"), ("own", "单独"), ("joint", "联合"), ("attached", "挂靠"), ("none", "还缺条件"))
SIZE = 50


class Outcome(NamedTuple):
    """What a plan would come to. ``covered``: units with an organisation once it were carried out, of ``due``."""

    covered: int
    due: int
    own: int
    groups: int
    joint: int
    attached: int
    none: int


@require_safe
def index(request: Request) -> HttpResponse:
    """A plan by the county's numbers, or by those tried in the address; nothing is written."""
    asked.require_seeing(request)
    trial = trying.trial(request)
    found = plans.planning(request.scope, trial.limits, township=trial.township)
    view = request.GET.get("view", "") if request.GET.get("view") in dict(VIEWS) else ""
    due = _due(request, trial)
    may_keep = request.scope.may(WRITE) and request.scope.as_of == request.today
    return render(
        request,
        "setup/plans.html",
        plan=found,
        view=view,
        views=VIEWS,
        now=outcome(found, due),
        usual=_usual(request, trial, due) if trial.tried else None,
        gap=percent(found.gap_per_mille),
        limits=trial.limits,
        may_keep=may_keep,
        tried=trial.tried,
        asked=trial.asked,
        narrowed=trial.narrowed,
        townships=queries.townships(request.scope),
        offers=trying,
        bonds=bonds.bonds(request.scope),
        worked_out=None if found.searched else kept_plans.worked_out(request.scope, found.problem),
        away=away(request.scope) if view == "away" else None,
        **_rows(request, found, view),
    )


def outcome(found: Planning, due: int) -> Outcome:
    """The plan as figures."""
    own, joint, attached, none = (found.count(way) for way in ("own", "joint", "attached", "none"))
    return Outcome(due - none, due, own, len(found.joint), joint, attached, none)


def percent(per_mille: int | None) -> str:
    """Thousandths as per cent with one decimal; "" for none."""
    return "" if per_mille is None else f"{per_mille / 10:.1f}"


def _usual(request: Request, trial: Trial, due: int) -> Outcome:
    return outcome(plans.planning(request.scope, trial.usual, township=trial.township), due)


def _due(request: Request, trial: Trial) -> int:
    """Units that ought to have an organisation, in the register that is planned."""
    if trial.township is None:
        return queries.figures(request.scope)[0].due
    return sum(each.due for each in queries.by_township(request.scope) if each.key == str(trial.township))


def _rows(request: Request, found: Planning, view: str) -> dict[str, Any]:
    """The rows of the view, a page at a time; of the blanks those for which the way in the address is best."""
    way = request.GET.get("way", "") if request.GET.get("way") in dict(WAYS) else ""
    text = request.GET.get("q", "").strip()[:60]
    rows: Sequence[object] = found.joint
    if view == "blanks":
        rows = [r for r in found.blanks if (not way or r.verdict.way == way) and text in r.unit.name]
    page, pages = turned_to(number(request.GET.get("page")), len(rows), SIZE)
    start = (page - 1) * SIZE
    counts = {code: found.count(code) if code else len(found.blanks) for code, _ in WAYS}
    return {
        "rows": rows[start : start + SIZE], "total": len(rows), "page": page, "pages": pages, "way": way, "q": text,
        "ways": [(words, code, counts[code], code == way) for code, words in WAYS],
    }  # fmt: skip
