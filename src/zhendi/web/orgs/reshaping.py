"""Forms by which an organisation becomes another: name, kind, parent, ground."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.access import WRITE
from zhendi.domain.orgs.kinds import kind, kinds
from zhendi.domain.orgs.operations import reshaping
from zhendi.domain.orgs.queries import Line, Record
from zhendi.domain.people.operations import reorganise
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, organisation_id: int) -> HttpResponse:
    """Another name."""
    row = deeds.subject(request, organisation_id, deeds.RENAME)

    def act(typed: Typed) -> str:
        reshaping.rename(
            actor=deeds.today_actor(request),
            on=typed.day("on", "生效日期"),
            organisation_id=row.id,
            full_name=typed.text("full_name"),
            short_name=typed.text("short_name"),
            approval=typed.approval(),
        )
        return f"已更名为“{typed.text('full_name')}”。"

    return deeds.answer(
        request,
        row,
        deeds.RENAME,
        act,
        fields=("full_name", "short_name"),
        start={"full_name": row.full_name, "short_name": row.short_name},
        endings=kind(row.kind).endings,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reclassify(request: Request, organisation_id: int) -> HttpResponse:
    """Enter another kind, with the name that goes with it and a first branch for the members where they need one."""
    row = deeds.subject(request, organisation_id, deeds.RECLASSIFY)

    def act(typed: Typed) -> str:
        first = reorganise.Branch(typed.text("first_branch"), typed.text("first_branch_short"))
        name = reorganise.Branch(typed.text("full_name"), typed.text("short_name"))
        words = {"kind": typed.text("kind"), "name": name, "first_branch": first if first.full_name else None}
        deeds.correct(request, typed, deeds.RECLASSIFY, row, "生效日期", **words)
        return f"已更正登记：改设为{kind(typed.text('kind')).title}“{typed.text('full_name')}”。"

    return deeds.answer(
        request,
        row,
        deeds.RECLASSIFY,
        act,
        fields=("kind", "full_name", "short_name", "first_branch"),
        start={"full_name": row.full_name, "short_name": row.short_name},
        kinds=[(each.code, each.title) for each in kinds().values() if each.code != row.kind and each.level != "group"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, organisation_id: int) -> HttpResponse:
    """Another parent."""
    row = deeds.subject(request, organisation_id, deeds.MOVE)
    parents = {line.id: line for line in _parents(request, row)}

    def act(typed: Typed) -> str:
        parent = typed.chosen("parent", "新的上级")
        reshaping.move(
            actor=deeds.today_actor(request),
            on=typed.day("on", "生效日期"),
            organisation_id=row.id,
            parent_id=parent,
            approval=typed.approval(),
        )
        return f"“{row.called}”已改隶“{parents[parent].called if parent in parents else '新的上级'}”。"

    options = [(line.id, line.called) for line in parents.values() if line.id != row.parent_id]
    return deeds.answer(request, row, deeds.MOVE, act, fields=("parent",), options=options)


@require_http_methods(["GET", "HEAD", "POST"])
def relocate(request: Request, organisation_id: int) -> HttpResponse:
    """Another division."""
    row = deeds.subject(request, organisation_id, deeds.RELOCATE)

    def act(typed: Typed) -> str:
        reshaping.relocate(
            actor=deeds.today_actor(request),
            on=typed.day("on", "生效日期"),
            organisation_id=row.id,
            division_code=typed.text("division_code"),
        )
        return f"“{row.called}”的所在区划已变更。"

    start = {"division_code": row.division_code}
    return deeds.answer(request, row, deeds.RELOCATE, act, fields=("division_code",), start=start)


def _parents(request: Request, row: Record) -> list[Line]:
    """Where the organisation may be put: of a fitting kind, not itself, not below itself."""
    return [
        line
        for line in queries.beneath(request.scope.on(request.today), WRITE)
        if kind(row.kind).fits_below(kind(line.kind)) and not line.path.startswith(row.path_today)
    ]
