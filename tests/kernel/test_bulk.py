"""Writing many rows at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhendi.domain.orgs.models import Division
from zhendi.domain.people.models import Person
from zhendi.domain.setup.models import Unit
from zhendi.kernel import bulk

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


def test_keys_that_are_reserved_are_given_to_nobody_else() -> None:
    first, second = list(bulk.reserve(Division, 3)), list(bulk.reserve(Division, 2))
    assert len({*first, *second}) == 5
    bulk.insert(Division, ("id", "code", "name", "valid_from"), [(pk, str(pk), "某村", DAY) for pk in first])
    assert Division.objects.create(code="x", name="y", valid_from=DAY).pk not in {*first, *second}


def test_rows_come_back_through_the_orm_as_they_were_given() -> None:
    (pk,) = bulk.reserve(Unit, 1)
    bulk.insert(
        Unit,
        ("id", "name", "register_key", "kind", "longitude", "path", "valid_from"),
        [(pk, "甲\t乙\n=1+1\\N", "k", "coop", Decimal("118.423800"), "0001", DAY)],
    )
    found = Unit.objects.get()
    assert (found.name, found.longitude, found.valid_from) == ("甲\t乙\n=1+1\\N", Decimal("118.4238"), DAY)
    assert (found.revision, found.remark, found.closed_on) == (1, "", None)


def test_a_column_may_hold_days_and_nothing_over_many_rows() -> None:
    days = [date(2026, 7, 1) if number % 3 else None for number in range(6000)]
    ids = bulk.reserve(Division, len(days))
    rows = [(pk, str(pk), "某村", DAY, day) for pk, day in zip(ids, days, strict=True)]
    bulk.insert(Division, ("id", "code", "name", "valid_from", "valid_to"), rows)
    assert list(Division.objects.order_by("pk").values_list("valid_to", flat=True)) == days


def test_one_statement_updates_rows_with_different_values() -> None:
    ids = list(bulk.reserve(Division, 3))
    bulk.insert(Division, ("id", "code", "name", "valid_from"), [(pk, str(pk), "旧", DAY) for pk in ids])
    bulk.update(Division, ("name", "valid_to"), [(ids[0], "甲", None), (ids[1], "乙", date(2026, 7, 1))])
    found = list(Division.objects.order_by("pk").values_list("name", "valid_to"))
    assert found == [("甲", None), ("乙", date(2026, 7, 1)), ("旧", None)]


@pytest.mark.parametrize("count", [0, 1, 2500])
def test_any_number_of_values_is_looked_up_and_deleted_in_one_statement(
    count: int, django_assert_max_num_queries: Any
) -> None:
    ids = list(bulk.reserve(Division, count))
    bulk.insert(Division, ("id", "code", "name", "valid_from"), [(pk, f"c{pk}", "某", DAY) for pk in ids])
    with django_assert_max_num_queries(2):
        assert len(bulk.raw(Division, ("id",), "code", [f"c{pk}" for pk in ids])) == count
        assert bulk.delete(Division, ids) == count


def test_constraints_hold_as_ever() -> None:
    ids = list(bulk.reserve(Person, 2))
    rows = [(pk, "张三", "zhangsan", "same") for pk in ids]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Person, ("id", "name", "sort_name", "citizen_index"), rows)
