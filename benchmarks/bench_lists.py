"""The register of members at 50,000 and at 500,000: the query from scopes of all levels (goals B1, B2), and the whole
page against a bare handler and against the page that a first attempt would be (goals F1, F2).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from django.core.management import call_command

from benchmarks import serving, tree, within
from benchmarks.emptying import empty
from benchmarks.row import Row

SMALL, LARGE = 1, 10  # counties of 50,000 members
_SCOPES = 300
_MIX = {1: 0.05, 2: 0.15, 3: 0.3}  # share of scopes by level; the rest are branches
_GROWTH = {"sqlite": 1 / 4, "postgresql": 1 / 1.5}  # B2, B1: p95 at ten times the members
_BARE, _LOOP = 0.35, 10  # F1, F2
_F1, _F2 = "F1 raw driver and f-string, no sign-in", "F2 objects, N+1, Django's templates"
_ROUNDS = 7


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
    """Over HTTP as the design has it, all behind the product's own server; then in process, which leaves the server out."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by what is in them
    cookies = within.signed_in()
    what = "members, 50 rows of 50,000"
    with serving.server() as ours, serving.server("bare") as bare, serving.server("loop") as loop:
        asked = {
            "ours": serving.Page(ours, "/members/", cookies, 400),
            "bare": serving.Page(bare, "/bare", {}, 1600),
            "loop": serving.Page(loop, "/loop", cookies, 40),
        }
        taken = serving.measured(asked, rounds=_ROUNDS)
    yield Row("pages", database, f"{what}, served", taken["ours"], _F1, taken["bare"], _BARE)
    yield Row("pages", database, f"{what}, served", taken["ours"], _F2, taken["loop"], _LOOP)
    yield from within.rows("members", "/members/", cookies)
    yield from within.rows("organisations", "/organisations/?view=list", cookies)
