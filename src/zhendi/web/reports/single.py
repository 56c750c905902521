"""The report of one branch: its figures, filing it, printing it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.mobile.operations import reports as operations
from zhendi.domain.mobile.queries import reports as queries
from zhendi.kernel.errors import Refused
from zhendi.web.prints import answer, pdf
from zhendi.web.reports import asked
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, organisation_id: int) -> HttpResponse:
    """The figures now, those that were filed, and the form to file them."""
    half = asked.half(request)
    row = queries.report(request.scope, organisation_id, half)
    form = blank(remark=row.remark)
    if request.method == "POST":
        try:
            operations.file(
                actor=replace(request.actor, scope=request.scope.on(request.today)), on=request.today,
                organisation_id=organisation_id, remark=request.POST.get("remark", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "remark")
        else:
            messages.success(request, f"{half.name}的报告已报出。")
            return redirect("report", organisation_id)
    return render(
        request, "reports/report.html", status=REFUSED if form.faulty else 200, row=row, form=form,
        columns=queries.columns(), halves=queries.halves(request.scope),
        may_file=row.may_file and request.scope.as_of == request.today,
    )  # fmt: skip


@require_safe
def printed(request: Request, organisation_id: int) -> HttpResponse:
    """The report as a PDF: the figures that were filed, or those of now where nothing is filed yet."""
    row = queries.report(request.scope, organisation_id, asked.half(request))
    figures = row.filed or row.figures
    data = {
        "title": f"{row.half.name}流动党员情况报告", "unit": row.name, "columns": [title for _, title in queries.columns()],
        "rows": [[figures.get(word, 0) for word, _ in queries.columns()]], "total": [], "remark": row.remark,
        "date": row.filed_on or request.today, "single": True, "filed": row.filed_on is not None,
    }  # fmt: skip
    return answer(pdf("half_year", data), f"{row.name}{row.half.name}流动党员情况报告.pdf")
