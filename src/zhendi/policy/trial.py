"""Holding the rules to their cases: runs each with the reference executor and says in plain Chinese what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from zhendi.policy.cases import WORDS, Case, Expected
from zhendi.policy.consequences import follows
from zhendi.policy.evaluate import Obligation, evaluate
from zhendi.policy.figures import figure
from zhendi.policy.schema import Comparison, Deadline, Policy, Recurring, Rule, Share, Standing

_COMPARED: dict[Comparison, str] = {"at_least": "不少于", "at_most": "不超过", "below": "少于", "present": "至少"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a case: sentences on what differs and why, none when it holds."""

    case: Case
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the rule gave what the case expects."""
        return not self.faults


def run(cases: Iterable[Case], policy: Policy) -> tuple[Verdict, ...]:
    """Try every case, in order."""
    return tuple(Verdict(case, tuple(_faults(case, policy))) for case in cases)


def report(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Lines for the reader: each failed case with its place and why, then the count."""
    seen = list(verdicts)
    failed = [verdict for verdict in seen if not verdict.holds]
    for verdict in failed:
        yield f"不符：{verdict.case.name}（{verdict.case.where}，规则 {verdict.case.rule}，截至 {verdict.case.as_of}）"
        yield from (f"  {fault}" for fault in verdict.faults)
    yield f"案例 {len(seen)} 个，相符 {len(seen) - len(failed)} 个，不符 {len(failed)} 个"


def _faults(case: Case, policy: Policy) -> Iterator[str]:
    rule = policy.rule(case.rule)
    facts = {code: case.facts.get(code, ()) for code in rule.facts()}
    found = evaluate(rule, facts, policy.parameters, case.as_of, case.waivers)
    for expected, row in zip_longest(case.expect, found):
        yield from _differs(case, rule, policy, expected, row)
    if case.figure is not None:
        yield from _figure_differs(case, rule, policy, found)


def _differs(
    case: Case, rule: Rule, policy: Policy, expected: Expected | None, row: Obligation | None
) -> Iterator[str]:
    if row is None:
        assert expected is not None  # zip_longest never gives two nothings
        yield f"{expected.who}：应有“{WORDS[expected.status]}”一件，规则没有提出要求（对象不在册、条件不符，或规则未施行）"
        return
    who = case.people[row.subject]
    if expected is None:
        yield f"{who}：不应有事项，得出“{WORDS[row.status]}”；{_why(case, rule, policy, row)}"
        return
    pairs = (
        ("对象", expected.who, who),
        ("状态", WORDS[expected.status], WORDS[row.status]),
        ("到期日", expected.due, row.due_on),
        ("起算日", expected.since, row.since),
        ("计入数", expected.counted, row.total),
        ("提出后果", _yes(expected.follows), _yes(follows(rule, row, policy.parameters, case.as_of))),
    )
    if wrong := [f"{name}应为 {one}，得出 {other or '—'}" for name, one, other in pairs if one not in {None, other}]:
        yield f"{who}：{'；'.join(wrong)}；{_why(case, rule, policy, row)}"


def _yes(follows: bool | None) -> str | None:
    return None if follows is None else "是" if follows else "否"


def _figure_differs(case: Case, rule: Rule, policy: Policy, found: tuple[Obligation, ...]) -> Iterator[str]:
    assert case.figure is not None
    counted = figure(rule.kind, found)
    if (counted.part, counted.whole) != (case.figure.part, case.figure.whole):
        yield f"占比应为 {case.figure.part}/{case.figure.whole}，得出 {counted.part}/{counted.whole}"
    if isinstance(rule.asks, Share):
        target = policy.parameters.at(rule.asks.target, case.as_of)
        if counted.reaches(target.value) != case.figure.reaches:
            yield f"{'未' if case.figure.reaches else '已'}达到目标 {target.value}%（{target.citation()}）"


def _why(case: Case, rule: Rule, policy: Policy, row: Obligation) -> str:
    """What was counted against which number, with its source."""
    asks = rule.asks
    lines = f"（given 第 {'、'.join(map(str, sorted(set(row.counted))))} 行）" if row.counted else ""
    if isinstance(asks, Deadline):
        done = (
            f"{policy.facts[asks.closes].title}于 {row.since}{lines}"
            if row.counted
            else f"还没有“{policy.facts[asks.closes].title}”"
        )
        return f"{row.period_from} 起算，到期日 {row.due_on or '不明'}，{done}"
    counted = f"“{policy.facts[asks.evidence].title}”计 {row.total}{lines}"
    return f"{counted}，要求{_demand(asks, policy, row, case)}，{row.since} 起如此"


def _demand(asks: Recurring | Standing, policy: Policy, row: Obligation, case: Case) -> str:
    condition = asks.condition if isinstance(asks, Standing) else None
    code = condition.parameter if condition else asks.at_least if isinstance(asks, Recurring) else ""
    source = policy.parameters.at(code, case.as_of).citation() if code else ""
    word = _COMPARED[condition.comparison] if condition else "不少于"
    return f"{word} {row.needed}{f'（{source}）' if source else ''}"
