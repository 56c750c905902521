"""Writing to many at once: choose a text, see what each would read, send it off in one go."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.messaging import texts
from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.limits import limits
from zhendi.domain.messaging.operations import batches
from zhendi.domain.messaging.operations.batches import Preview
from zhendi.domain.messaging.purposes import CODE
from zhendi.domain.messaging.queries import templates as queries
from zhendi.domain.mobile.sending import FESTIVAL, MONTHLY
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Scope
from zhendi.web.messaging import receivers
from zhendi.web.messaging.batches import local
from zhendi.web.messaging.tabs import require_seeing, today_actor
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FIELDS = ("template", "on", "at", "sender", "phone")
_ASKED = {"联系人": "sender", "联系电话": "phone"}
_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: Request) -> HttpResponse:
    """The form with its preview; posted with ``step=send`` it goes out."""
    scope = request.scope.on(request.today)
    if not scope.may(WRITE):
        require_seeing(request)
        return redirect("mobile")
    said = request.POST if request.method == "POST" else request.GET
    ids, owed = receivers.chosen([*said.getlist("pick"), *said.getlist("ids")]), said.get("owed", "")
    owed = "sms" if owed == "1" else owed
    members = receivers.meant(scope, ids=ids, owed=owed)
    found = _offered(scope, request.today)
    template = next((each for each in found if each.id == key(said.get("template"))), None) or next(iter(found), None)
    form, preview = _start(request, scope, template), None
    nonce = receivers.nonce(said.get("nonce", ""))
    if template is not None and members:
        try:
            ready = receivers.filled(members, on=request.today, sender=form.value("sender"), phone=form.value("phone"))
            period = receivers.period(template.purpose, request.today, nonce)
            preview = batches.preview(template=queries.entity(scope, template.id), receivers=ready, period=period)
            if said.get("step") == "send":
                return _send(request, template.id, ready, period)
        except Refused as refused:
            form = kept(request, refused, *_FIELDS) if request.method == "POST" else _faulty(form, refused)
    return render(
        request, "messages/compose.html", status=REFUSED if form.faulty and request.method == "POST" else 200,
        form=form, members=members, chosen=[each.id for each in members] if ids else [], owed=owed, nonce=nonce,
        templates=found, text=template, preview=preview, listed=_listed(preview), shown=_SHOWN,
        needs=_needs(template), bound=limits(request.today), local=local(),
    )  # fmt: skip


def _send(request: Request, template_id: int, ready: list[Any], period: str) -> HttpResponse:
    typed = Typed(dict(request.POST.lists()))
    made = batches.send(
        actor=today_actor(request), on=request.today, now=request.now, template_id=template_id, receivers=ready,
        period=period, after=_after(typed),
    )  # fmt: skip
    messages.success(request, "已进发件箱。撤回时间过后自动发出。")
    return redirect("messages-batch", made)


def _after(typed: Typed) -> datetime | None:
    """The moment chosen; ``Refused`` for one that cannot be read."""
    if not typed.text("on"):
        return None
    day, said = typed.day("on", "发送日期"), typed.text("at") or "09:00"
    try:
        return datetime.combine(day, time.fromisoformat(said), clock.ZONE)
    except ValueError:
        raise Refused("几点没看懂，按 09:30 这样填。", code="time", field="at") from None


def _start(request: Request, scope: Scope, template: queries.Line | None) -> Form:
    said = request.POST if request.method == "POST" else request.GET
    values = {name: said.get(name, "") for name in _FIELDS}
    values["sender"] = values["sender"] or scope.name
    values["template"] = str(template.id) if template else ""
    return blank(**values)


def _offered(scope: Scope, on: date) -> tuple[queries.Line, ...]:
    """Texts that can be sent today, the monthly ones first; between two festivals none for a festival."""
    festive = bool(receivers.month(on)["节日"])
    found = [each for each in queries.usable(scope) if (festive or each.purpose != FESTIVAL) and each.purpose != CODE]
    return tuple(sorted(found, key=lambda each: each.purpose != MONTHLY))


def _needs(template: queries.Line | None) -> list[str]:
    """Fields that the chosen text needs from the sender."""
    asked = texts.variables(template.signature + template.body) if template else ()
    return [field for name, field in _ASKED.items() if name in asked]


def _faulty(form: Form, refused: Refused) -> Form:
    return Form(form.typed, {}, refused.message, refused.details)


def _listed(preview: Preview | None) -> list[batches.Line]:
    """Those left out first: that is what one must look at."""
    return sorted(preview.lines, key=lambda line: not line.problem)[:_SHOWN] if preview else []
