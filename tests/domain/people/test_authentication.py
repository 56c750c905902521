"""Signing in by user name, telephone or citizen number; guessing leads nowhere and learns nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, login
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from tests.people import PASSWORD, mobile
from zhendi.domain.people import authentication

pytestmark = pytest.mark.django_db


def attempt(name: str, password: str = PASSWORD, address: str = "10.0.0.1", **more):
    request = RequestFactory().post("/sign-in", {"username": name, "password": password}, REMOTE_ADDR=address)
    return authenticate(request, username=name, password=password, **more), getattr(request, "axes_locked_out", False)


def test_one_account_is_reached_by_user_name_telephone_and_citizen_number(cast) -> None:
    number = cast.member.person.citizen_number
    ways = [
        "member",
        " MEMBER ",
        "ｍｅｍｂｅｒ",
        mobile(5),
        f"+86 {mobile(5)[:3]}-{mobile(5)[3:7]}-{mobile(5)[7:]}",
        number,
        number.lower(),
    ]
    assert [attempt(way)[0] for way in ways] == [cast.member] * len(ways)


def test_telephone_shared_by_two_people_signs_nobody_in(cast) -> None:
    from zhendi.domain.people.models import MOBILE, MOBILE_TAIL, Phone
    from zhendi.kernel import crypto

    shared = mobile(5)
    Phone.objects.create(
        person=cast.people["villager"], number=shared, rank=2,
        number_index=crypto.index(shared, MOBILE), tail_index=crypto.index(shared[-4:], MOBILE_TAIL),
    )  # fmt: skip
    assert attempt(shared)[0] is None


@pytest.mark.parametrize(
    "name", ["nobody", "19900009999", "999999199001010016", "", "x" * 5000, "mem\0ber", "' OR 1=1 --"]
)
def test_unknown_name_is_answered_like_a_wrong_password(cast, name) -> None:
    assert attempt(name)[0] is None


def test_closed_account_does_not_sign_in(cast) -> None:
    cast.member.is_active = False
    cast.member.save()
    assert attempt("member")[0] is None


@pytest.mark.parametrize(("name", "password"), [("member", "wrong"), ("nobody", "wrong"), ("19900009999", "wrong")])
def test_every_failure_hashes_a_password_once(cast, name, password, monkeypatch) -> None:
    from django.contrib.auth import hashers

    spent = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: spent.append(1) or encode(self, *given))
    attempt(name, password)
    assert spent == [1]


@pytest.mark.parametrize("name", ["member", "nobody"])
def test_failure_costs_the_same_queries_for_known_and_unknown_names(cast, name, django_assert_num_queries) -> None:
    attempt("warm-up", "wrong")
    with django_assert_num_queries(1):
        authentication.PersonBackend().authenticate(None, username=name, password="wrong")


def test_five_wrong_passwords_lock_the_account_for_that_address(cast) -> None:
    for _ in range(5):
        attempt("member", "wrong")
    assert attempt("member") == (None, True)
    assert attempt("member", address="10.0.0.2")[0] == cast.member


def test_lock_counts_one_account_however_it_is_named(cast) -> None:
    for name in ("member", mobile(5), cast.member.person.citizen_number, "MEMBER", mobile(5)):
        attempt(name, "wrong")
    assert attempt("member")[1]


def test_names_that_mean_nobody_lock_alike(cast) -> None:
    locked = [attempt("nobody", "wrong")[1] for _ in range(6)]
    assert locked == [False] * 4 + [True] * 2


def test_guessing_one_account_from_many_addresses_locks_it_everywhere(cast, settings) -> None:
    for serial in range(settings.LOCKOUT_ANYWHERE):
        attempt("member", "wrong", address=f"10.0.1.{serial}")
    assert attempt("member", address="10.9.9.9") == (None, True)


def test_one_address_that_tries_many_accounts_is_stopped(cast, settings) -> None:
    settings.LOCKOUT_ADDRESS = 8
    for serial in range(8):
        attempt(f"guess{serial}", "wrong", address="10.3.3.3")
    assert attempt("member", address="10.3.3.3") == (None, True)


def test_signing_in_clears_the_count(cast) -> None:
    for _ in range(4):
        attempt("member", "wrong")
    request = RequestFactory().post("/sign-in", REMOTE_ADDR="10.0.0.1")
    request.session = SessionStore()
    login(request, authenticate(request, username="member", password=PASSWORD))
    assert [attempt("member", "wrong")[1] for _ in range(4)] == [False] * 4


def test_what_was_typed_is_written_nowhere(cast) -> None:
    from axes.models import AccessAttempt

    number = cast.member.person.citizen_number
    attempt(number, "my secret words")
    attempt("999999200001010011", "my secret words")
    written = str(list(AccessAttempt.objects.values_list()))
    assert len(AccessAttempt.objects.values_list("username", flat=True)) == 2
    assert not any(secret in written for secret in (number, "999999200001010011", "my secret words", "member"))
