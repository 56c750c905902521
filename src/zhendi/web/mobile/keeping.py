"""Signing in, changing, confirming and ending a movement."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import keeping
from zhendi.domain.mobile.queries import choices
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.domain.people import queries as people
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.mobile import deeds, typing_in
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_WORDS = {"reasons": choices.REASONS, "groups": choices.GROUPS}


@require_safe
def find(request: Request) -> HttpResponse:
    """Whom to sign in: found by name, pinyin or telephone."""
    if not request.scope.may(access.WRITE):
        raise NotVisible("sign in")
    text = request.GET.get("q", "").strip()[:60]
    hits = people.search(request.scope.on(request.today), text) if text else ()
    return render(request, "mobile/find.html", text=text, hits=hits)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request, person_id: int) -> HttpResponse:
    """Enter a member who went away."""
    person = people.record(request.scope.on(request.today), person_id)

    def act(typed: Typed) -> str:
        keeping.sign_in(
            actor=deeds.today_actor(request),
            on=request.today,
            person_id=person_id,
            entry=typing_in.entry(typed),
            told_by=typed.text("told_by"),
        )
        return f"{person.name}已登记外出。"

    return deeds.answer(
        request,
        "mobile/sign_in.html",
        act,
        then=("mobile-of-person", person_id),
        fields=(*typing_in.FIELDS, "told_by"),
        start={"told_by": "branch"},
        person=person,
        told_by=choices.TOLD_BY,
        **_WORDS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, movement_id: int) -> HttpResponse:
    """Put the entry right, or write down that the member moved on."""
    row = deeds.kept_record(request, movement_id)

    def act(typed: Typed) -> str:
        keeping.change(
            actor=deeds.today_actor(request),
            on=request.today,
            movement_id=movement_id,
            entry=typing_in.entry(typed, row),
        )
        return "已更改，旧的留在往来里。"

    return deeds.answer(
        request,
        "mobile/change.html",
        act,
        then=("mobile-member", movement_id),
        fields=typing_in.FIELDS,
        start=typing_in.start(row),
        row=row,
        **_WORDS,
    )


@require_POST
def confirm(request: Request) -> HttpResponse:
    """The entries of those chosen were found true today."""
    typed = Typed(dict(request.POST.lists()))
    many = keeping.confirm(actor=deeds.today_actor(request), on=request.today, movement_ids=_chosen(typed))
    messages.success(request, f"{many} 人的登记核对无误，记到今天。")
    single = typed.many("pick")
    return redirect("mobile-member", single[0]) if typed.text("back") == "one" and single else redirect("mobile")


@require_POST
def classify(request: Request) -> HttpResponse:
    """Reason and group of those chosen; posted again with them it is carried out."""
    typed = Typed(dict(request.POST.lists()))
    chosen = _chosen(typed)
    form = blank()
    if request.POST.get("group") is not None:
        try:
            many = keeping.classify(
                actor=deeds.today_actor(request), on=request.today, movement_ids=chosen, reason=typed.text("reason"),
                group=typed.text("group"),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "reason", "group")
        else:
            messages.success(request, f"{many} 人的原因、类别已改。")
            return redirect("mobile")
    rows = receivers(request.scope.on(request.today), ids=chosen)
    status = REFUSED if form.faulty else 200
    return render(
        request,
        "mobile/classify.html",
        status=status,
        form=form,
        rows=rows,
        reasons=choices.REASONS,
        groups=choices.GROUPS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, movement_id: int) -> HttpResponse:
    """The member came back, or the movement ended otherwise."""
    row = deeds.kept_record(request, movement_id)

    def act(typed: Typed) -> str:
        keeping.end(
            actor=deeds.today_actor(request),
            on=typed.day("on"),
            movement_id=movement_id,
            ended=typed.text("ended"),
            note=typed.text("note"),
        )
        return f"{row.name}的外出已结束，不再要求联系，也不再发短信、信件。"

    return deeds.answer(
        request,
        "mobile/end.html",
        act,
        then=("mobile-member", movement_id),
        fields=("on", "ended", "note"),
        start={"on": request.today, "ended": "returned"},
        row=row,
        endings=choices.ENDINGS,
    )


def _chosen(typed: Typed) -> list[int]:
    chosen = typed.many("pick")
    if not chosen:
        raise Refused("没有选择人。回到清单，勾选后再办。", code="missing")
    return chosen
