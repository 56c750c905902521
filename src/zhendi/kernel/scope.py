"""What a reader may see and do: the sum of the posts held, and nothing else.

A ``Grant`` is one post turned into rights: a role's verbs over a piece of the tree. Pieces of the tree are
ranges of paths (``low <= path < high``), because a range is the one form that both databases answer from
an index. What lies outside is *not found*, never *forbidden*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Reach = Literal["subtree", "own", "guided"]
Range = tuple[str, str]
AFTER = "~"  # sorts after every character that a path may hold
SEE = "see"


def subtree(path: str) -> Range:
    """The range of paths of an organisation and all below it."""
    return path, path + AFTER


@dataclass(frozen=True, slots=True)
class Grant:
    """One post as rights: ``may`` holds the role's verbs, ``path`` where they hold, ``reach`` how far down."""

    role: str
    role_title: str
    organisation_id: int
    organisation_name: str
    path: str
    reach: Reach
    may: frozenset[str]

    def range(self) -> Range:
        """The paths covered. ``own`` covers the organisation itself only."""
        return (self.path, self.path + "!") if self.reach == "own" else subtree(self.path)


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader: who, by which posts, looking at which day.

    ``as_of`` is the day whose state is shown; rights always come from the posts held today.
    ``everything`` marks the operator at the command line, who has the database file anyway.
    """

    account_id: int | None
    person_id: int | None
    name: str
    grants: tuple[Grant, ...]
    as_of: date
    everything: bool = False

    def may(self, verb: str) -> bool:
        """True when any post carries the verb somewhere."""
        return self.everything or any(verb in grant.may for grant in self.grants)

    def ranges(self, verb: str = SEE) -> tuple[Range, ...]:
        """Disjoint, sorted path ranges where the verb holds; the whole line for ``everything``."""
        if self.everything:
            return (("", AFTER),)
        return _merged(grant.range() for grant in self.grants if verb in grant.may)

    def allows(self, verb: str, path: str) -> bool:
        """True when the verb holds for the organisation at ``path``."""
        return any(low <= path < high for low, high in self.ranges(verb))

    def on(self, day: date) -> Scope:
        """The same reader looking at another day."""
        return self if day == self.as_of else replace(self, as_of=day)

    def narrowed(self, organisation_id: int, role: str) -> Scope:
        """The same reader using one of several posts; unchanged when the post is not held."""
        kept = tuple(g for g in self.grants if g.organisation_id == organisation_id and g.role == role)
        return replace(self, grants=kept) if kept else self

    @property
    def home(self) -> Grant | None:
        """The post that a page shows as the place where the reader stands: the highest in the tree."""
        return min(self.grants, key=lambda grant: (len(grant.path), grant.path), default=None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who carries out an operation: an account (``None`` for the command line) with its scope."""

    account_id: int | None
    label: str
    scope: Scope


def operator(label: str, as_of: date) -> Actor:
    """The actor of the command line and of set-up: sees everything, is named in the audit trail."""
    return Actor(None, label, Scope(None, None, label, (), as_of, everything=True))


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
