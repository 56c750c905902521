"""The frame around every page: who is reading, by which posts, looking at which day, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from zhendi.kernel import clock
from zhendi.kernel.scope import Grant
from zhendi.web.shell import navigation
from zhendi.web.shell.request import Request

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


def nobody(request: HttpRequest) -> Frame:
    """The frame of a page that asks nothing of session or database."""
    today = clock.today()
    large = request.COOKIES.get(LARGE_COOKIE) == "lg"
    return Frame(False, (), (), "", None, (), True, today, today, False, large, 0, settings.DEMONSTRATION)


def large_type(request: Request) -> bool:
    """Whether 大字 is on: as the account remembers it, else as this browser does."""
    if request.sign_in is not None and request.user.is_authenticated:
        return request.user.large_type
    return request.COOKIES.get(LARGE_COOKIE) == "lg"


def _ends_in(request: Request) -> int:
    """Seconds left. The request counts as use, so an idle session has its whole time again; the longest life is not prolonged."""
    if request.sign_in is None:
        return 0
    state = request.sign_in
    idle = settings.SESSION_IDLE
    left = idle if state.ends_at - state.seen_at >= idle else state.ends_at - request.now
    return max(int(left.total_seconds()), 0)
