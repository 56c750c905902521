"""Answering with a page: the whole of it, or only the part that htmx asked for."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.cache import patch_vary_headers
from jinja2 import Environment

from zhendi.web.shell.addresses import settled
from zhendi.web.shell.frame import frame
from zhendi.web.shell.request import Request

REFUSED = 422  # the form comes back with what was typed and what is wrong
WHOLE, PART = "shell/base.html", "shell/part.html"


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    parts: tuple[str, ...] = ("region", "panel"),
    **context: object,
) -> HttpResponse:
    """The page, with ``frame`` added to its names.

    When htmx asks with a target whose id is one of ``parts``, the answer is the template's block of that name alone.
    The template begins with ``{% extends "shell/list.html" %}`` or another page kind; those extend ``layout``.
    """
    asked = asked_part(request, parts)
    mark = Mark(request)
    words = {**context, "request": request, "csrf_token": mark, "csrf_input": MarkField(mark)}
    words |= {"layout": PART if asked else WHOLE, "part": asked}
    words["answered"] = asked  # besides ``part``, which a template may have given to an import of its own
    with settled():
        words["frame"] = frame(request, whole=not asked)
        response = HttpResponse(_engine().get_template(template).render(words), status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


class Mark:
    """The mark against forged forms: made when a page first asks, once for all its forms (masked anew for each answer)."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made = ""

    def __str__(self) -> str:
        self._made = self._made or get_token(self._request)
        return self._made


class MarkField:
    """The mark as a form carries it."""

    def __init__(self, mark: Mark) -> None:
        self._mark = mark

    def __html__(self) -> str:
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{self._mark}">'


def _engine() -> Environment:
    return cast(Jinja2, engines.all()[0]).env


def asked_part(request: Request, parts: tuple[str, ...] = ("region", "panel")) -> str | None:
    """The block that htmx asks for, or None for a whole page. A view may leave out what the part does not show."""
    part = request.htmx.target if request.htmx and not request.htmx.history_restore_request else None
    return part if part in parts else None
