"""Who comes in: a post with ``intake``. For everybody else there is nothing here, so that ids tell nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase

from zhendi.kernel.errors import Refused
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.request import Request

INTAKE = "intake"
_P = ParamSpec("_P")
_View = Callable[Concatenate[Request, _P], HttpResponseBase]


def for_intake(view: _View[_P]) -> _View[_P]:
    """The view for those who may take in registers; *not found* for others. Queries and operations see to the rest."""

    @wraps(view)
    def guarded(request: Request, /, *args: _P.args, **words: _P.kwargs) -> HttpResponseBase:
        if not request.scope.may(INTAKE):
            raise Http404("intake")
        return view(request, *args, **words)

    return guarded


def above(request: Request, refused: Refused) -> Form:
    """What was typed, with the reason above the form: for pages whose fields do not bear the names of operations."""
    return kept(request, refused, "")


def number(text: str | None) -> int:
    """The page number or key in a query word; 1 or more."""
    return max(int(text), 1) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1


def key(text: str | None) -> int | None:
    """The key of a record in a query word; ``None`` when there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
