"""Forms by which the end of organisations is entered afterwards: others merged into this one, this one dissolved."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.access import WRITE
from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.queries import Line, Record
from zhendi.domain.people import queries as people
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, organisation_id: int) -> HttpResponse:
    """Enter that others went up in this one."""
    row = deeds.subject(request, organisation_id, deeds.MERGE)
    beside = [line for line in _beside(request, row) if kind(line.kind).level == kind(row.kind).level]
    figures = people.counts(request.scope.on(request.today), [line.id for line in beside])

    none = people.Figures()

    def act(typed: Typed) -> str:
        sources = typed.many("sources")
        deeds.correct(request, typed, deeds.MERGE, row, "生效日期", source_ids=sources)
        moved = sum(figures.get(source, none).total for source in sources)
        return f"已更正登记：{len(sources)} 个组织并入“{row.called}”，{moved} 名党员过来。"

    options = [(line.id, f"{line.called}（党员 {figures.get(line.id, none).total} 人）") for line in beside]
    return deeds.answer(request, row, deeds.MERGE, act, fields=("sources",), options=options)


@require_http_methods(["GET", "HEAD", "POST"])
def dissolve(request: Request, organisation_id: int) -> HttpResponse:
    """Enter that this one ended."""
    row = deeds.subject(request, organisation_id, deeds.DISSOLVE)
    members = people.counts(request.scope.on(request.today), [row.id]).get(row.id, people.Figures()).total

    def act(typed: Typed) -> str:
        successor = typed.chosen("successor", "接收组织") if typed.text("successor") else None
        deeds.correct(request, typed, deeds.DISSOLVE, row, "生效日期", successor_id=successor)
        return f"已更正登记：“{row.called}”撤销{f'，{members} 名党员转到接收组织' if members else ''}。"

    options = [(line.id, line.called) for line in _successors(request, row)]
    return deeds.answer(request, row, deeds.DISSOLVE, act, fields=("successor",), options=options, members=members)


def _beside(request: Request, row: Record) -> tuple[Line, ...]:
    return queries.siblings(request.scope.on(request.today), row.id, row.parent_id)


def _successors(request: Request, row: Record) -> list[Line]:
    return [
        line
        for line in queries.beneath(request.scope.on(request.today), WRITE)
        if kind(line.kind).may("hold_relation") and not line.path.startswith(row.path_today)
    ]
