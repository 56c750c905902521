"""Taking in outlets and the catalogue of items."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.domain.registers import EVERYWHERE, JUNE, SEPTEMBER, TOWNSHIP, write_organisations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import register
from zhendi.domain.services import operations
from zhendi.domain.services.models import Item, Outlet
from zhendi.kernel.registers import Journal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    write_organisations()


def _outlet(**facts: Any) -> operations.OutletRow:
    return operations.OutletRow("泾川镇为民服务中心", "township", "341823100000", TOWNSHIP, **facts)


def _write(outlets: list[operations.OutletRow], items: list[operations.ItemRow], on: Any = JUNE) -> Journal:
    journal, places = Journal(), register.places()
    with transaction.atomic():
        plan = operations.plan_outlets(outlets, places=places, ranges=EVERYWHERE, on=on)
        operations.apply_outlets(plan, places=places, on=on, journal=journal)
        operations.apply_items(operations.plan_items(items, ranges=EVERYWHERE, on=on), on=on, journal=journal)
    return journal


def test_an_outlet_belongs_to_the_committee_of_its_ground() -> None:
    _write([_outlet(households=5714, flowchart_posted=True)], [])
    found = Outlet.objects.get()
    assert found.path == Organisation.objects.get(full_name=TOWNSHIP).path
    assert (found.households, found.flowchart_posted) == (5714, True)


def test_the_same_files_again_change_nothing_and_a_new_promise_is_one_field() -> None:
    item = operations.ItemRow("临时救助", "township", legal_days=15, promised_days=8, materials="身份证\n户口簿")
    _write([_outlet()], [item])
    assert _write([_outlet()], [item]).empty()
    plan = operations.plan_items([item._replace(promised_days=5)], ranges=EVERYWHERE, on=SEPTEMBER)
    assert [tuple(each) for each in plan.changed[0].fields] == [("promised_days", 8, 5)]
    _write([], [item._replace(promised_days=5)], SEPTEMBER)
    assert (Item.objects.get().promised_days, Item.objects.get().revision) == (5, 2)


def test_an_outlet_of_a_villagers_group_has_a_level_of_its_own() -> None:
    outlet = Outlet(name="塘边组代办点", level="group", path="", valid_from=JUNE)
    outlet.clean_fields(exclude=["path", "organisation", "flowchart_posted"])
    assert outlet.get_level_display() == "组级"
