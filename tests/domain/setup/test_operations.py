"""Taking in the register of units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from tests.domain.registers import BRANCH, EVERYWHERE, JUNE, SECOND, SEPTEMBER, TOWNSHIP, write_organisations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import register
from zhendi.domain.setup import operations
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel.registers import Journal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    write_organisations()


def _unit(name: str = "泾县某合作社", **facts: Any) -> operations.UnitRow:
    return operations.UnitRow(name, "coop", TOWNSHIP, **facts)


def _write(rows: list[operations.UnitRow], on: Any = JUNE) -> Journal:
    journal, places = Journal(), register.places()
    with transaction.atomic():
        plan = operations.plan(rows, places=places, ranges=EVERYWHERE, on=on)
        operations.apply(plan, places=places, on=on, journal=journal)
    return journal


def test_a_unit_belongs_to_the_committee_of_its_township_and_is_covered_by_its_branch() -> None:
    _write([_unit(unit_code="93999999MAX71FGU7K", longitude=Decimal("118.4238"), coverage="own", organisation=BRANCH)])
    unit = Unit.objects.get()
    assert unit.path == Organisation.objects.get(full_name=TOWNSHIP).path
    assert unit.longitude == Decimal("118.4238")
    assert list(Coverage.objects.values_list("form", "organisation__full_name", "valid_from")) == [
        ("own", BRANCH, JUNE)
    ]


def test_the_same_register_again_changes_nothing() -> None:
    rows = [_unit(unit_code="93999999MAX71FGU7K", longitude=Decimal("118.4238"), coverage="own", organisation=BRANCH),
            _unit("无码单位", employees=3, coverage="none")]  # fmt: skip
    _write(rows)
    assert _write(rows).empty()


def test_coverage_that_changes_is_history_and_ends_when_there_is_none() -> None:
    _write([_unit(coverage="own", organisation=BRANCH)])
    _write([_unit(coverage="joint", organisation=SECOND)], SEPTEMBER)
    found = Coverage.objects.order_by("valid_from").values_list("form", "valid_from", "valid_to")
    assert list(found) == [("own", JUNE, SEPTEMBER), ("joint", SEPTEMBER, None)]
    _write([_unit(coverage="none")], SEPTEMBER)
    assert list(Coverage.objects.values_list("form", "valid_to")) == [("own", SEPTEMBER)]


def test_two_units_without_code_in_one_township_differ_by_name() -> None:
    _write([_unit("甲"), _unit("乙")])
    assert Unit.objects.count() == 2


def test_a_row_that_stands_twice_is_written_once() -> None:
    plan = operations.plan([_unit(), _unit()], places=register.places(), ranges=EVERYWHERE, on=JUNE)
    assert (len(plan.new), [held.reason for held in plan.held_back]) == (1, ["conflict"])
