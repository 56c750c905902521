"""Taking in the registers of movement."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.domain.registers import (
    AWAY,
    BRANCH,
    EVERYWHERE,
    JUNE,
    OTHER_TOWNSHIP,
    SEPTEMBER,
    TOWNSHIP,
    member,
    number,
    write_members,
    write_organisations,
)
from zhendi.domain.mobile import operations
from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import register
from zhendi.domain.people.models import Person
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import Journal, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    write_organisations()
    write_members([member(1), member(2, "李四", organisation=AWAY)])


def _out(serial: int = 1, **facts: Any) -> operations.OutgoingRow:
    facts.setdefault("organisation", BRANCH)
    return operations.OutgoingRow(number(serial), "张三", **facts)


def _in(serial: int = 1, **facts: Any) -> operations.IncomingRow:
    facts.setdefault("organisation", OTHER_TOWNSHIP)
    return operations.IncomingRow(number(serial), "张三", **facts)


def _plan(row: operations.OutgoingRow, on: Any = JUNE) -> Plan[operations.OutgoingRow]:
    return operations.plan_outgoing([row], places=register.places(), ranges=EVERYWHERE, on=on)


def _write(outgoing: list[operations.OutgoingRow], incoming: list[operations.IncomingRow], on: Any = JUNE) -> Journal:
    journal, places = Journal(), register.places()
    common: dict[str, Any] = {"places": places, "on": on}
    with transaction.atomic():
        first = operations.plan_outgoing(outgoing, ranges=EVERYWHERE, **common)
        operations.apply_outgoing(first, journal=journal, **common)
        second = operations.plan_incoming(incoming, ranges=EVERYWHERE, **common)
        operations.apply_incoming(second, journal=journal, **common)
    return journal


def test_an_outgoing_member_is_joined_to_the_person_of_the_number() -> None:
    _write([_out(moved=PartialDate(2024, 3), phone="19900000009", province="上海市")], [])
    found = Outgoing.objects.get()
    assert (found.person, found.citizen_number, found.phone) == (
        Person.objects.get(name="张三"),
        number(1),
        "19900000009",
    )
    assert found.path == Organisation.objects.get(full_name=BRANCH).path
    assert (found.moved_precision, found.valid_from) == ("m", JUNE)


def test_one_who_moved_within_the_county_stands_on_both_sides_joined() -> None:
    _write([_out()], [_in(), _in(77)])
    joined = Incoming.objects.get(person__isnull=False)
    assert joined.outgoing == Outgoing.objects.get()
    assert Incoming.objects.filter(outgoing=None).count() == 1


def test_the_same_registers_again_change_nothing() -> None:
    rows = [_out(phone="19900000009", moved=PartialDate(2024, 3))], [_in(phone="19900000009")]
    _write(*rows)
    assert _write(*rows).empty()
    assert Outgoing.objects.get().revision == 1


def test_another_town_is_a_change_of_one_field() -> None:
    _write([_out(city="苏州市")], [])
    plan = _plan(_out(city="无锡市"), SEPTEMBER)
    assert [tuple(each) for each in plan.changed[0].fields] == [("city", "苏州市", "无锡市")]
    _write([_out(city="无锡市")], [], SEPTEMBER)
    found = Outgoing.objects.get()
    assert (found.city, found.revision) == ("无锡市", 2)


def test_a_township_hands_in_only_its_own_movements() -> None:
    path = Organisation.objects.get(full_name=TOWNSHIP).path
    plan = operations.plan_outgoing(
        [_out(), _out(2, organisation=AWAY)], places=register.places(), ranges=((path, path + "~"),), on=JUNE
    )
    assert (len(plan.new), [held.reason for held in plan.held_back]) == (1, ["outside"])
