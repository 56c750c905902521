"""Standing rules and shares counted by plain SQL: of those asked on the day, how many there are as the rule wants them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.obligations.counting import BRANCHES, ON, floating, heads, kinds, live, number, rows, toml, within
from zhendi.kernel.dates import add_months


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


def _within(day: str, months: str) -> str:
    """The condition that something happened within so many months up to the day."""
    return f"{day} <= '{ON}' AND {day} > '{add_months(ON, -number(months))}'"


_ISSUED, _LOOKED_AT = (_within(day, "certificate.check_months") for day in ("c.issued_on", 'l."on"'))
_JUDGED = _within('j."on"', "model_points.review_months")
_VISITED = _within('v."on"', "setup.visit_months")
# A community is called by its name whatever body is written after it.
_CALLED = "replace(replace(replace({0}, '居民委员会', ''), '居委会', ''), '社区', '')"
_LIVING_THERE = (
    "mobile_incoming i JOIN orgs_organisation o ON o.id = i.organisation_id AND substr(o.division_code, 1, 9) = "
    f"substr(t.code, 1, 9) WHERE {_CALLED.format('i.place')} = {_CALLED.format('t.name')} AND i.place <> '' AND {live('i')}"
)
_STANDING = live("f", '"on"', "cured_on")
_OF_HOLDER = "(CASE WHEN c.person_id IS NULL THEN c.movement_id = t.id ELSE c.person_id = t.person_id END)"
_HOLDS = f"{_OF_HOLDER} AND {live('c', 'issued_on', 'ended_on')}"
_AWAY_BELOW = (
    "EXISTS (SELECT 1 FROM mobile_outgoing g WHERE g.path <> '' AND substr(g.path, 1, 8) = t.path AND "
    + live("g")
    + ")"
)
_COUNTS = f"(t.counts_until IS NULL OR t.counts_until > '{ON}')"
_IN_VILLAGE = (
    "EXISTS (SELECT 1 FROM orgs_organisation o WHERE o.id = t.organisation_id AND length(o.division_code) = 12 AND "
    "substr(o.division_code, 10, 1) IN ('2', '3', '5'))"
)


def _elections(holds: str, asked: str = "1 = 1") -> str:
    """Elections in which was voted, until the same body votes again; what was given up is none."""
    again = (
        "EXISTS (SELECT 1 FROM democracy_election n WHERE n.organisation_id = t.organisation_id AND n.village_body = "
        f"t.village_body AND n.held_on > t.held_on AND n.held_on <= '{ON}')"
    )
    found = f"democracy_election t WHERE t.held_on <= '{ON}' AND t.ended_on IS NULL AND NOT {again} AND {asked}"
    return _share(found, holds)


def _outlets(holds: str) -> str:
    return _share(f"services_outlet t WHERE {live('t', 'valid_from', 'closed_on')}", holds)


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
    "3.0.visits": _share(
        f"setup_unit t WHERE EXISTS (SELECT 1 FROM setup_liaison l WHERE l.unit_id = t.id AND {live('l')})",
        f"EXISTS (SELECT 1 FROM setup_visit v WHERE v.unit_id = t.id AND {_VISITED})",
    ),
    "3.1a.candidate": _share(
        "orgs_organisation t JOIN setup_industry i ON i.organisation_id = t.id WHERE t.dissolved_on IS NULL AND t.kind IN "
        f"{BRANCHES} AND i.recorded_on <= '{ON}' AND NOT EXISTS (SELECT 1 FROM setup_industry n WHERE n.organisation_id = "
        f"t.id AND n.year > i.year AND n.recorded_on <= '{ON}') AND {heads('full', 'probationary')} >= "
        f"{number('upgrade.members')} AND (i.output - i.before) * 100 >= i.before * {number('upgrade.growth_percent')}",
        f"i.considered_on <= '{ON}'",
    ),
    "3.1c.centre": _organisations(
        within(each["code"] for each in toml("kinds.toml", "kind")),
        f"{_VILLAGE.format('t.division_code')} AND t.kind IN {kinds(not_level='group')}",
        f"EXISTS (SELECT 1 FROM setup_coverage c WHERE c.organisation_id = t.id AND c.form = 'village' AND {live('c')})",
    ),
    "3.2c.placed": _share(
        "orgs_division t WHERE length(t.code) = 12 AND substr(t.code, 10, 1) IN ('0', '1', '4') AND substr(t.code, 10) "
        f"<> '000' AND {live('t')} AND EXISTS (SELECT 1 FROM {_LIVING_THERE})",
        f"NOT EXISTS (SELECT 1 FROM {_LIVING_THERE} AND NOT i.placed_in_branch)",
    ),
    "3.1b.joint-size": _organisations(
        "('joint_branch')",
        "(SELECT COUNT(*) FROM setup_coverage c WHERE c.organisation_id = t.id AND c.form = 'joint' AND "
        f"{live('c')}) <= {number('joint_branch.usual_maximum_units')}",
    ),
    "3.4d.reviewed": _share(
        "orgs_organisation t JOIN setup_modelpoint m ON m.organisation_id = t.id WHERE t.dissolved_on IS NULL AND "
        + live("m", "named_on", "dropped_on"),
        "EXISTS (SELECT 1 FROM setup_modeljudgement j JOIN setup_modelpoint n ON n.id = j.point_id WHERE "
        f"n.organisation_id = t.id AND {_JUDGED})",
    ),
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
    "4.5a.county": _share(
        f"orgs_organisation t WHERE t.depth = 2 AND t.dissolved_on IS NULL AND {_AWAY_BELOW}",
        f"EXISTS (SELECT 1 FROM mobile_keeper k WHERE k.level = 'county' AND {live('k')} AND "
        "(k.path = t.path OR length(k.path) < length(t.path)))",
    ),
    "4.5c.certificate-held": _share(
        floating("judged").format(judged=ON),
        f"(t.certificate <> '' OR EXISTS (SELECT 1 FROM mobile_certificate c WHERE {_HOLDS}))",
    ),
    "4.5c.certificate-checked": _share(
        f"mobile_outgoing t WHERE t.path <> '' AND EXISTS (SELECT 1 FROM mobile_certificate c WHERE {_HOLDS})",
        "EXISTS (SELECT 1 FROM mobile_certificate c LEFT JOIN mobile_certificatecheck l ON l.certificate_id = c.id "
        f"WHERE {_OF_HOLDER} AND ({_ISSUED} OR {_LOOKED_AT}))",
    ),
    "3.1e.founded": _share(
        f"mobile_gathering t WHERE t.path <> '' AND {live('t', 'valid_from', 'ended_on')}",
        f"EXISTS (SELECT 1 FROM mobile_foundation f WHERE f.gathering_id = t.id AND {live('f', 'valid_from', 'ended_on')})",
    ),
    "3.5a.temporary": _share(
        "orgs_organisation t WHERE t.dissolved_on IS NULL AND (SELECT COUNT(*) FROM mobile_incoming i WHERE "
        f"i.organisation_id = t.id AND i.standing <> 'probationary' AND {live('i')}) >= "
        f"{number('incoming.temporary_from')}",
        "EXISTS (SELECT 1 FROM orgs_organisation b WHERE b.parent_id = t.id AND b.dissolved_on IS NULL AND b.kind IN "
        "('temporary_branch', 'mobile_branch'))",
    ),
    "4.4c.valid": _elections("t.elected_on IS NOT NULL"),
    "4.4e.two-rounds": _elections("t.trusted_on IS NOT NULL", f"t.village_body = FALSE AND {_IN_VILLAGE}"),
    "4.4d.in-form": _share(
        f"democracy_decision t WHERE t.voted_on <= '{ON}' AND {_COUNTS}",
        f"NOT EXISTS (SELECT 1 FROM democracy_decisionfault f WHERE f.decision_id = t.id AND {_STANDING})",
    ),
    "4.4d.satisfied": _share(
        f"democracy_decision t WHERE t.surveyed_on <= '{ON}' AND {_COUNTS}",
        "(SELECT SUM(s.satisfied) * 100 - SUM(s.answered) * "
        + str(number("target.satisfaction"))
        + " FROM democracy_decisionsurvey s WHERE s.decision_id = t.id) >= 0",
    ),
    "5.1g.flowchart": _outlets("t.flowchart_posted"),
    "5.1g.equipment": _outlets("t.equipment <> ''"),
    "3.5a.placed": _share(f"mobile_incoming t WHERE t.path <> '' AND {live('t')}", "t.placed_in_branch"),
}


def counted(rule: str) -> tuple[int, int]:
    """Part and whole."""
    ((part, whole),) = rows(STATEMENTS[rule])
    return int(part or 0), int(whole)
