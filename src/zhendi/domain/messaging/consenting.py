"""What a member is told of the own data and may choose: read from ``policy/opinions/consents.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder

SMS, DISTRICT, PHONE = "sms", "district", "phone"
CODES = (SMS, DISTRICT, PHONE)
FILE = "consents.toml"
_KEPT = {"title", "why", "who", "article"}
_CONSENT = {"code", "title", "why", "default", "article"}


class Kept(NamedTuple):
    """One sort of data that is kept: why, who sees it, by which article of 个人信息保护法."""

    title: str
    why: str
    who: str
    article: str


class Choice(NamedTuple):
    """One thing that the member may choose; ``default``: what holds while nothing was chosen."""

    code: str
    title: str
    why: str
    default: bool
    article: str


class Told(NamedTuple):
    """All that the own page says of the own data."""

    kept: tuple[Kept, ...]
    consents: Mapping[str, Choice]


def read(text: str) -> Told:
    """Parse the TOML text; ``Unreadable`` names the entry at fault, and a consent that the product does not heed."""
    found = tomllib.loads(text)
    consents = {each.code: each for each in map(_asked, found.get("consent", []))}
    if tuple(consents) != CODES or set(found) != {"kept", "consent"}:
        raise Unreadable(f"{FILE}: the consents are {', '.join(CODES)}, in this order, each once")
    return Told(tuple(map(_kept, found["kept"])), consents)


@cache
def told() -> Told:
    """The installation's texts."""
    return read((policy_folder() / FILE).read_text("utf-8"))


def _kept(entry: Mapping[str, Any]) -> Kept:
    if set(entry) != _KEPT or not all(entry.values()):
        raise Unreadable(f"{FILE}: {entry.get('title', '?')}: unknown, missing or empty key")
    return Kept(**entry)


def _asked(entry: Mapping[str, Any]) -> Choice:
    if set(entry) != _CONSENT or not all(entry.values()) or entry["default"] not in ("yes", "no"):
        raise Unreadable(f"{FILE}: consent {entry.get('code', '?')}: unknown, missing or empty key")
    return Choice(entry["code"], entry["title"], entry["why"], entry["default"] == "yes", entry["article"])
