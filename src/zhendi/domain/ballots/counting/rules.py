"""The rules of votes, read from ``policy/opinions/votes.toml``: dated, cited, one in force on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal, cast, get_args

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder

Base = Literal["due", "present", "registered", "cast", "body", "members"]
FILE = "votes.toml"
_RULE_KEYS = {
    "from",
    "quorum",
    "majority",
    "surplus",
    "written",
    "write_in",
    "proxy",
    "source",
    "article",
    "confirmed_by",
}
_FORMS = frozenset({"question", "election"})
_NEEDED = {"from", "majority", "source", "article", "confirmed_by"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a whole that must be reached (``strict``: exceeded)."""

    share: Fraction
    strict: bool
    of: Base

    def least(self, whole: int) -> int:
        """The smallest number that meets it, out of ``whole`` (0 or more)."""
        exact, rest = divmod(whole * self.share.numerator, self.share.denominator)
        return exact + 1 if self.strict or rest else exact

    def met(self, part: int, whole: int) -> bool:
        """Whether ``part`` of ``whole`` is enough. Of nobody, nothing is enough."""
        return whole > 0 and part >= self.least(whole)


@dataclass(frozen=True, slots=True)
class VoteRule:
    """How one kind of vote is counted from a day on. ``surplus``: share of the seats by which candidates exceed them.

    ``proxy``: a near relative may cast the vote of one who is away. ``form``: question or election; ``alone``: held on its
    own, not only as what follows from another vote. Both are empty words for a rule that was kept with a vote.
    """

    code: str
    title: str
    valid_from: date
    quorum: Threshold | None
    majority: Threshold
    surplus: Fraction
    written: bool
    write_in: bool
    proxy: bool
    source: str
    article: str
    confirmed_by: str
    form: str = ""
    alone: bool = True

    def least_candidates(self, seats: int) -> int:
        """How many candidates an election for ``seats`` needs at least."""
        more, rest = divmod(seats * self.surplus.numerator, self.surplus.denominator)
        return seats + more + bool(rest)


def rule(code: str, on: date) -> VoteRule:
    """The rule in force on a day; ``Unreadable`` for an unknown vote or a day before its first rule."""
    dated = [each for each in rules().get(code, ()) if each.valid_from <= on]
    if not dated:
        raise Unreadable(f"{FILE}: no rule for {code} on {on.isoformat()}")
    return dated[-1]


def kept(given: VoteRule) -> dict[str, Any]:
    """A rule as JSON values, to be kept with the vote that it counts."""
    return {
        "code": given.code, "title": given.title, "from": given.valid_from.isoformat(),
        "quorum": _words(given.quorum) if given.quorum else None, "majority": _words(given.majority),
        "surplus": str(given.surplus), "written": given.written, "write_in": given.write_in, "proxy": given.proxy,
        "source": given.source, "article": given.article, "confirmed_by": given.confirmed_by,
    }  # fmt: skip


def restored(held: Mapping[str, Any]) -> VoteRule:
    """A rule that was kept: an old vote is counted again by its own. ``Unreadable`` for what is none."""
    given = {name: value for name, value in held.items() if name not in {"code", "title"} and value is not None}
    return _rule(str(held["code"]), str(held["title"]), given | {"from": date.fromisoformat(str(held["from"]))})


@cache
def rules() -> Mapping[str, tuple[VoteRule, ...]]:
    """All rules by code, each kind's in the order of their days."""
    return read((policy_folder() / FILE).read_text(encoding="utf-8"))


def read(text: str) -> dict[str, tuple[VoteRule, ...]]:
    """Parse the file; ``Unreadable`` names the vote and the fault: unknown or missing key, a share that is none."""
    found: dict[str, tuple[VoteRule, ...]] = {}
    for entry in tomllib.loads(text).get("vote", ()):
        code = str(entry.get("code", "?"))
        if code in found or set(entry) - {"alone"} != {"code", "title", "form", "rule"}:
            raise Unreadable(f"{FILE}: vote {code}: stands twice, or has not exactly code, title, form, rule")
        if entry["form"] not in _FORMS:
            raise Unreadable(f"{FILE}: vote {code}: form is one of {', '.join(sorted(_FORMS))}")
        dated = [
            replace(_rule(code, str(entry["title"]), each), form=entry["form"], alone=bool(entry.get("alone", True)))
            for each in entry["rule"]
        ]
        found[code] = tuple(sorted(dated, key=lambda each: each.valid_from))
    return found


def _rule(code: str, title: str, given: Mapping[str, Any]) -> VoteRule:
    where = f"{FILE}: vote {code}"
    if unknown := set(given) - _RULE_KEYS:
        raise Unreadable(f"{where}: unknown key {', '.join(sorted(unknown))}")
    if missing := _NEEDED - set(given):
        raise Unreadable(f"{where}: missing {', '.join(sorted(missing))}")
    quorum = _threshold(where, given["quorum"]) if "quorum" in given else None
    return VoteRule(
        code, title, given["from"], quorum, _threshold(where, given["majority"]),
        _share(where, given.get("surplus", "0/1")), bool(given.get("written")), bool(given.get("write_in")),
        bool(given.get("proxy")), str(given["source"]), str(given["article"]), str(given["confirmed_by"]),
    )  # fmt: skip


def _threshold(where: str, given: Mapping[str, Any]) -> Threshold:
    words = set(given) - {"of"}
    if len(words) != 1 or not words <= {"at_least", "more_than"} or given.get("of") not in get_args(Base):
        raise Unreadable(f"{where}: a threshold has at_least or more_than, and of")
    word = words.pop()
    return Threshold(_share(where, given[word]), word == "more_than", cast("Base", given["of"]))


def _words(threshold: Threshold) -> dict[str, str]:
    return {"more_than" if threshold.strict else "at_least": str(threshold.share), "of": threshold.of}


def _share(where: str, text: object) -> Fraction:
    try:
        share = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        raise Unreadable(f"{where}: {text!r} is no share") from None
    if not 0 <= share <= 1:
        raise Unreadable(f"{where}: {text!r} is no share of a whole")
    return share
