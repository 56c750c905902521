"""Answering with a page: the whole of it, or only the part that htmx asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers

from zhendi.kernel.scope import Grant
from zhendi.web.shell import navigation
from zhendi.web.shell.request import Request

REFUSED = 422  # the form comes back with what was typed and what is wrong
WHOLE, PART = "shell/base.html", "shell/part.html"
LARGE_COOKIE = "size"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame around every page shows. ``ends_in``: seconds until the session ends when nothing is done."""

    signed_in: bool
    groups: tuple[navigation.Group, ...]
    phone: tuple[navigation.Link, ...]
    name: str
    home: Grant | None
    posts: tuple[Grant, ...]
    all_posts: bool
    as_of: date
    today: date
    past: bool
    large: bool
    ends_in: int
    demonstration: bool


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
    part = request.htmx.target if request.htmx and not request.htmx.history_restore_request else None
    asked = part if part in parts else None
    words = {**context, "frame": frame(request), "layout": PART if asked else WHOLE, "part": asked}
    response = django_render(request, template, words, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def frame(request: Request) -> Frame:
    """The frame for a reader: reads nothing from the database that the gate has not read."""
    signed_in = request.sign_in is not None
    scope = request.scope
    posts = tuple({(g.organisation_id, g.role): g for g in request.whole_scope.grants}.values())
    return Frame(
        signed_in=signed_in,
        groups=navigation.groups(scope, request.path) if signed_in else (),
        phone=navigation.phone_bar(scope, request.path) if signed_in else (),
        name=scope.name,
        home=scope.home,
        posts=posts,
        all_posts=len(scope.grants) == len(request.whole_scope.grants),
        as_of=scope.as_of,
        today=request.today,
        past=scope.as_of != request.today,
        large=large_type(request),
        ends_in=_ends_in(request),
        demonstration=settings.DEMONSTRATION,
    )


def large_type(request: Request) -> bool:
    """Whether 大字 is on: as the account remembers it, else as this browser does."""
    if request.sign_in is not None:
        return bool(request.user.large_type)
    return request.COOKIES.get(LARGE_COOKIE) == "lg"


def _ends_in(request: Request) -> int:
    """This request counts as use, so an idle session has its whole time again; the longest life is not prolonged."""
    if request.sign_in is None:
        return 0
    state = request.sign_in
    idle = settings.SESSION_IDLE
    left = idle if state.ends_at - state.seen_at >= idle else state.ends_at - request.now
    return max(int(left.total_seconds()), 0)
