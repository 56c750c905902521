"""Roles and the rights that follow from holding one, read from ``policy/opinions/roles.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from zhendi.domain.orgs.kinds import kinds
from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder
from zhendi.kernel.scope import Reach

VERBS = frozenset(
    {
        "see",
        "see_own",
        "write_organisations",
        "correct_register",
        "write_people",
        "appoint",
        "intake",
        "audit",
        "unmask",
        "recover_account",
        "see_services",
        "hold_votes",
    }
)
_KEYS = {
    "code", "title", "reach", "may", "second_factor", "leading", "kinds", "single", "committee", "standing",
}  # fmt: skip
_STANDINGS = {"", "member", "full"}
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its title, its verbs and how far down they reach; ``leading`` = part of the leading body.

    ``kinds``: kinds of organisation where it can be held, all when empty; ``single``: one holder at a time;
    ``committee``: a seat of a branch committee; ``standing``: "full", "member" or "" (anybody).
    """

    code: str
    title: str
    reach: Reach
    may: frozenset[str]
    second_factor: bool
    leading: bool
    kinds: frozenset[str]
    single: bool
    committee: bool
    standing: str

    def fits(self, kind: str) -> bool:
        """Whether the role can be held in an organisation of this kind."""
        return not self.kinds or kind in self.kinds

    @property
    def entitles(self) -> bool:
        """Whether its holder may do more than a member may."""
        return bool(self.may - {"see_own"})


def read_roles(text: str) -> Mapping[str, Role]:
    """Parse the TOML text; ``Unreadable`` names the role at fault."""
    return {role.code: role for role in map(_role, tomllib.loads(text).get("role", []))}


def _role(entry: Mapping[str, Any]) -> Role:
    code = str(entry.get("code", "?"))
    if set(entry) != _KEYS or not set(entry["may"]) <= VERBS or entry["reach"] not in ("subtree", "own", "guided"):
        raise Unreadable(f"roles.toml: role {code}: unknown or missing key, verb or reach")
    if entry["standing"] not in _STANDINGS or not set(entry["kinds"]) <= set(kinds()):
        raise Unreadable(f"roles.toml: role {code}: unknown standing or kind of organisation")
    return Role(
        code,
        entry["title"],
        cast(Reach, entry["reach"]),
        frozenset(entry["may"]),
        entry["second_factor"],
        entry["leading"],
        frozenset(entry["kinds"]),
        entry["single"],
        entry["committee"],
        entry["standing"],
    )


@cache
def roles() -> Mapping[str, Role]:
    """The installation's roles by code, in the order of the file."""
    return read_roles((policy_folder() / "roles.toml").read_text(encoding="utf-8"))


def role(code: str) -> Role:
    """One role; ``Unreadable`` for an unknown code."""
    if code not in roles():
        raise Unreadable(f"unknown role: {code}")
    return roles()[code]
