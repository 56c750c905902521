"""A request as views find it: who is reading, by which posts, looking at which day."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhendi.domain.people.queries.reader import Session
from zhendi.kernel.scope import Actor, Scope
from zhendi.web.shell.session import SessionStore


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
    session: SessionStore
    htmx: HtmxDetails
