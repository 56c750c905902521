"""Forms of coverage: by which organisation, why not, who is named for the work and has been there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.setup import queries
from zhendi.domain.setup.operations import covering, excusing, visiting
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup import choices, deeds
from zhendi.web.setup.deeds import Deed
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def cover(request: Request, unit_id: int) -> HttpResponse:
    """Say which organisation covers the unit, and in which form."""
    row = deeds.subject(request, unit_id, deeds.COVER)

    def act(typed: Typed) -> str:
        covering.cover(
            actor=deeds.today_actor(request),
            on=typed.day("on"),
            unit_id=row.id,
            form=typed.text("form"),
            organisation_id=choices.chosen(request, typed),
        )
        return f"“{row.line.name}”的覆盖已登记。"

    return deeds.answer(
        request,
        row,
        deeds.COVER,
        act,
        fields=("form", "organisation", "organisation_name"),
        forms=queries.forms(),
        options=choices.organisations(request, row),
    )


@require_http_methods(_METHODS)
def uncover(request: Request, unit_id: int) -> HttpResponse:
    """End the coverage."""
    return _reasoned(request, unit_id, deeds.UNCOVER, covering.uncover, "覆盖已解除，这个单位现在是空白。")


@require_http_methods(_METHODS)
def exempt(request: Request, unit_id: int) -> HttpResponse:
    """Free it of the duty."""
    return _reasoned(request, unit_id, deeds.EXEMPT, excusing.exempt, "已登记免建。")


@require_http_methods(_METHODS)
def excuse(request: Request, unit_id: int) -> HttpResponse:
    """Say why it is a blank."""
    return _reasoned(request, unit_id, deeds.EXCUSE, excusing.excuse, "空白原因已登记，期限不变。")


@require_http_methods(_METHODS)
def resume(request: Request, unit_id: int) -> HttpResponse:
    """Let it be due again."""
    row = deeds.subject(request, unit_id, deeds.RESUME)

    def act(typed: Typed) -> str:
        excusing.resume(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id)
        return "已恢复应建，期限从这一天重新算。"

    return deeds.answer(request, row, deeds.RESUME, act)


@require_http_methods(_METHODS)
def liaison(request: Request, unit_id: int) -> HttpResponse:
    """Name the liaison."""
    row = deeds.subject(request, unit_id, deeds.LIAISON)

    def act(typed: Typed) -> str:
        visiting.assign(
            actor=deeds.today_actor(request),
            on=typed.day("on"),
            unit_id=row.id,
            name=typed.text("name"),
            organisation_id=choices.chosen(request, typed),
        )
        return f"{typed.text('name')}已是“{row.line.name}”的联络员。"

    return deeds.answer(
        request,
        row,
        deeds.LIAISON,
        act,
        fields=("name", "organisation", "organisation_name"),
        options=choices.organisations(request, row),
    )


@require_http_methods(_METHODS)
def visit(request: Request, unit_id: int) -> HttpResponse:
    """Record a visit."""
    row = deeds.subject(request, unit_id, deeds.VISIT)

    def act(typed: Typed) -> str:
        visiting.visit(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id, note=typed.text("note"))
        return "走访已记下。"

    return deeds.answer(request, row, deeds.VISIT, act, fields=("note",))


def _reasoned(request: Request, unit_id: int, deed: Deed, operation: Callable[..., None], said: str) -> HttpResponse:
    """A deed that takes a day and a reason."""
    row = deeds.subject(request, unit_id, deed)

    def act(typed: Typed) -> str:
        operation(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id, reason=typed.text("reason"))
        return said

    return deeds.answer(request, row, deed, act, fields=("reason",), start={"reason": row.blank_reason})
