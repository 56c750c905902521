"""Tellers: paper counted twice, shares put in, the box opened, the result confirmed or declared void."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.counting.choices import ANSWERS, WRITTEN
from zhendi.domain.ballots.operations import counts, sheets
from zhendi.domain.ballots.queries import rolls, votes
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.ballots.words import ANSWER_TITLES, bars, needed
from zhendi.web.orgs.typed import key
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_safe
def page(request: Request, vote_id: int) -> HttpResponse:
    """What is still needed before the box may be opened."""
    return _page(request, vote_id, Form())


@require_POST
def recover(request: Request, vote_id: int, batch_id: int) -> HttpResponse:
    """Sheets that came back."""
    try:
        sheets.recover(
            actor=request.actor, on=request.today, batch_id=batch_id, number=_whole(request, "recovered", "收回的张数")
        )
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, recovered="number"))
    return redirect("vote-tally", vote_id)


@require_POST
def enter(request: Request, vote_id: int, batch_id: int) -> HttpResponse:
    """One teller's count of a batch."""
    found = votes.record(request.scope, vote_id)
    names = [str(each.number) for each in found.candidates] or list(ANSWERS)
    try:
        given = {name: _whole(request, f"votes-{name}", "票数") for name in names}
        if written := request.POST.get("written", "").strip():
            given[f"{WRITTEN}{written[:60]}"] = _whole(request, "written_votes", "另选他人的票数")
        agreed = sheets.enter(
            actor=request.actor, on=request.today, batch_id=batch_id, teller_id=key(request.POST.get("teller")) or 0,
            votes=given, void=_whole(request, "void", "废票"),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused))
    messages.success(request, "两名监票人的计数一致。" if agreed else "已录入，等另一名监票人独立录入。")
    return redirect("vote-tally", vote_id)


@require_POST
@sensitive_post_parameters("share")
def share(request: Request, vote_id: int) -> HttpResponse:
    """A teller puts the own share in."""
    try:
        missing = counts.put_share(
            actor=request.actor, on=request.today, vote_id=vote_id, teller_id=key(request.POST.get("teller")) or 0,
            text=request.POST.get("share", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, vote_id, Form(errors={"share": refused.message}))  # a share is not shown again
    messages.success(request, f"还要 {missing} 名监票人。" if missing else "钥匙齐了，可以开箱。")
    return redirect("vote-tally", vote_id)


@require_POST
def count(request: Request, vote_id: int) -> HttpResponse:
    """Open the box and count."""
    try:
        counts.count(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused))
    return redirect("vote-tally", vote_id)


@require_POST
def recount(request: Request, vote_id: int) -> HttpResponse:
    """Count again."""
    try:
        same = counts.recount(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused))
    messages.success(request, "重新计票，与原结果一致。") if same else messages.error(
        request, "重新计票，与原结果不一致。"
    )
    return redirect("vote-tally", vote_id)


@require_POST
def confirm(request: Request, vote_id: int) -> HttpResponse:
    """The result stands."""
    try:
        counts.confirm(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused))
    messages.success(request, "结果生效。")
    return redirect("vote", vote_id)


@require_POST
def annul(request: Request, vote_id: int) -> HttpResponse:
    """Declare the vote void, with the reason."""
    try:
        counts.annul(actor=request.actor, on=request.today, vote_id=vote_id, reason=request.POST.get("reason", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已宣布无效。")
    return redirect("vote", vote_id)


@require_POST
def answer(request: Request, complaint_id: int) -> HttpResponse:
    """Answer an objection."""
    vote_id = key(request.POST.get("vote")) or 0
    try:
        counts.answer(
            actor=request.actor, on=request.today, complaint_id=complaint_id, text=request.POST.get("answer", "")
        )
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("vote-tally", vote_id) if vote_id else redirect("votes")


def _page(request: Request, vote_id: int, form: Form) -> HttpResponse:
    found = votes.record(request.scope, vote_id)
    if not found.may_hold:
        raise NotVisible("vote")
    return render(
        request, "ballots/tally.html", status=REFUSED if form.faulty else 200, vote=found, form=form, bars=bars(found),
        sheets=rolls.sheets(request.scope, vote_id), given=sum(each.given for each in found.tellers),
        options=[(str(each.number), each.name) for each in found.candidates] or list(ANSWER_TITLES.items()),
        needed=needed(found.result) if found.result else "",
        past_complaints=found.complaints_until is not None and request.today > found.complaints_until,
    )  # fmt: skip


def _whole(request: Request, name: str, words: str) -> int:
    text = request.POST.get(name, "").strip()
    if not text.isdecimal() or len(text) > 6:
        raise Refused(f"{words}要填一个数，没有就填 0。", code="number", field=name)
    return int(text)
