"""New keys: everything is sealed anew, indexes are worked out anew, and old keys go only when nothing needs them."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.kernel.crypto.conftest import Ringed
from tests.people import Cast
from zhendi.domain.people.models import CITIZEN, MOBILE, Person, Phone
from zhendi.kernel import crypto
from zhendi.kernel.crypto import keyring, resealing

pytestmark = pytest.mark.django_db


def tokens(table: str = "people_person", column: str = "citizen_number") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def everybody() -> list[tuple[str, str]]:
    return [(person.citizen_number, person.residence) for person in Person.objects.order_by("pk")]


@pytest.fixture
def county(ringed: Ringed, request: pytest.FixtureRequest) -> Cast:
    """The standing cast, sealed under a ring of the test's own."""
    ringed()
    return request.getfixturevalue("cast")


def test_database_holds_no_number_in_plain(county: Cast) -> None:
    assert all(token.startswith("v1.") for token in tokens())
    assert not any("999999" in token for token in tokens())


def test_rotation_seals_everything_under_the_new_key_and_changes_no_value(county: Cast) -> None:
    before, old = everybody(), keyring.current().sealing.id
    call_command("keys", "rotate")
    new = keyring.current().sealing.id
    assert new != old
    assert {crypto.key_of(token) for token in tokens()} == {new}
    assert everybody() == before


def test_rotation_of_the_index_key_lets_numbers_be_found_again(county: Cast) -> None:
    person = county.people["member"]
    old = crypto.index(person.citizen_number, CITIZEN)
    call_command("keys", "rotate", "--index")
    new = crypto.index(person.citizen_number, CITIZEN)
    assert new != old
    assert Person.objects.get(citizen_index=new).pk == person.pk
    number = Phone.objects.get(person=person).number
    assert Phone.objects.get(number_index=crypto.index(number, MOBILE)).person_id == person.pk


def test_change_to_the_national_algorithms_keeps_every_value(county: Cast, ringed: Ringed) -> None:
    before, ring = everybody(), keyring.current()
    ringed("sm4", keyring.Ring("sm4", ring.keys).with_new("seal", "2026-07-01").with_new("index", "2026-07-01"))
    assert everybody() == before  # old tokens open whatever the setting
    done = resealing.reseal()
    assert done.tokens > 0
    assert done.indexes > 0
    assert everybody() == before
    assert {keyring.current().by_id[crypto.key_of(token)].suite for token in tokens()} == {"sm4"}


def test_second_run_finds_nothing_to_do(county: Cast) -> None:
    call_command("keys", "rotate", "--index")
    assert resealing.reseal() == resealing.Resealed(0, 0)


def test_old_key_is_dropped_only_when_nothing_needs_it(county: Cast) -> None:
    old = keyring.current().sealing.id
    keyring.write(keyring.current().with_new("seal", "2026-07-01"))
    with pytest.raises(CommandError, match="keys reseal"):
        call_command("keys", "drop", old)
    with pytest.raises(CommandError, match="现行密钥"):
        call_command("keys", "drop", keyring.current().sealing.id)
    call_command("keys", "reseal")
    call_command("keys", "drop", old)
    assert old not in keyring.current().by_id
    assert everybody()


def test_lost_key_is_named(county: Cast, ringed: Ringed, capsys: pytest.CaptureFixture[str]) -> None:
    lost = keyring.current().sealing.id
    ringed(ring=keyring.new("aes", "2026-07-01"))
    with pytest.raises(CommandError, match=lost):
        call_command("keys", "list")
    with pytest.raises(crypto.Unsealable):
        everybody()


def test_list_shows_no_key(county: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("keys", "list")
    said = capsys.readouterr().out
    assert keyring.current().sealing.id in said
    assert not any(key.entry()["key"] in said for key in keyring.current().keys)
