"""The board of the demonstration county against an independent count: statements over the registers' own tables.

Nothing of the engine and nothing of the apps' facts is used (``counting``). The county has twelve months of history.
Standing rules and shares are compared as part and whole, the others by every status that the board tells apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.obligations import counts_by_opening, counts_by_period
from tests.obligations.counting import BRANCHES, ON, heads, kinds, live, number, rows, toml, within
from zhendi.demonstration import county
from zhendi.kernel import clock
from zhendi.kernel.dates import add_months
from zhendi.kernel.scope import operator
from zhendi.obligations.queries import board
from zhendi.obligations.queries.figures import Counts

pytestmark = pytest.mark.django_db
MEMBERS = 600


def _share(subjects: str, holds: str, binds: str = "") -> str:
    """Part and whole: ``subjects`` is ``table t WHERE …``, ``holds`` a condition on ``t``."""
    return f"SELECT SUM(CASE WHEN {holds} THEN 1 ELSE 0 END), COUNT(*) FROM {subjects}{binds}"


# --- the pieces ----------------------------------------------------------------------------------------------


def _units(*kinds: str, asked: str = "1 = 1", covered: str = "1 = 1") -> str:
    exempt = (
        "NOT EXISTS (SELECT 1 FROM setup_exemption e WHERE e.unit_id = t.id AND "
        + live("e", "free_from", "free_to")
        + ")"
    )
    kept = f"t.kind IN {within(kinds)} AND " if kinds else ""
    holds = f"EXISTS (SELECT 1 FROM setup_coverage c WHERE c.unit_id = t.id AND {covered} AND {live('c')})"
    return _share(f"setup_unit t WHERE {kept}{live('t', 'valid_from', 'closed_on')} AND {exempt} AND {asked}", holds)


_SAID = "COALESCE(t.said_full, 0) + COALESCE(t.said_probationary, 0) >= 1"
_FULL = f"COALESCE(t.said_full, 0) >= {number('setup.own_branch_full')}"


def _organisations(kinds: str, holds: str, asked: str = "1 = 1") -> str:
    return _share(f"orgs_organisation t WHERE t.dissolved_on IS NULL AND t.kind IN {kinds} AND {asked}", holds)


_LEADING = within(role["code"] for role in toml("roles.toml", "role") if role["leading"])
_LED_BY = (
    "(SELECT COUNT(DISTINCT p.person_id) FROM people_post p WHERE p.organisation_id = t.id "
    f"AND p.role IN {_LEADING} AND {live('p')})"
)
_ROLL = f"people_membership t JOIN people_person q ON q.id = t.person_id WHERE t.standing IN ('full', 'probationary') AND {live('t')}"
_VILLAGE = "length({0}) = 12 AND substr({0}, 10, 3) <> '000'"


def _villages(holds: str) -> str:
    return _share(f"orgs_division t WHERE {_VILLAGE.format('t.code')} AND {live('t')}", holds)


def _away(holds: str) -> str:
    return _share(f"mobile_outgoing t WHERE t.path <> '' AND {live('t')}", holds)


def _kept(level: str, digits: int) -> str:
    place = f"substr(t.path, 1, {digits})" if digits else "t.path"
    return (
        "EXISTS (SELECT 1 FROM mobile_keeper k LEFT JOIN mobile_outgoing o ON o.id = k.movement_id "
        f"WHERE k.level = '{level}' AND {live('k')} AND (k.movement_id = t.id OR (o.person_id = t.person_id) "
        f"OR (k.movement_id IS NULL AND k.path = {place})))"
    )


def _reached(months: int) -> str:
    """The last contact of the register or one entered here, not longer ago than so many months."""
    first = add_months(ON, -months)
    entered = (
        f"EXISTS (SELECT 1 FROM mobile_contact c WHERE c.withdrawn_on IS NULL AND c.happened_on <= '{ON}' AND "
        f"c.happened_on > '{first}' AND (c.movement_id = t.id OR c.person_id = t.person_id))"
    )
    return f"((t.contacted_on <= '{ON}' AND t.contacted_on > '{first}') OR {entered})"


STATEMENTS: Mapping[str, str] = {
    "0.2.units": _units(),
    "3.0.public": _units("office", "school", "clinic", asked=_SAID),
    "3.1b.covered": _units("coop", "assoc", "firm", asked=_SAID),
    "3.1f.covered": _units("chain", "council", "scenic", asked=_SAID),
    "3.2a.covered": _units("market", "tower", "estate"),
    "3.3b.window": _units("window", asked=_SAID),
    "3.4b.alone": _units("law", "acc", asked=_FULL, covered="c.form = 'own'"),
    "3.4c.covered": _units("law", "acc", asked=f"{_SAID} AND NOT {_FULL}"),
    "5.1d.covered": _units("coop"),
    "5.2a.covered": _units("firm"),
    "0.2.minimum": _organisations(BRANCHES, f"{heads('full')} >= {number('branch.minimum_full')}"),
    "0.2.committee": _organisations(
        BRANCHES,
        f"{_LED_BY} >= {number('branch.committee_minimum')}",
        f"{heads('full')} >= {number('branch.committee_from_full')}",
    ),
    "0.2.committee-size": _organisations(BRANCHES, f"{_LED_BY} <= {number('branch.committee_usual_maximum')}"),
    "0.2.term-held": _organisations(
        kinds(may="term_election"),
        f"EXISTS (SELECT 1 FROM orgs_term r WHERE r.organisation_id = t.id AND {live('r', 'starts_on', 'ends_on')})",
    ),
    "0.3.secretary": _organisations(
        kinds(not_level="group"),
        "EXISTS (SELECT 1 FROM people_post p WHERE p.organisation_id = t.id AND p.role = 'secretary' AND "
        + live("p")
        + ")",
    ),
    "3.1a.size": _organisations(BRANCHES, f"{heads('full', 'probationary')} <= {number('branch.usual_maximum')}"),
    "0.2.member-phone": _share(_ROLL, "EXISTS (SELECT 1 FROM people_phone f WHERE f.person_id = t.person_id)"),
    "0.2.member-dates": _share(_ROLL, "q.born_on IS NOT NULL AND q.joined_precision = 'd'"),
    "3.0.village": _villages(
        "EXISTS (SELECT 1 FROM orgs_organisation o WHERE o.division_code = t.code AND o.dissolved_on IS NULL "
        f"AND o.kind IN {kinds(may='hold_relation', not_level='group')})"
    ),
    "5.1g.outlet": _villages(
        "EXISTS (SELECT 1 FROM services_outlet s WHERE s.division_code = t.code AND s.level = 'village' AND "
        + live("s", "valid_from", "closed_on")
        + ")"
    ),
    "4.5a.contact": _away(f"(t.contact_name <> '' OR {_kept('village', 0)})"),
    "4.5a.township": _away(_kept("township", 8)),
    "4.5d.phone": _away("t.phone <> ''"),
    "4.5d.whereabouts": _away("t.district <> '' AND t.moved_on IS NOT NULL"),
    "4.5d.fresh": _away(_reached(number("mobile.report_months"))),
    "4.5f.in-contact": _away(_reached(number("mobile.out_of_contact_months"))),
    "3.5a.placed": _share(f"mobile_incoming t WHERE t.path <> '' AND {live('t')}", "t.placed_in_branch"),
}


_RARE = {
    rule for rule, text in STATEMENTS.items() if "said_full" in text
}  # units of few kinds that say they have members


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


def _parts_and_wholes(shown: Mapping[str, Counts]) -> None:
    counted = {rule: _counted(statement) for rule, statement in STATEMENTS.items()}
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


def _counted(statement: str) -> tuple[int, int]:
    ((part, whole),) = rows(statement)
    return int(part or 0), int(whole)
