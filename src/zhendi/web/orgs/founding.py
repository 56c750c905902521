"""Forms by which organisations come to be: founded below one, split off one."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs.kinds import kind, kinds
from zhendi.domain.orgs.operations import founding
from zhendi.domain.orgs.queries import Record
from zhendi.domain.people import queries as people
from zhendi.domain.people.operations import reorganise
from zhendi.kernel import parameters
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request

_NAMES = ("full_name", "short_name", "kind", "division_code")
_MOST = 500  # members that one form lists


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request, organisation_id: int) -> HttpResponse:
    """Set up a Party group in this branch."""
    row = deeds.subject(request, organisation_id, deeds.GROUP)

    def act(typed: Typed) -> str:
        founding.found(
            actor=deeds.today_actor(request),
            on=typed.day("on", "成立日期"),
            parent_id=row.id,
            full_name=typed.text("full_name"),
            short_name=typed.text("short_name"),
            kind=deeds.GROUP_LEVEL,
            division_code=row.division_code,
            approval=typed.approval(),
        )
        return f"“{typed.text('short_name') or typed.text('full_name')}”已设立。"

    return deeds.answer(request, row, deeds.GROUP, act, fields=("full_name", "short_name"))


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Request, organisation_id: int) -> HttpResponse:
    """Enter an organisation that was founded below this one long ago."""
    row = deeds.subject(request, organisation_id, deeds.FOUND)

    def act(typed: Typed) -> str:
        name = reorganise.Branch(typed.text("full_name"), typed.text("short_name"))
        words = {"name": name, "kind": typed.text("kind"), "division_code": typed.text("division_code")}
        deeds.correct(request, typed, deeds.FOUND, row, "成立日期", **words)
        return f"“{name.short_name or name.full_name}”已更正登记。"

    return deeds.answer(
        request,
        row,
        deeds.FOUND,
        act,
        fields=_NAMES,
        start={"division_code": row.division_code},
        kinds=[(each.code, each.title) for each in deeds.kinds_below(row.kind)],
        endings=[(each.title, each.endings) for each in deeds.kinds_below(row.kind)],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, organisation_id: int) -> HttpResponse:
    """Enter an organisation that came out of this one long ago, with some of its members."""
    row = deeds.subject(request, organisation_id, deeds.SPLIT)

    def act(typed: Typed) -> str:
        chosen, name = typed.many("persons"), reorganise.Branch(typed.text("full_name"), typed.text("short_name"))
        words = {"name": name, "kind": typed.text("kind"), "person_ids": chosen}
        deeds.correct(request, typed, deeds.SPLIT, row, "生效日期", **words)
        return f"已更正登记：从“{row.called}”分设“{name.short_name or name.full_name}”，{len(chosen)} 名党员过去。"

    level = kind(row.kind).level
    return deeds.answer(
        request,
        row,
        deeds.SPLIT,
        act,
        fields=("full_name", "short_name", "kind", "persons"),
        start={"kind": row.kind},
        kinds=[(each.code, each.title) for each in kinds().values() if each.level == level],
        members=_members(request, row),
        needed=parameters.load().at(reorganise.MINIMUM, request.today),
    )


def _members(request: Request, row: Record) -> list[tuple[int, str]]:
    """Members of the organisation itself, for choosing."""
    scope = request.scope.on(request.today)
    page = people.listing(scope, people.Filters(under=row.id), size=_MOST)
    return [
        (each.person_id, f"{each.name}，{each.standing_title}") for each in page.rows if each.organisation_id == row.id
    ]
