"""The frame around every page: who is reading, by which posts, looking at which day, and where one can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from zhendi.kernel import clock
from zhendi.kernel.scope import Grant
from zhendi.obligations.queries import counts
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
    badges: Mapping[str, Badge]
    to_decide: int


class Badge(NamedTuple):
    """A number beside an entry of the navigation, and its words; ``late``: something is overdue."""

    number: int
    words: str
    late: bool


def frame(request: Request, *, whole: bool = True) -> Frame:
    """The frame for a reader: one query beyond what the gate has read, for the numbers in the rail of a ``whole`` page."""
    signed_in = request.sign_in is not None
    scope = request.scope
    found = _waiting(request) if whole and signed_in else counts.Waiting()
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
        badges=_badges(found),
        to_decide=found.to_decide,
    )


def _waiting(request: Request) -> counts.Waiting:
    """What waits at the reader's places and below; nothing for who sees no duties."""
    return counts.waiting(request.scope, on=request.today) if request.scope.may("see") else counts.Waiting()


def _badges(found: counts.Waiting) -> Mapping[str, Badge]:
    """The numbers by entry; an entry with nothing waiting has none."""
    own = f"{found.open} 项待办，逾期 {found.overdue} 项" if found.overdue else f"{found.open} 项待办"
    decide = [f"待决定 {found.to_decide} 条"] if found.to_decide else []
    below = "，".join([f"下面逾期 {found.below} 项"] * (found.below > 0) + decide)
    shown = {
        "duties": Badge(found.overdue or found.open, own, found.overdue > 0),
        "duties-below": Badge(found.below or found.to_decide, below, found.below > 0),
    }
    return {name: badge for name, badge in shown.items() if badge.number}


def nobody(request: HttpRequest) -> Frame:
    """The frame of a page that asks nothing of session or database."""
    today = clock.today()
    large = request.COOKIES.get(LARGE_COOKIE) == "lg"
    return Frame(False, (), (), "", None, (), True, today, today, False, large, 0, settings.DEMONSTRATION, {}, 0)


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
