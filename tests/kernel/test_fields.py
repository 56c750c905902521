"""Columns of our own: what the table holds, what Python sees, and what cannot be asked of them."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from tests.people import Cast
from zhendi.domain.people.models import CITIZEN, MOBILE_TAIL, Person, Phone
from zhendi.kernel import crypto
from zhendi.kernel.crypto import Unsealable
from zhendi.kernel.fields import Secret


def test_sealed_value_does_not_show_itself(cast: Cast) -> None:
    person = Person.objects.get(pk=cast.people["member"].pk)
    assert person.citizen_number.startswith("999999")
    assert "999999" not in repr(person.citizen_number)
    assert repr([person.citizen_number]) == "[<sealed>]"
    assert repr(Secret("")) == "''"


def test_token_copied_to_another_column_does_not_open(cast: Cast) -> None:
    person = cast.people["member"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET residence = citizen_number WHERE id = %s", [person.pk])
    with pytest.raises(Unsealable):
        Person.objects.get(pk=person.pk)


def test_sealed_column_cannot_be_searched(cast: Cast) -> None:
    with pytest.raises(FieldError, match="keyed index"):
        Person.objects.filter(citizen_number="999999199001010000").exists()
    with pytest.raises(FieldError):
        Person.objects.filter(citizen_number__contains="9999").exists()
    assert not Person.objects.filter(citizen_number="").exists()


def test_index_is_filled_in_on_saving_and_finds_the_row(cast: Cast) -> None:
    person = cast.people["member"]
    person.citizen_number = "999999198001011239"
    person.save()
    assert Person.objects.get(citizen_index=crypto.index("999999198001011239", CITIZEN)).pk == person.pk
    person.citizen_number = ""
    person.save()
    person.refresh_from_db()
    assert person.citizen_index is None


def test_tail_of_a_telephone_is_indexed_apart(cast: Cast) -> None:
    made = Phone.objects.create(person=cast.people["member"], number="19900009876", rank=2)
    found = Phone.objects.filter(tail_index=crypto.index("9876", MOBILE_TAIL))
    assert [phone.pk for phone in found] == [made.pk]


def test_dump_holds_sealed_text_and_loads_again(cast: Cast) -> None:
    person = Person.objects.get(pk=cast.people["member"].pk)
    text = serializers.serialize("json", [person])
    assert person.citizen_number not in text
    loaded = next(iter(serializers.deserialize("json", text))).object
    assert loaded.citizen_number == person.citizen_number
