"""The words of letters: what is in force at a place, and an organisation's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.operations.letters import wording as operations
from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.messaging.queries.letters import WordRow
from zhendi.domain.mobile.queries.choices import GROUPS
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Grant
from zhendi.web.letters.acting import acting
from zhendi.web.letters.choices import festival_options
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The words in force where the reader stands."""
    home = _home(request)
    rows = queries.wordings(request.scope, home.path)
    return render(
        request,
        "letters/words.html",
        rows=[(_title(request, row), row) for row in rows],
        place=home.organisation_name,
        may_write=request.scope.allows(WRITE, home.path),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, part: str, code: str) -> HttpResponse:
    """The reader's organisation takes words of its own."""
    home = _home(request)
    row = next(
        (each for each in queries.wordings(request.scope, home.path) if (each.part, each.code) == (part, code)), None
    )
    if row is None or not request.scope.allows(WRITE, home.path):
        raise NotVisible("words")
    form = blank(body=row.body)
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            operations.word(
                actor=acting(request),
                on=request.today,
                organisation_id=home.organisation_id,
                part=part,
                code=code,
                body=typed.text("body"),
            )
        except Refused as refused:
            form = kept(request, refused, "body")
        else:
            messages.success(request, "文字已保存，以后新做的信用它。")
            return redirect("letters-words")
    status = REFUSED if form.faulty else 200
    return render(
        request,
        "letters/word.html",
        status=status,
        form=form,
        row=row,
        title=_title(request, row),
        place=home.organisation_name,
    )


def _home(request: Request) -> Grant:
    home = request.scope.home
    if home is None or not request.scope.may(SEE):
        raise NotVisible("words")
    return home


def _title(request: Request, row: WordRow) -> str:
    if row.part == "group":
        return dict(GROUPS).get(row.code, row.code)
    return dict(festival_options(request.today)).get(row.code, "其他节日")
