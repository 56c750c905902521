"""The reader's scope: posts held today turned into rights. There is no other source of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Value

from zhendi.domain.orgs.models import Guidance
from zhendi.domain.people.models import Account, Membership, Post
from zhendi.domain.people.roles import MEMBER, roles
from zhendi.kernel.prepared import Prepared
from zhendi.kernel.scope import Actor, Grant, Scope

# What is read of the organisation in which a role is held.
PLACE = (
    "organisation_id", "organisation__short_name", "organisation__full_name", "organisation__path",
    "organisation__dissolved_on",
)  # fmt: skip
STANDS = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)


class Held(NamedTuple):
    """A role held somewhere on a day."""

    role: str
    organisation_id: int
    short_name: str
    full_name: str
    path: str


def held(rows: Iterable[tuple[Any, ...]], on: date) -> tuple[Held, ...]:
    """Rows of role, organisation and the day it was dissolved as what is held ``on`` a day, in the order of the tree.

    A post in a dissolved organisation and a role that the installation no longer has give nothing.
    """
    known = roles()
    found = (Held(*row) for *row, ended in rows if row[0] in known and (ended is None or ended > on))
    return tuple(sorted(found, key=lambda each: (each.path, each.role)))


def scope_of(account: Account, *, today: date, as_of: date | None = None) -> Scope:
    """What the account's person may see and do by the posts held ``today``, looking at ``as_of`` (today if not said).

    A current member also holds the implicit role ``member`` in the own branch. One query, two for who holds a guiding post.
    """
    return scope_by(account, held(_POSTS(person=account.person_id, today=today), today), today=today, as_of=as_of)


def scope_by(account: Account, posts: Collection[Held], *, today: date, as_of: date | None = None) -> Scope:
    """The same by posts that were read already. No query, one for who holds a guiding post."""
    guides = [each.organisation_id for each in posts if roles()[each.role].reach == "guided"]
    guided = _guided(guides, today) if guides else {}
    grants = tuple(grant for each in posts for grant in _grants(each, guided))
    return Scope(account.pk, account.person_id, account.person.name, grants, as_of or today)


def actor_of(account: Account, scope: Scope) -> Actor:
    """The account as one who does something, with the scope it has now."""
    posts = "、".join(dict.fromkeys(grant.role_title for grant in scope.grants))
    return Actor(account.pk, f"{account.person.name}（{posts}）" if posts else account.person.name, scope)


def _posts(person: int, today: date) -> QuerySet[Any, Any]:
    """Posts and the own membership, as one question."""
    posts = Post.objects.as_of(today).filter(person=person).annotate(held=F("role"))
    members = Membership.objects.as_of(today).filter(person=person, standing__in=STANDS)
    return posts.values_list("held", *PLACE).union(
        members.annotate(held=Value(MEMBER)).values_list("held", *PLACE), all=True
    )


_POSTS = Prepared(_posts)


def _guided(organisations: Iterable[int], today: date) -> dict[int, list[str]]:
    """Paths of the organisations that each of these guides today."""
    paths: dict[int, list[str]] = defaultdict(list)
    rows = Guidance.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), guide__in=set(organisations), valid_from__lte=today
    )
    for guide, path in rows.values_list("guide_id", "organisation__path"):
        paths[guide].append(path)
    return paths


def _grants(held: Held, guided: dict[int, list[str]]) -> Iterator[Grant]:
    role = roles()[held.role]
    name = held.short_name or held.full_name
    for path in guided.get(held.organisation_id, ()) if role.reach == "guided" else (held.path,):
        yield Grant(role.code, role.title, held.organisation_id, name, path, role.reach, role.may)
