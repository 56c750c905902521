"""One run: what waits, its letters, and how a letter looks."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.messaging.queries import letters as queries
from zhendi.web import prints
from zhendi.web.letters.papers import paper
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_TITLES = (
    ("missing", "缺地址"),
    ("ready", "待打印"),
    ("printed", "已打印"),
    ("posted", "已寄出"),
    ("returned", "退回"),
    ("dropped", "不寄了"),
)
_DOTS = 80  # an inch, of the picture


@require_safe
def run(request: Request, letter_run_id: int) -> HttpResponse:
    """The page of a run."""
    row = queries.run(request.scope, letter_run_id)
    state = request.GET.get("state", "")
    state = state if state in dict(_TITLES) else ""
    text = request.GET.get("q", "").strip()[:60]
    page = queries.letters(request.scope, row.id, state=state, text=text, page=number(request.GET.get("page")))
    names = "".join(each.name for each in page.rows)
    return render(
        request,
        "letters/run.html",
        row=row,
        page=page,
        state=state,
        text=text,
        tabs=_tabs(row, state),
        unprintable=prints.missing_characters(names),
        open=row.may_keep and row.dropped_on is None and request.scope.as_of == request.today,
    )


@require_safe
def preview(request: Request, letter_run_id: int) -> HttpResponse:
    """A picture of one letter, with the address hidden."""
    shown = queries.preview(request.scope, letter_run_id, key(request.GET.get("number")))
    answer = HttpResponse(prints.picture("letter", paper(shown), ppi=_DOTS)[0], content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _tabs(row: queries.RunRecord, state: str) -> list[tuple[str, str, int, bool]]:
    """The states that occur, each with its number."""
    found = [("全部", url("letters-run", row.id), sum(row.counts.values()), not state)]
    found += [
        (title, url("letters-run", row.id, state=code), row.counts[code], code == state)
        for code, title in _TITLES
        if row.counts.get(code)
    ]
    return found
