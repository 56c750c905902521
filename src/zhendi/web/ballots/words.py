"""Rules and results of votes in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from zhendi.domain.ballots.counting.choices import ANSWERS, WRITTEN
from zhendi.domain.ballots.counting.rules import Threshold, VoteRule
from zhendi.domain.ballots.queries.votes import Record

ANSWER_TITLES = {"yes": "赞成", "no": "反对", "abstain": "弃权"}
_BASES = {
    "due": "应到会有表决权的人数", "present": "实到会人数", "registered": "登记选民数", "cast": "投出的票数",
    "body": "全体组成人员", "members": "全体成员",
}  # fmt: skip


class Bar(NamedTuple):
    """One option in a result: its votes, and their part of the highest in per cent (for the bar's width)."""

    name: str
    votes: int
    width: int
    elected: bool


def rule_words(rule: VoteRule | None) -> tuple[str, ...]:
    """A rule as two sentences and its source; () before the roll is frozen."""
    if rule is None:
        return ()
    quorum = (f"到会（投票）{_share(rule.quorum)}，投票才有效",) if rule.quorum else ()
    return (
        *quorum,
        f"赞成{_share(rule.majority)}才{'当选' if rule.surplus or rule.write_in else '通过'}",
        _source(rule),
    )


def bars(found: Record) -> tuple[Bar, ...]:
    """The result's options with their votes: answers in their order, candidates by number, names written in last."""
    votes: dict[str, int] = found.result.get("votes", {})
    names = {str(each.number): each.name for each in found.candidates} or {
        each: ANSWER_TITLES[each] for each in ANSWERS
    }
    written = {name: f"{name[len(WRITTEN) :]}（另选他人）" for name in sorted(votes) if name.startswith(WRITTEN)}
    most = max(votes.values(), default=0) or 1
    elected = set(found.result.get("elected", ()))
    return tuple(
        Bar(title, votes.get(name, 0), votes.get(name, 0) * 100 // most, name in elected)
        for name, title in (names | written).items()
    )


def seats_words(found: Record) -> str:
    """What the vote is about in a word."""
    return f"应选{found.seats}名，候选人{len(found.candidates)}名" if found.candidates else "一件事，赞成、反对或弃权"


def needed(result: dict[str, Any]) -> str:
    """What the rule needed of this vote, in numbers."""
    quorum = f"至少{result['quorum_needed']}人到会（投票）有效，" if result.get("quorum_needed") else ""
    return f"{quorum}{result['yes_needed']}票过线"


def _share(threshold: Threshold) -> str:
    word = "超过" if threshold.strict else "不少于"
    return f"{word}{_BASES[threshold.of]}的{threshold.share.numerator}/{threshold.share.denominator}"


def _source(rule: VoteRule) -> str:
    return f"{rule.source}{rule.article}"
