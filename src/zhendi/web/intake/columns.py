"""What the columns of a file were taken to mean, to be put right by choosing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.intake import operations, queries
from zhendi.intake.queries import FileRow, Meaning, RunDetail
from zhendi.kernel.errors import Refused
from zhendi.web.intake.doors import above, for_intake
from zhendi.web.intake.upload import begin
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_COLUMN = "column-"


class Option(NamedTuple):
    """What a column may mean."""

    code: str
    title: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def columns(request: Request, run_id: int, file_id: int) -> HttpResponseBase:
    """The columns by sheet; a correction is remembered for sheets with the same headings, and all is checked again."""
    detail = queries.run(request.scope, run_id)
    file = next((each for each in detail.files if each.id == file_id), None)
    if file is None:
        raise Http404("file")
    if request.method != "POST":
        return _page(request, detail, file)
    sheet, chosen = request.POST.get("sheet", ""), _chosen(request.POST.items())
    try:
        operations.correct_mapping(
            actor=request.actor, on=request.today, run_id=run_id, file_id=file_id, sheet=sheet, columns=chosen
        )
        begin(request, run_id)
    except Refused as refused:
        return _page(request, detail, file, form=above(request, refused), sheet=sheet, chosen=chosen)
    messages.success(request, f"“{sheet}”的列对应已记住，以后同样的表头照此读。正在重新检查。")
    return redirect("intake-run", run_id)


def _page(
    request: Request,
    detail: RunDetail,
    file: FileRow,
    *,
    form: Form | None = None,
    sheet: str = "",
    chosen: Mapping[str, str] | None = None,
) -> HttpResponse:
    return render(
        request,
        "intake/columns.html",
        status=REFUSED if form and form.faulty else 200,
        run=detail,
        file=file,
        sheets=queries.mappings(request.scope, detail.row.id, file.id),
        options=_options(queries.meanings()),
        form=form or blank(),
        wrong_sheet=sheet,
        chosen=chosen or {},
    )


def _chosen(items: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {name.removeprefix(_COLUMN): str(value) for name, value in items if name.startswith(_COLUMN)}


def _options(meanings: Iterable[Meaning]) -> tuple[Option, ...]:
    """Each meaning once, by its title."""
    titles = {meaning.code: meaning.title for meaning in meanings}
    return tuple(Option(code, title) for code, title in titles.items())
