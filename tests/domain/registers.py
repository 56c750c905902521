"""A small county for the tests of the registers: rows as the intake hands them over, and the shortest way to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhendi.domain.orgs.operations import register
from zhendi.domain.people.operations import roster, roster_write
from zhendi.kernel.registers import Journal

EVERYWHERE = (("", "~"),)
JUNE = date(2026, 6, 30)
SEPTEMBER = date(2026, 9, 30)

COUNTY = "中共泾县委员会"
TOWNSHIP = "中共泾县泾川镇委员会"
OTHER_TOWNSHIP = "中共泾县茂林镇委员会"
BRANCH = "中共泾县泾川镇百园居委会支部委员会"
SECOND = "中共泾县泾川镇城东居委会支部委员会"
AWAY = "中共泾县茂林镇机关支部委员会"


def organisation(full_name: str, kind: str, parent: str, **facts: Any) -> register.OrganisationRow:
    """One row of the register."""
    return register.OrganisationRow(full_name, kind, parent, **facts)


COUNTY_ROWS = (
    organisation(BRANCH, "branch", TOWNSHIP, short_name="百园居委会党支部", secretary="张三"),
    organisation(SECOND, "branch", TOWNSHIP),
    organisation(TOWNSHIP, "committee", COUNTY, division_code="341823100000"),
    organisation(COUNTY, "county_committee", "", division_code="341823000000"),
    organisation(OTHER_TOWNSHIP, "committee", COUNTY, division_code="341823101000"),
    organisation(AWAY, "branch", OTHER_TOWNSHIP),
)


def number(serial: int) -> str:
    """A made-up citizen number of the area that belongs to nobody (its check digit does not matter here)."""
    return f"99999919900101{serial:03d}X"


def member(serial: int, name: str = "张三", organisation: str = BRANCH, **facts: Any) -> roster.MemberRow:
    """One row of a roster."""
    facts.setdefault("standing", "full")
    return roster.MemberRow(number(serial), name, organisation, **facts)


def write_organisations(rows: Sequence[register.OrganisationRow] = COUNTY_ROWS, on: date = JUNE) -> Journal:
    """Plan and write a register."""
    journal = Journal()
    with transaction.atomic():
        register.apply(register.plan(rows, ranges=EVERYWHERE, on=on), on=on, journal=journal)
    return journal


def plan_members(rows: Sequence[roster.MemberRow], on: date = JUNE) -> roster.RosterPlan:
    """Compare rosters with what is held."""
    return roster.plan(rows, places=register.places(), ranges=EVERYWHERE, on=on)


def write_members(rows: Sequence[roster.MemberRow], on: date = JUNE) -> Journal:
    """Plan and write rosters."""
    journal = Journal()
    with transaction.atomic():
        roster_write.apply(plan_members(rows, on), places=register.places(), on=on, journal=journal)
    return journal
