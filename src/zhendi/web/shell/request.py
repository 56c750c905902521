"""A request as views find it: who is reading, by which posts, looking at which day."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhendi.domain.people.queries.accounts import Session
from zhendi.kernel.scope import Actor, Scope


class Request(HttpRequest):
    """What the gate adds to every request.

    ``scope`` is the reader by the post chosen on the page (all posts if none was), looking at the chosen day;
    ``whole_scope`` is by all posts, today. ``sign_in`` is ``None`` for whoever has not signed in.
    """

    now: datetime
    today: date
    scope: Scope
    whole_scope: Scope
    actor: Actor
    sign_in: Session | None
    session: SessionBase
    htmx: HtmxDetails
