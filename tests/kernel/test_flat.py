"""Registers that are one flat table: what is compared, what is held back, and what writing them leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from zhendi.domain.services.models import Outlet
from zhendi.domain.services.operations import OUTLETS, OutletRow
from zhendi.kernel import flat
from zhendi.kernel.registers import Journal, Plan
from zhendi.kernel.scope import Range, subtree

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
PLACE = "00010002"
EVERYWHERE: tuple[Range, ...] = (("", "~"),)


def row(name: str = "百园村为民服务站", **facts: Any) -> OutletRow:
    return OutletRow(name, "village", "341823100201", **facts)


def plan(*rows: OutletRow, ranges: tuple[Range, ...] = EVERYWHERE, on: date = ON, path: str = PLACE) -> Plan[OutletRow]:
    return flat.plan(OUTLETS, rows, [{"path": path}] * len(rows), ranges=ranges, on=on)


def write(*rows: OutletRow, on: date = ON) -> Journal:
    journal = Journal()
    with transaction.atomic():
        flat.apply(OUTLETS, plan(*rows, on=on), lambda given: [{"path": PLACE}] * len(given), on=on, journal=journal)
    return journal


def test_new_rows_are_written_with_their_place_and_day() -> None:
    write(row(households=120), row("河湾村为民服务站"))
    found = Outlet.objects.get(name="百园村为民服务站")
    assert (found.path, found.valid_from, found.households, found.revision) == (PLACE, ON, 120, 1)


def test_same_rows_again_change_nothing() -> None:
    write(row(households=120))
    again = plan(row(households=120))
    assert (again.new, again.changed, again.unchanged) == ([], [], 1)
    assert write(row(households=120)).empty()


def test_only_what_differs_is_changed_and_counted_as_a_revision() -> None:
    write(row(households=120, address="村部"))
    changed = plan(row(households=130, address="村部")).changed
    assert [[each.field for each in one.fields] for one in changed] == [["households"]]
    write(row(households=130, address="村部"), on=ON + timedelta(days=1))
    found = Outlet.objects.get()
    assert (found.households, found.address, found.revision) == (130, "村部", 2)


def test_empty_cell_does_not_wipe_out_what_is_held() -> None:
    write(row(households=120, address="村部"))
    assert plan(row()).unchanged == 1


def test_same_row_twice_in_one_batch_is_written_once() -> None:
    twice = plan(row(), row(households=5))
    assert len(twice.new) == 1
    assert [held.reason for held in twice.held_back] == ["conflict"]


def test_row_outside_the_ranges_is_held_back_new_or_changed() -> None:
    elsewhere = (subtree("00010003"),)
    assert [held.reason for held in plan(row(), ranges=elsewhere).held_back] == ["outside"]
    write(row(households=120))
    moved = plan(row(households=130), ranges=elsewhere, path="00010003")
    assert [held.reason for held in moved.held_back] == ["outside"]


def test_older_files_do_not_overwrite_newer_facts() -> None:
    write(row(households=120))
    older = plan(row(households=90), on=ON - timedelta(days=1))
    assert [held.reason for held in older.held_back] == ["older"]
    assert plan(row(households=120), on=ON - timedelta(days=1)).unchanged == 1
