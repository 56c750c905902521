"""What a vote decides: a question passed or not, seats filled, ties to vote on again, seats left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from zhendi.domain.ballots.counting.rules import Base, Threshold, VoteRule

Wholes = Mapping[Base, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a question: needed and reached of quorum and majority. ``could_pass``: whether enough are present."""

    valid: bool
    passed: bool
    quorum_needed: int
    present: int
    yes_needed: int
    yes: int
    could_pass: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of an election. ``tied`` must be voted on again for ``tied_seats``; ``open_seats`` stay empty."""

    valid: bool
    needed: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    tied_seats: int
    open_seats: int


def decide(
    rule: VoteRule, wholes: Wholes, *, present: int, yes: int, written_yes: int = 0, voters: int = 0
) -> Decision:
    """The outcome of one question.

    ``present`` counts for the quorum; opinions handed in before the meeting count as votes where the rule says so.
    ``voters``: who voted at the meeting or by telephone, where that is more than are present. ``ValueError`` for more
    votes than voters.
    """
    votes = yes + (written_yes if rule.written else 0)
    if min(present, yes, written_yes) < 0 or yes > max(present, voters):
        raise ValueError("more votes than voters")
    whole = _whole(rule.majority, wholes, present)
    needed = rule.majority.least(whole)
    valid = is_valid(rule, wholes, present)
    most = max(present, voters) + (written_yes if rule.written else 0)
    return Decision(
        valid, valid and rule.majority.met(votes, whole), _least(rule.quorum, wholes), present, needed, votes,
        valid and most >= needed,
    )  # fmt: skip


def attending(rule: VoteRule, *, present: int, voters: int) -> int:
    """Who counts for the quorum: of registered voters those who voted (村民委员会组织法第十五条), else who is present."""
    return voters if rule.quorum is not None and rule.quorum.of == "registered" else present


def is_valid(rule: VoteRule, wholes: Wholes, present: int) -> bool:
    """Whether enough are present (or voted) for the vote to stand."""
    return rule.quorum is None or rule.quorum.met(present, wholes[rule.quorum.of])


def elect(rule: VoteRule, wholes: Wholes, votes: Mapping[str, int], *, seats: int, present: int) -> Result:
    """The outcome of an election for ``seats``: who passed, the highest first, until full.

    Whoever stands level for the last seats is voted on again, alone: ``tied``. Fewer who pass than seats leave seats
    open for a separate election. ``ValueError`` for no seat.
    """
    if seats < 1:
        raise ValueError("an election fills a seat")
    whole = _whole(rule.majority, wholes, present)
    needed = rule.majority.least(whole)
    if not is_valid(rule, wholes, present):
        return Result(False, needed, (), (), 0, seats)
    passed = sorted(((name, count) for name, count in votes.items() if count >= needed), key=lambda each: -each[1])
    elected: list[str] = []
    for _, level in groupby(passed, key=lambda each: each[1]):
        names = tuple(sorted(name for name, _ in level))
        left = seats - len(elected)
        if len(names) > left > 0:
            return Result(True, needed, tuple(elected), names, left, 0)
        elected.extend(names if left else ())
    return Result(True, needed, tuple(elected), (), 0, seats - len(elected))


def again(votes: Mapping[str, int], *, seats: int) -> Result:
    """The outcome of voting again among those who stood level: more votes win; level again is tied again."""
    ranked = sorted(votes.items(), key=lambda each: (-each[1], each[0]))
    if len(ranked) <= seats:
        return Result(True, 0, tuple(name for name, _ in ranked), (), 0, seats - len(ranked))
    last = ranked[seats - 1][1]
    level = tuple(name for name, count in ranked if count == last)
    above = tuple(name for name, count in ranked if count > last)
    left = seats - len(above)
    if len(level) == left:
        return Result(True, 0, above + level, (), 0, 0)
    return Result(True, 0, above, level, left, 0)


def _whole(threshold: Threshold, wholes: Wholes, present: int) -> int:
    return present if threshold.of in {"present", "cast"} and threshold.of not in wholes else wholes[threshold.of]


def _least(threshold: Threshold | None, wholes: Wholes) -> int:
    return threshold.least(wholes[threshold.of]) if threshold else 0
