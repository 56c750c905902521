"""The set-up plans: for every blank the three ways, the small ones grouped, and what if the numbers were others."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.setup import queries
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.planner.problem import Limits
from zhendi.domain.setup.queries import plans
from zhendi.domain.setup.queries.plans import usual_limits
from zhendi.web.orgs.typed import key
from zhendi.web.setup import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

WORDS = ("radius", "full", "units", "across", "township")
KILOMETRES = tuple((str(each), f"{each} 公里内") for each in (1, 2, 3, 5, 8, 10, 15))
UNITS = tuple((str(each), f"最多 {each} 个单位") for each in (2, 3, 4, 5))
FULL = tuple((str(each), f"至少 {each} 名正式党员") for each in (3, 4, 5))
ACROSS = (("no", "不跨乡镇"), ("yes", "可以跨乡镇"))


@require_safe
def index(request: Request) -> HttpResponse:
    """A plan by the county's numbers, or by those tried in the address; nothing is written."""
    asked.require_seeing(request)
    usual = usual_limits(request.scope.as_of)
    limits = _limits(request, usual)
    found = plans.planning(request.scope, limits, township=key(request.GET.get("township")))
    return render(
        request,
        "setup/plans.html",
        plan=found,
        counts={way: found.count(way) for way in ("own", "joint", "attached", "none")},
        gap=_percent(found.gap_per_mille),
        limits=limits,
        may_keep=request.scope.may(WRITE) and request.scope.as_of == request.today,
        tried=limits != usual,
        asked={word: request.GET.get(word, "") for word in WORDS},
        narrowed=any(request.GET.get(word) for word in WORDS),
        townships=queries.townships(request.scope),
        kilometres=KILOMETRES,
        most_units=UNITS,
        least_full=FULL,
        across=ACROSS,
    )


def _limits(request: HttpRequest, usual: Limits) -> Limits:
    """The usual limits with those of the address in their place; what is not offered is left aside."""
    said = request.GET
    return replace(
        usual,
        radius=_offered(said.get("radius"), KILOMETRES) * 1000 or usual.radius,
        minimum_full=max(_offered(said.get("full"), FULL), usual.minimum_full),
        maximum_units=min(_offered(said.get("units"), UNITS) or usual.maximum_units, usual.maximum_units),
        across_townships=said.get("across", "") == "yes" or (said.get("across") != "no" and usual.across_townships),
    )


def _offered(said: str | None, options: tuple[tuple[str, str], ...]) -> int:
    return int(said) if said and said in dict(options) else 0


def _percent(per_mille: int | None) -> str:
    return "" if per_mille is None else f"{per_mille / 10:.1f}"
