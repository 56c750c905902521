"""The board of the demonstration county against an independent count: statements over the registers' own tables.

Nothing of the engine and nothing of the apps' facts is used (``counting``). The county has twelve months of history.
Standing rules and shares are compared as part and whole, the others by every status that the board tells apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.obligations import counts_by_opening, counts_by_period, counts_of_parts
from tests.obligations.counting import ON
from zhendi.demonstration import county
from zhendi.kernel import clock
from zhendi.kernel.scope import operator
from zhendi.obligations.queries import board
from zhendi.obligations.queries.figures import Counts
from zhendi.policy.load import load

pytestmark = pytest.mark.django_db
MEMBERS = 600
# What a county as small as the test's may have none of: units of few kinds that say they have members, gatherings, streets.
_RARE = {rule for rule, text in counts_of_parts.STATEMENTS.items() if "said_full" in text}
_RARE |= {"3.1e.founded", "3.2b.visits"}
# Rules of which the demonstration has no row, and why; whoever gives it some counts them here too.
_NOTHING_OF_IT: Mapping[str, str] = {
    "3.3c.guided": "branches of the county's retired stand under the very committee that is to guide them, as ordinary ones",
}


# Clauses whose rows come all through the year: some are done, some wait, some are late.
_ALL_YEAR = ("3.3a", "3.3b", "3.4a", "3.5b", "4.5b", "4.5f")


@pytest.fixture
def shown(tmp_path: Path) -> Mapping[str, Counts]:
    """The county's figures of the day, by rule."""
    with clock.frozen(ON):
        county.build(tmp_path, members=MEMBERS, seed=7, on=ON, now=clock.now())
        found = board.board(operator("试", ON).scope)
    return {each.rule.id: each.counts for clause in found.clauses for each in clause.figures}


def test_every_figure_is_what_plain_sql_over_the_registers_finds(shown: Mapping[str, Counts]) -> None:
    _parts_and_wholes(shown)
    _periods(shown)
    _openings(shown)
    _none_is_left_out(shown)


def _parts_and_wholes(shown: Mapping[str, Counts]) -> None:
    counted = {rule: counts_of_parts.counted(rule) for rule in counts_of_parts.STATEMENTS}
    assert {rule: (shown[rule].met, shown[rule].met + shown[rule].lacking) for rule in counted} == counted
    # A county without units or without members away would agree with any statement.
    assert {rule for rule, (_, whole) in counted.items() if not whole} <= _RARE
    assert {part == whole for part, whole in counted.values()} == {True, False}


def _periods(shown: Mapping[str, Counts]) -> None:
    counted = {rule: counts_by_period.counted(asked) for rule, asked in counts_by_period.RULES.items()}
    assert {
        rule: (shown[rule].met, shown[rule].due + shown[rule].due_soon, shown[rule].late) for rule in counted
    } == counted


def _openings(shown: Mapping[str, Counts]) -> None:
    counted = {rule: counts_by_opening.counted(asked) for rule, asked in counts_by_opening.RULES.items()}
    found = {rule: shown[rule] for rule in counted}
    assert {r: (c.met, c.met_late, c.due + c.due_soon, c.overdue, c.not_yet) for r, c in found.items()} == counted
    assert all(any(sums) for sums in counted.values())
    assert all(map(sum, zip(*counted.values(), strict=True)))


def _none_is_left_out(shown: Mapping[str, Counts]) -> None:
    """Every rule that asks anything of the demonstration is counted, and it has something of every rule but those named."""
    counted = {*counts_of_parts.STATEMENTS, *counts_by_period.RULES, *counts_by_opening.RULES}
    asked = {rule for rule, counts in shown.items() if any(counts)}
    assert not asked - counted
    for clause in _ALL_YEAR:
        sums = Counts()
        for rule in asked:
            sums = sums.plus(shown[rule]) if rule.startswith(f"{clause}.") else sums
        assert sums.met, clause
        assert sums.due + sums.due_soon, clause
        assert sums.late, clause
    assert {rule.id for rule in load().rules()} - asked - _RARE == set(_NOTHING_OF_IT)
