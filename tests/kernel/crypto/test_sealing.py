"""Sealing, opening, and the keyed index, under both families of algorithms."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.crypto.conftest import Ringed
from zhendi.kernel import crypto
from zhendi.kernel.crypto import Unsealable, suites

CONTEXT = "people.person.citizen_number"
NUMBER = "99999919750628965X"
SUITES = pytest.mark.parametrize("suite", ["aes", "sm4"])


@SUITES
def test_what_is_sealed_opens_again_and_shows_nothing(ringed: Ringed, suite: str) -> None:
    ringed(suite)
    token = crypto.seal(NUMBER, CONTEXT)
    assert crypto.unseal(token, CONTEXT) == NUMBER
    assert NUMBER not in token
    assert token.startswith("v1.")


@given(text=st.text(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode("utf-8")
    assert crypto.unseal(crypto.seal(encodable, CONTEXT), CONTEXT) == encodable


@SUITES
def test_same_value_gives_another_token_and_the_same_index(ringed: Ringed, suite: str) -> None:
    ringed(suite)
    assert crypto.seal(NUMBER, CONTEXT) != crypto.seal(NUMBER, CONTEXT)
    assert crypto.index(NUMBER, CONTEXT) == crypto.index(NUMBER, CONTEXT)
    assert len(crypto.index(NUMBER, CONTEXT)) == crypto.INDEX_LENGTH


@SUITES
def test_token_moved_to_another_column_does_not_open(ringed: Ringed, suite: str) -> None:
    ringed(suite)
    with pytest.raises(Unsealable):
        crypto.unseal(crypto.seal(NUMBER, CONTEXT), "people.phone.number")


def test_index_of_another_column_is_another_one(ringed: Ringed) -> None:
    ringed()
    assert crypto.index(NUMBER, CONTEXT) != crypto.index(NUMBER, "people.phone.number")


@SUITES
# The very last character may hold bits that mean nothing: the one before it never does.
@pytest.mark.parametrize("place", [-2, -8, 14, 20])
def test_token_with_one_character_changed_does_not_open(ringed: Ringed, suite: str, place: int) -> None:
    ringed(suite)
    token = crypto.seal(NUMBER * 3, CONTEXT).rstrip("=")
    token += "=" * (-len(token.split(".")[2]) % 4)
    at = place if place > 0 else len(token.rstrip("=")) + place
    other = "A" if token[at] != "A" else "B"
    with pytest.raises(Unsealable) as refused:
        crypto.unseal(token[:at] + other + token[at + 1 :], CONTEXT)
    assert NUMBER not in str(refused.value)


@pytest.mark.parametrize(
    "token", [NUMBER, "v1.", "v1.00000000", "v2.00000000.AAAA", "v1.00000000.%%%", "v1.00000000.AAAA"]
)
def test_what_is_no_token_of_ours_does_not_open(ringed: Ringed, token: str) -> None:
    ringed()
    with pytest.raises(Unsealable):
        crypto.unseal(token, CONTEXT)


def test_nothing_stays_nothing(ringed: Ringed) -> None:
    ringed()
    assert crypto.seal("", CONTEXT) == crypto.unseal("", CONTEXT) == crypto.index("", CONTEXT) == ""
    assert crypto.seal_many(["", "a"], CONTEXT)[0] == ""


def test_key_of_a_token_is_named_in_it(ringed: Ringed) -> None:
    assert crypto.key_of(crypto.seal("a", CONTEXT)) == crypto.keyring.current().sealing.id
    assert ringed().sealing.id == crypto.key_of(crypto.seal("a", CONTEXT))
    assert crypto.key_of("19900001234") == ""


def test_sm4_gcm_gives_the_published_vector() -> None:
    # RFC 8998, appendix A.1
    key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex("".join(pair * 8 for pair in ("AA", "BB", "CC", "DD", "EE", "FF", "EE", "AA")))
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    sealed = suites.cryptor("sm4", key).encrypt(nonce, plain, bound)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert suites.cryptor("sm4", key).decrypt(nonce, sealed, bound) == plain


def test_digests_of_the_two_families_differ() -> None:
    key = bytes(32)
    assert suites.digest("aes", key)(b"abc") != suites.digest("sm4", key)(b"abc")


@pytest.mark.parametrize(("suite", "length"), [("aes", 16), ("aes", 31), ("sm4", 32), ("sm4", 0)])
def test_key_of_the_wrong_length_is_refused(suite: str, length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        suites.cryptor(suite, bytes(length))
    with pytest.raises(ValueError, match="32 bytes"):
        suites.digest(suite, bytes(31))
