"""The register of members at 50,000 and at 500,000: the query from scopes of all levels (goals B1, B2), and the whole
page against a bare handler and against the page that a first attempt would be (goals F1, F2).
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks import tree
from benchmarks.emptying import empty
from benchmarks.row import Row, interleaved

SMALL, LARGE = 1, 10  # counties of 50,000 members
_SCOPES = 300
_MIX = {1: 0.05, 2: 0.15, 3: 0.3}  # share of scopes by level; the rest are branches
_GROWTH = {"sqlite": 1 / 4, "postgresql": 1 / 1.5}  # B2, B1: p95 at ten times the members
_BARE, _LOOP = 0.35, 10  # F1, F2
_PAGES, _ROUNDS = 20, 7


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from django.db import connection

    database = connection.display_name
    empty()
    places = tree.grow(SMALL)
    small = {order: _p95(places, order) for order in ("tree", "name")}
    yield from _pages(database)
    empty()
    places = tree.grow(LARGE)
    for order, before in small.items():
        what = f"subtree list by {order}, p95, {LARGE * 50_000:,}"
        yield Row(
            "lists",
            database,
            what,
            _p95(places, order),
            f"B the same at {SMALL * 50_000:,}",
            before,
            _GROWTH[connection.vendor],
        )
    empty()


def _p95(places: list[tree.Place], order: str) -> float:
    """Women in full standing below a random place: one page and its count, in seconds, 95th of a hundred."""
    from zhendi.domain.people import queries
    from zhendi.kernel.scope import Grant, Scope

    taken = []
    for place in [*_chosen(places), *_chosen(places)]:  # the first time round warms what is cached
        grant = Grant("county_officer", "", place.pk, "", place.path, "subtree", frozenset({"see"}))
        scope = Scope(None, None, "", (grant,), tree.DAY)
        started = time.perf_counter()
        queries.listing(scope, queries.Filters(sex=2, standing="full"), order=order)
        taken.append(time.perf_counter() - started)
    second = sorted(taken[len(taken) // 2 :])
    return second[int(len(second) * 0.95)]


def _chosen(places: list[tree.Place]) -> Iterator[tree.Place]:
    from zhendi.demo.dice import Dice

    dice = Dice(3)
    by_level = {level: [place for place in places if place.level == level] for level in (1, 2, 3, 4)}
    for _ in range(_SCOPES):
        drawn, level = dice.random(), 4
        for candidate, share in _MIX.items():
            drawn -= share
            if drawn < 0:
                level = candidate
                break
        yield dice.pick(by_level[level])


def _pages(database: str) -> Iterator[Row]:
    """The page with sign-in, through all middleware; the bare one without any; the first attempt with all."""
    works = _handlers()
    taken = interleaved({name: _times(work) for name, work in works.items()}, times=_ROUNDS)
    ours, bare, loop = (taken[name] / _PAGES for name in ("ours", "bare", "loop"))
    yield Row(
        "pages", database, "members, 50 rows of 50,000", ours, "F1 bare cursor and f-string, no sign-in", bare, _BARE
    )
    yield Row("pages", database, "members, 50 rows of 50,000", ours, "F2 objects, N+1, Django's templates", loop, _LOOP)


def _times(work: Callable[[], None]) -> Callable[[], None]:
    def many() -> None:
        for _ in range(_PAGES):
            work()

    return many


def _handlers() -> dict[str, Callable[[], None]]:
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.test import RequestFactory, override_settings

    call_command("collectstatic", interactive=False, verbosity=0)
    full = WSGIHandler()
    with override_settings(MIDDLEWARE=[]):
        naked = WSGIHandler()
    cookies = _signed_in()

    def ask(handler: WSGIHandler, address: str, urls: str = "") -> Callable[[], None]:
        def asked() -> None:
            request: Any = RequestFactory(headers={"user-agent": "bench"}).get(address)
            request.COOKIES.update(cookies)
            if urls:
                request.urlconf = urls
            answer = handler.get_response(request)
            assert answer.status_code == 200, (address, answer.status_code)

        return asked

    return {
        "ours": ask(full, "/members/"),
        "bare": ask(naked, "/bare", "benchmarks.pages"),
        "loop": ask(full, "/loop", "benchmarks.pages"),
    }


def _signed_in() -> dict[str, str]:
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
