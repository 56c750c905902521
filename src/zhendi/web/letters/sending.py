"""Printing a run and noting that it was posted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.messaging.operations.letters import posting
from zhendi.domain.messaging.queries import letters as queries
from zhendi.kernel.errors import Refused
from zhendi.web import prints
from zhendi.web.letters import joint, word
from zhendi.web.letters.acting import acting, kept_run
from zhendi.web.letters.papers import paper
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_POST
def printing(request: Request, letter_run_id: int) -> HttpResponse:
    """All letters that wait, as one PDF or one Word file; that they were printed is written down."""
    row = kept_run(request, letter_run_id)
    form = request.POST.get("form", "")
    actor = acting(request)
    try:
        posting.printed(
            actor=actor, on=request.today, run_id=row.id, form=form, wanted=joint.wanted(actor.scope, row.id)
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("letters-run", row.id)
    given = queries.sheets(actor.scope, row.id)
    if form == "word":
        answer = HttpResponse(word.document(given), content_type=word.CONTENT_TYPE)
        answer["Content-Disposition"] = (
            content_disposition_header(as_attachment=True, filename=f"{row.title}.docx") or ""
        )
        return answer
    return prints.answer(prints.pdf("letter", paper(given)), f"{row.title}.pdf", download=True)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: Request, letter_run_id: int) -> HttpResponse:
    """Note that the printed letters were posted on a day."""
    row = kept_run(request, letter_run_id)
    form = blank(posted_on=request.today.isoformat())
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            sent = joint.post(
                actor=acting(request),
                on=request.today,
                run_id=row.id,
                posted_on=typed.day("posted_on", "寄出日期"),
                besides=typed.many("besides"),
            )
        except Refused as refused:
            form = kept(request, refused, "posted_on")
        else:
            messages.success(request, f"已登记寄出{sent}封，{sent}人的信件联系已记上。")
            return redirect("letters-run", row.id)
    page = queries.letters(request.scope, row.id, state="printed")
    return render(request, "letters/post.html", status=REFUSED if form.faulty else 200, form=form, row=row, page=page)
