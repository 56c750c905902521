"""What is here for a reader: where to go with how many things are there, and what waits to be carried on.

Every figure opens the list that it counts; where nothing can be counted nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.people import queries as people
from zhendi.intake import queries as intake
from zhendi.kernel.scope import Grant, Scope
from zhendi.obligations.queries import board as boards
from zhendi.obligations.queries import inbox
from zhendi.obligations.queries.board import ORDER, State
from zhendi.web.duties.words import STATES, Word
from zhendi.web.shell import navigation
from zhendi.web.shell.environment import url
from zhendi.web.shell.words import number

_SEEING = ("see", "see_own")
_STOPPED = {"judged", "failed", "interrupted"}  # runs that wait for a person
_RECENT = 5


class Place(NamedTuple):
    """Somewhere to go, with how many things are there ("" where that is not counted)."""

    link: navigation.Link
    figure: str
    unit: str


class Waiting(NamedTuple):
    """Something that waits for the reader."""

    state: str
    title: str
    note: str
    address: str


def places(scope: Scope) -> tuple[Place, ...]:
    """The entries of the navigation that lead to lists, with their figures; before the last the own record."""
    listed = [
        Place(link, *(_FIGURES[link.name](scope) if link.name in _FIGURES else ("", "")))
        for link in navigation.places(scope)
    ]
    return (*listed[:-1], *_own(scope), *listed[-1:])


def waiting(scope: Scope) -> tuple[Waiting, ...]:
    """What stopped halfway and what is vacant, for those whose post can do something about it."""
    return (*_runs(scope), *_vacancies(scope))


def board(scope: Scope) -> tuple[tuple[State, Word, int], ...]:
    """How many clauses stand how, for those who answer for a whole piece of the tree; the rest see their inbox."""
    if not scope.may("write_organisations"):
        return ()
    found = boards.board(scope, months=1)
    return tuple((state, STATES[state], found.of(state)) for state in ORDER if found.of(state)) if found.filled else ()


def _duties(scope: Scope) -> tuple[str, str]:
    return number(inbox.sums(scope, since=scope.as_of).open), "项"


def _own(scope: Scope) -> tuple[Place, ...]:
    if scope.person_id is None:
        return ()
    link = navigation.Link(
        "own", "我的情况", "user", url("person", scope.person_id), "登记了我的哪些资料、组织关系和任职", False
    )
    return (Place(link, "", ""),)


def _runs(scope: Scope) -> tuple[Waiting, ...]:
    if not scope.may("intake"):
        return ()
    return tuple(
        Waiting(
            "late" if run.state == "failed" else "soon",
            f"导入 {run.file_names}",
            f"{run.state_title}，还没有写入",
            url("intake-run", run.id),
        )
        for run in intake.runs(scope, size=_RECENT).rows
        if run.state in _STOPPED
    )


def _vacancies(scope: Scope) -> tuple[Waiting, ...]:
    if not scope.may("appoint"):
        return ()
    total = people.vacancies(scope, limit=1).total
    address = url("posts-vacancies")
    return (Waiting("soon", f"{total} 个组织没有书记", "点开看是哪些", address),) if total else ()


def _organisations(scope: Scope) -> tuple[str, str]:
    page = orgs.listing(scope, orgs.Filters(), size=1)
    return f"{number(page.total)}{'+' if page.more else ''}", "个"


def _members(scope: Scope) -> tuple[str, str]:
    """Exact by subtree; by the register, which is capped, for posts that see one organisation only."""
    tops = _tops(scope)
    if any(grant.reach == "own" for grant in tops):
        page = people.listing(scope, size=1)
        return f"{number(page.total)}{'+' if page.more else ''}", "名"
    figures = people.counts(scope, [grant.organisation_id for grant in tops]).values()
    return number(sum(each.total for each in figures)), "名"


def _posts(scope: Scope) -> tuple[str, str]:
    return number(people.posts_listing(scope, size=1).total), "个"


def _tops(scope: Scope) -> list[Grant]:
    """The posts by which members are seen, without those whose organisation lies below another's."""
    seeing = [grant for grant in scope.grants if any(verb in grant.may for verb in _SEEING)]
    kept: dict[str, Grant] = {}
    for grant in sorted(seeing, key=lambda each: each.path):
        if not any(grant.path.startswith(path) for path in kept):
            kept[grant.path] = grant
    return list(kept.values())


_FIGURES: dict[str, Callable[[Scope], tuple[str, str]]] = {
    "duties": _duties,
    "organisations": _organisations,
    "members": _members,
    "posts": _posts,
}
