"""Pages in process: the handler is called without a server, and the processor's time is taken, not the clock's."""

from __future__ import annotations

import base64
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from benchmarks import pages, tree
from benchmarks.row import Row

_QUERIES, _TEMPLATE = 4, 0.3  # F3
_WARM, _TIMES = 20, 200
Ask = Callable[[], Any]


def asking(address: str, cookies: dict[str, str], *, middleware: list[str] | None = None, urls: str = "") -> Ask:
    """A request for a page: of the product, or of a yardstick by its addresses and what it runs through."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory, override_settings

    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else middleware):
        handler = WSGIHandler()

    def asked() -> Any:
        request: Any = RequestFactory(headers={"user-agent": "bench"}).get(address)
        request.COOKIES.update(cookies)
        if urls:
            request.urlconf = urls
        answer = handler.get_response(request)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    return asked


def rows(name: str, address: str, cookies: dict[str, str]) -> Iterator[Row]:
    """One page of the product: against a bare page and a constant one, its statements, and the template's share."""
    from django.db import connection

    database = connection.display_name
    ours = asking(address, cookies)
    works = {
        "ours": ours,
        "bare": asking("/bare", {}, middleware=[], urls="benchmarks.pages"),
        "constant": asking("/constant", cookies, middleware=pages.MIDDLEWARE, urls="benchmarks.pages"),
    }
    taken = _processor(works)
    for word, said in (("bare", "raw driver and f-string, no sign-in"), ("constant", "constant 12 kB, sign-in")):
        yield Row("in process", database, name, taken["ours"], said, taken[word])
    yield Row("in process", database, f"{name}, statements", _statements(ours), "F3", _QUERIES, 1, "")
    whole, template = _template(ours)
    yield Row("in process", database, f"{name}, template", template, "F3 of the whole", whole, 1 / _TEMPLATE)


def _processor(works: dict[str, Ask]) -> dict[str, float]:
    """Seconds of the processor for each, in turn, the median of all."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(_WARM + _TIMES):
        for name, work in works.items():
            started = time.process_time()
            work()
            if number >= _WARM:
                taken[name].append(time.process_time() - started)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _statements(ask: Ask) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def _template(ask: Ask) -> tuple[float, float]:
    """The processor's time for a page, and the part of it that its template takes."""
    from jinja2 import Template

    render, inside = Template.render, [0.0]

    def timed(self: Template, *args: Any, **words: Any) -> str:
        started = time.process_time()
        try:
            return render(self, *args, **words)
        finally:
            inside[0] += time.process_time() - started

    shares, wholes = [], []
    with patch.object(Template, "render", timed):
        for _ in range(_TIMES):
            inside[0], started = 0.0, time.process_time()
            ask()
            wholes.append(time.process_time() - started)
            shares.append(inside[0])
    return statistics.median(wholes), statistics.median(shares)


def signed_in() -> dict[str, str]:
    """The cookie of somebody who may see the whole tree."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password
    from django.test import Client

    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.people.models import Account, Person, Post, SecondFactor, SignIn
    from zhendi.domain.people.operations import sessions
    from zhendi.kernel import clock

    person = Person.objects.order_by("pk")[0]
    top = Organisation.objects.get(parent=None)
    Post.objects.create(person=person, role="county_officer", organisation=top, valid_from=tree.DAY)
    account = Account.objects.create(username="bench", person=person, password=make_password(None), opened_on=tree.DAY)
    SecondFactor.objects.create(
        account=account, secret=base64.b32encode(os.urandom(20)).decode(), confirmed_at=clock.now()
    )
    client = Client()
    client.force_login(account, backend="zhendi.domain.people.authentication.PersonBackend")
    key = client.session.session_key
    made = sessions.begin(account_id=account.pk, session_key=key, now=clock.now(), device="", address="")
    SignIn.objects.filter(pk=made).update(verified_at=clock.now())
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
