"""The own data: to see, to have put right, to say what they may be used for, and to take along."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.activities.queries.own import attended
from zhendi.domain.ballots.queries import votes
from zhendi.domain.matters import queries as matters
from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.operations import consents as operations
from zhendi.domain.messaging.queries import consents
from zhendi.domain.messaging.queries.own import written
from zhendi.domain.mobile import queries as mobile
from zhendi.domain.mobile.queries.certificates import own_certificate
from zhendi.domain.mobile.queries.own import (
    own_contacts,
    own_feedback,
    own_keepers,
    own_movements,
    own_numbers,
)
from zhendi.domain.people.queries import own as people
from zhendi.domain.people.queries.transfers import own_transfers
from zhendi.kernel.scope import Scope
from zhendi.web.me.door import own
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_SHOWN = 6  # contacts and messages on the page; all are in the file


class _Row(Protocol):
    def _asdict(self) -> dict[str, Any]: ...


@require_safe
@own
def page(request: Request) -> HttpResponse:
    """What is held of the member, why, who sees it, and what the member may choose."""
    scope = request.scope
    reached, told = own_contacts(scope), written(scope, own_movements(scope))
    return render(
        request,
        "me/record.html",
        record=people.record(scope),
        movements=mobile.of_person(scope, scope.person_id or 0),
        choices=consents.choices(scope, own_numbers(scope)),
        kept=consenting.told().kept,
        reached=reached[:_SHOWN],
        reached_total=len(reached),
        written=told[:_SHOWN],
        written_total=len(told),
        feedback=own_feedback(scope),
    )


@require_POST
@own
def choose(request: Request) -> HttpResponse:
    """Give or take back a consent."""
    code, given = request.POST.get("code", ""), request.POST.get("given") == "yes"
    numbers = own_numbers(request.scope)
    operations.choose(actor=request.actor, on=request.today, code=code, given=given, numbers=numbers)
    title = consenting.told().consents[code].title
    messages.success(request, f"记下了：{title}，{'同意' if given else '不同意'}。随时可以再改。")
    return redirect("me-record")


@require_safe
@own
def export(request: Request) -> HttpResponse:
    """All of it as a file that a machine reads (个人信息保护法 article 45)."""
    answer = HttpResponse(
        json.dumps(_held(request.scope), ensure_ascii=False, indent=1, default=str),
        content_type="application/json; charset=utf-8",
    )
    answer["Content-Disposition"] = content_disposition_header(True, "我的资料.json") or ""
    return answer


def _held(scope: Scope) -> dict[str, Any]:
    """Everything about the reader that the product keeps and that concerns nobody else."""
    branch, numbers, certificate = people.branch(scope), own_numbers(scope), own_certificate(scope)
    return {
        "record": people.record(scope)._asdict(),
        "numbers": numbers,
        "branch": branch._asdict() if branch else None,
        "movements": _rows(mobile.of_person(scope, scope.person_id or 0)),
        "contact_persons": _rows(own_keepers(scope)),
        "contacts": _rows(own_contacts(scope)),
        "messages": _rows(written(scope, own_movements(scope))),
        "feedback": _rows(own_feedback(scope)),
        "activities": _rows(attended(scope)),
        "transfers": _rows(own_transfers(scope)),
        "certificate": certificate.row._asdict() if certificate else None,
        "votes_open": _rows(votes.mine(scope)),
        "matters": [_matter(scope, each.id) for each in matters.own(scope)],
        "consents": _rows(consents.choices(scope, numbers)),
        "consents_history": _rows(consents.history(scope, numbers)),
    }


def _matter(scope: Scope, matter_id: int) -> dict[str, Any]:
    found = matters.record(scope, matter_id)
    return {**found.line._asdict(), "text": found.text, "details": found.details, "steps": _rows(found.steps)}


def _rows(rows: Iterable[_Row]) -> list[dict[str, Any]]:
    return [each._asdict() for each in rows]
