"""Kinds of organisation and what each may do, read from ``policy/opinions/kinds.toml`` (dated, cited)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder

ROOT = "county_committee"
CAPABILITY_TITLES = {
    "admit": "接收党员",
    "punish": "处分党员",
    "collect_dues": "收缴党费",
    "elect_delegates": "选举党代表",
    "term_election": "换届选举",
    "host_assessment": "民主评议党员",
    "hold_relation": "隶属正式组织关系",
}
LEVELS = ("committee", "general_branch", "branch", "group")
_ABOVE = {
    "committee": {"committee"},
    "general_branch": {"committee"},
    "branch": {"committee", "general_branch"},
    "group": {"branch"},
}
_KEYS = {"code", "title", "level", "capabilities", "endings", "term", "village_term", "from", "source", "article"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organisation: its level in the tree, its capabilities, its name, and the parameters of its term.

    ``endings``: how its official full name may end.
    """

    code: str
    title: str
    level: str
    capabilities: frozenset[str]
    endings: tuple[str, ...]
    term: str
    village_term: str
    valid_from: date
    source: str
    article: str

    def may(self, capability: str) -> bool:
        """True when the kind has the capability."""
        return capability in self.capabilities

    def fits_below(self, above: Kind | None) -> bool:
        """True when an organisation of this kind may stand directly below one of the other (None: be the root)."""
        if self.code == ROOT or above is None:
            return self.code == ROOT and above is None
        return above.level in _ABOVE[self.level]

    def able(self) -> tuple[str, ...]:
        """What it may do, in words."""
        return tuple(title for code, title in CAPABILITY_TITLES.items() if self.may(code))

    def unable(self) -> tuple[str, ...]:
        """What it may not do, in words."""
        return tuple(title for code, title in CAPABILITY_TITLES.items() if not self.may(code))


def read_kinds(text: str) -> Mapping[str, Kind]:
    """Parse the TOML text; ``Unreadable`` names the kind at fault."""
    kinds = [_kind(entry) for entry in tomllib.loads(text).get("kind", [])]
    by_code = {kind.code: kind for kind in kinds}
    if len(by_code) != len(kinds):
        raise Unreadable("kinds.toml: a kind stands twice")
    return by_code


def _kind(entry: Mapping[str, Any]) -> Kind:
    code = str(entry.get("code", "?"))
    if set(entry) != _KEYS:
        raise Unreadable(f"kinds.toml: kind {code}: keys differ: {sorted(set(entry) ^ _KEYS)}")
    unknown = set(entry["capabilities"]) - set(CAPABILITY_TITLES)
    if unknown or entry["level"] not in LEVELS:
        raise Unreadable(f"kinds.toml: kind {code}: unknown capability or level {sorted(unknown)}")
    return Kind(
        code,
        entry["title"],
        entry["level"],
        frozenset(entry["capabilities"]),
        tuple(entry["endings"]),
        entry["term"],
        entry["village_term"],
        entry["from"],
        entry["source"],
        entry["article"],
    )


@cache
def kinds() -> Mapping[str, Kind]:
    """The installation's kinds by code, in the order of the file."""
    return read_kinds((policy_folder() / "kinds.toml").read_text(encoding="utf-8"))


def kind(code: str) -> Kind:
    """One kind; ``Unreadable`` for an unknown code."""
    if code not in kinds():
        raise Unreadable(f"unknown kind of organisation: {code}")
    return kinds()[code]


def holding_relations() -> tuple[str, ...]:
    """Codes of the kinds that may hold a member's formal relation."""
    return tuple(code for code, each in kinds().items() if each.may("hold_relation"))
