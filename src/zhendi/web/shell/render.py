"""Answering with a page: the whole of it, or only the part that htmx asked for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers

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
    words = {**context, "frame": frame(request, whole=not asked), "layout": PART if asked else WHOLE, "part": asked}
    words["answered"] = asked  # besides ``part``, which a template may have given to an import of its own
    response = django_render(request, template, words, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def asked_part(request: Request, parts: tuple[str, ...] = ("region", "panel")) -> str | None:
    """The block that htmx asks for, or None for a whole page. A view may leave out what the part does not show."""
    part = request.htmx.target if request.htmx and not request.htmx.history_restore_request else None
    return part if part in parts else None
