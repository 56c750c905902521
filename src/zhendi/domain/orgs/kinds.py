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

CAPABILITIES = (
    "admit",
    "punish",
    "collect_dues",
    "elect_delegates",
    "term_election",
    "host_assessment",
    "hold_relation",
)
LEVELS = ("committee", "general_branch", "branch", "group")
_KEYS = {"code", "title", "level", "capabilities", "term", "village_term", "from", "source", "article"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organisation: its level in the tree, its capabilities, and the parameters of its term."""

    code: str
    title: str
    level: str
    capabilities: frozenset[str]
    term: str
    village_term: str
    valid_from: date
    source: str
    article: str

    def may(self, capability: str) -> bool:
        """True when the kind has the capability."""
        return capability in self.capabilities


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
    unknown = set(entry["capabilities"]) - set(CAPABILITIES)
    if unknown or entry["level"] not in LEVELS:
        raise Unreadable(f"kinds.toml: kind {code}: unknown capability or level {sorted(unknown)}")
    return Kind(
        code,
        entry["title"],
        entry["level"],
        frozenset(entry["capabilities"]),
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
