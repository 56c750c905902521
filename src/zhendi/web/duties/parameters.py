"""All numbers of the rules with their sources, and the county's confirmation of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.kernel.errors import Refused
from zhendi.kernel.parameters import Dated, Parameter, national, policy_folder
from zhendi.kernel.parameters import load as load_parameters
from zhendi.obligations import access, confirming
from zhendi.obligations.queries import confirmations
from zhendi.obligations.queries.confirmations import Confirmed, Known
from zhendi.policy.load import load
from zhendi.policy.overrides import Permission, read_permissions
from zhendi.web.duties import words
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_MAY = {"raise": "县里只可提高", "lower": "县里只可降低", "any": "由县里定"}
_FIELDS = ("codes", "document", "confirmed_by")


class Shown(NamedTuple):
    """A number of the rules: the value in force, the others, which clauses read it, whether the county may set it.

    ``by``: the county's confirmation; ``begun``: it is in force already, so that it may be confirmed.
    """

    parameter: Parameter
    now: Dated
    others: tuple[Dated, ...]
    clauses: tuple[str, ...]
    may: str
    reason: str
    by: Confirmed | None
    begun: bool

    @property
    def open(self) -> bool:
        """Whether nobody has compared it with its document."""
        return self.by is None and not self.now.confirmed_by


@require_http_methods(["GET", "HEAD", "POST"])
def parameters(request: Request) -> HttpResponse:
    """Every number of the rules with unit, source, history, who confirmed it, and what the county may set; and confirm."""
    form = blank()
    if request.method == "POST":
        try:
            number = confirming.confirm(
                actor=request.actor, on=request.today, codes=request.POST.getlist("codes"),
                document=request.POST.get("document", ""), confirmed_by=request.POST.get("confirmed_by", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, f"已记下县委确认的 {number} 个数。")
            return redirect(url("opinions-parameters", show=request.POST.get("show", "")))
    shown = _all(request)
    show = (request.POST if request.method == "POST" else request.GET).get("show", "")
    chosen = [each for each in shown if show != "open" or each.open]
    return render(
        request,
        "duties/parameters.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        cited=words.cited,
        shown=chosen,
        show=show,
        total=len(shown),
        unconfirmed=sum(1 for each in shown if each.open),
        settable=sum(1 for each in shown if each.may),
        own=_own(),
        may_confirm=access.may_confirm(request.scope),
    )


def _all(request: Request) -> list[Shown]:
    readers = _readers()
    permissions = read_permissions((policy_folder() / "settings.toml").read_text("utf-8"), national())
    known = confirmations.confirmed()
    return [
        _shown(each, tuple(readers.get(code, ())), permissions.get(code), known, request)
        for code, each in load_parameters().by_code.items()
    ]


def _readers() -> Mapping[str, list[str]]:
    """The clauses that read each number."""
    found: dict[str, list[str]] = {}
    for one in load().clauses:
        for code in sorted({code for rule in one.rules for code in rule.parameters()} | {one.target.parameter} - {""}):
            found.setdefault(code, []).append(one.id)
    return found


def _own() -> frozenset[str]:
    """Codes of the numbers that the county has set for itself."""
    held = load_parameters().by_code
    return frozenset(code for code, each in national().by_code.items() if held[code].values != each.values)


def _shown(
    each: Parameter, clauses: tuple[str, ...], permission: Permission | None, known: Known, request: Request
) -> Shown:
    begun = [dated for dated in each.values if dated.valid_from <= request.scope.as_of]
    now = begun[-1] if begun else each.values[0]
    others = tuple(dated for dated in reversed(each.values) if dated is not now)
    may = _MAY[permission.direction] if permission else ""
    reason = permission.reason if permission else ""
    return Shown(each, now, others, clauses, may, reason, confirmations.of(now, known), bool(begun))
