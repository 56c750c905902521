"""Prepared questions give what the ORM gives, for every form of the question."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models.expressions import RawSQL

from tests.people import SINCE, Cast
from zhendi.domain.people.models import Membership, Person
from zhendi.kernel.prepared import CHOSEN, Prepared

pytestmark = pytest.mark.django_db


def members(day: date, persons: tuple[int, ...], standing: str, name: str | None):
    found = Membership.objects.as_of(day).filter(person__in=persons, standing=standing)
    return (found.filter(person__name=name) if name else found).order_by("pk").values_list("pk", "valid_from")


@pytest.mark.parametrize("name", [None, "江水生", "石守成"])
@pytest.mark.parametrize("day", [SINCE, date(2019, 12, 31), date(2026, 1, 1)])
@pytest.mark.parametrize("few", [1, 5])
def test_rows_and_count_are_those_of_the_queryset(cast: Cast, name, day, few, django_assert_num_queries) -> None:
    question = Prepared(members)
    persons = tuple(Person.objects.order_by("pk").values_list("pk", flat=True)[:few])
    wanted = {"day": day, "persons": persons, "standing": "full", "name": name}
    rows = list(members(**wanted))
    question(**{**wanted, "day": date(2000, 1, 1)})
    with django_assert_num_queries(1):
        assert question(**wanted) == rows
    assert question.count(**wanted) == len(rows)


def test_a_value_that_does_not_arrive_as_it_is_is_refused_at_once(cast: Cast) -> None:
    def changed(name: str):
        return Person.objects.filter(name=name.upper()[:3]).values_list("pk")

    with pytest.raises(TypeError, match="changed"):
        Prepared(changed)(name="江水生")


def test_what_decides_about_the_form_is_compiled_for_each(cast: Cast) -> None:
    def first(most: int):
        return Person.objects.order_by("pk").values_list("pk")[:most]

    question = Prepared(first, shape=("most",))
    assert [len(question(most=most)) for most in (1, 3, 1)] == [1, 3, 1]


def test_rows_are_read_among_those_that_another_question_chooses_first(cast: Cast, django_assert_num_queries) -> None:
    def chosen(standing: str, most: int):
        return Membership.objects.filter(standing=standing).order_by("pk").values_list("pk")[:most]

    def named(name: str):
        found = Membership.objects.filter(pk__in=RawSQL(f"SELECT pk FROM {CHOSEN}", ())).exclude(person__name=name)
        return found.order_by("pk").values_list("pk", "valid_from")

    first, second = Prepared(chosen, shape=("most",)), Prepared(named)
    for most in (1, 3):
        keys = [pk for (pk,) in chosen("full", most)]
        wanted = Membership.objects.filter(pk__in=keys).exclude(person__name="石守成").order_by("pk")
        rows = list(wanted.values_list("pk", "valid_from"))
        with django_assert_num_queries(1):
            assert second.among(first.statement(standing="full", most=most), name="石守成") == rows


def test_a_question_that_nothing_can_answer_costs_no_query(cast: Cast, django_assert_num_queries) -> None:
    def those(keys: tuple[int, ...]):
        return Person.objects.filter(pk__in=keys).values_list("pk")

    with django_assert_num_queries(0):
        assert Prepared(those)(keys=()) == []
