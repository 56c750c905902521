"""What a rule makes of the sums of a vote: the same for the count and for whoever checks it from the published file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhendi.domain.ballots.counting import outcomes
from zhendi.domain.ballots.counting.rules import VoteRule


def outcome_of(rule: VoteRule, sums: Mapping[str, Any], *, form: str, seats: int) -> dict[str, Any]:
    """The conclusion from numbers: valid, passed or elected, and what was needed.

    ``sums``: votes by option, ``good`` and ``void`` ballots, ``due``, ``present``, ``voters``, and ``written``, the votes
    by option of opinions handed in before the meeting (they are in ``votes`` too).
    """
    written, due = sums.get("written") or {}, int(sums["due"])
    voters = int(sums.get("voters", sums["present"])) - sum(written.values())
    wholes: outcomes.Wholes = {
        "due": due, "body": due, "registered": due, "members": due, "present": int(sums["present"]),
        "cast": int(sums["good"]) + int(sums["void"]),
    }  # fmt: skip
    there = outcomes.attending(rule, present=int(sums["present"]), voters=voters)
    if form == "question":
        written_yes = int(written.get("yes", 0))
        decision = outcomes.decide(
            rule,
            wholes,
            present=there,
            yes=int(sums["votes"]["yes"]) - written_yes,
            written_yes=written_yes,
            voters=voters,
        )
        return {
            "valid": decision.valid, "passed": decision.passed, "quorum_needed": decision.quorum_needed,
            "yes_needed": decision.yes_needed,
        }  # fmt: skip
    result = outcomes.elect(rule, wholes, sums["votes"], seats=seats, present=there)
    return {
        "valid": result.valid, "yes_needed": result.needed, "elected": list(result.elected), "tied": list(result.tied),
        "tied_seats": result.tied_seats, "open_seats": result.open_seats,
        "quorum_needed": rule.quorum.least(wholes[rule.quorum.of]) if rule.quorum else 0,
    }  # fmt: skip
