"""The secretary gives out a personal link: shown once, as an address and as a picture to scan."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.people import queries
from zhendi.domain.people.access import recovery
from zhendi.domain.people.operations import links
from zhendi.domain.people.queries import links as held
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, person_id: int) -> HttpResponse:
    """What is there, and a new one."""
    person = queries.record(request.scope.on(request.today), person_id)
    if not recovery.verdict(request.scope, person_id, request.today)[0]:
        raise NotVisible(f"link of person {person_id}")
    form, issued, address = blank(), None, ""
    if request.method == "POST":
        try:
            issued = links.issue(actor=request.actor, on=request.today, now=request.now, person_id=person_id)
            address = request.build_absolute_uri(reverse("me-enter", args=[issued.text]))
        except Refused as refused:
            form = kept(request, refused)
    return render(
        request,
        "me/link.html",
        status=REFUSED if form.faulty else 200,
        person=person,
        form=form,
        issued=issued,
        link=address,
        picture=segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3) if address else "",
        states=held.states(request.scope, person_id, request.now),
    )


@require_POST
def withdraw(request: Request, person_id: int) -> HttpResponse:
    """End the link at once."""
    links.withdraw(actor=request.actor, on=request.today, now=request.now, person_id=person_id)
    messages.success(request, "链接已停用，那部手机上的页面打不开了。")
    return redirect("person-link", person_id)
