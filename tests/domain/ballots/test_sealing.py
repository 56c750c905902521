"""Credentials that their signer has not seen, ballots that only enough tellers open, chains that cannot be mended."""

from __future__ import annotations

import secrets
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.domain.ballots.sealing import blind, box, chain, shares

KEY = blind.new_key()
VOTE = b"village 341823100201 2026-1"
LENGTH = 128


def test_a_blind_signature_is_good_and_the_signer_saw_neither_credential_nor_signature() -> None:
    credential = secrets.token_bytes(32)
    blinded = blind.blind(KEY.public_key(), credential)
    signature = blind.unblind(KEY.public_key(), blinded, blind.sign(KEY, blinded.message))
    assert blind.verify(KEY.public_key(), blinded.prepared, signature)
    assert credential not in blinded.message
    assert signature != blinded.message


def test_the_same_credential_blinded_twice_looks_different() -> None:
    credential = secrets.token_bytes(32)
    first, second = (blind.blind(KEY.public_key(), credential).message for _ in range(2))
    assert first != second


def test_a_forged_or_foreign_credential_is_refused() -> None:
    blinded = blind.blind(KEY.public_key(), b"credential")
    signature = blind.unblind(KEY.public_key(), blinded, blind.sign(KEY, blinded.message))
    other = blind.new_key()
    assert not blind.verify(other.public_key(), blinded.prepared, signature)
    assert not blind.verify(KEY.public_key(), blinded.prepared + b"x", signature)
    another = blind.blind(KEY.public_key(), b"another")
    # The foreign key signs a small number: which of two moduli is the larger is chance.
    for signed in (blind.sign(KEY, another.message), blind.sign(other, bytes(255) + b"\x02")):
        with pytest.raises(ValueError, match="not a signature"):
            blind.unblind(KEY.public_key(), blinded, signed)


@pytest.mark.parametrize("message", [b"", b"short", bytes(256), b"\xff" * 256])
def test_what_is_no_blinded_message_is_not_signed(message: bytes) -> None:
    with pytest.raises(ValueError, match="not a blinded message"):
        blind.sign(KEY, message)


def test_keys_survive_being_kept() -> None:
    again = blind.read(blind.kept(KEY))
    assert blind.public_text(again.public_key()) == blind.public_text(KEY.public_key())
    assert blind.read_public(blind.public_text(KEY.public_key())).key_size == blind.BITS


@given(st.binary(max_size=LENGTH - 2))
def test_a_sealed_ballot_has_one_size_and_opens_to_the_choice(choice: bytes) -> None:
    private = shares.new_key()
    sealed = box.seal(box.public_of(private), choice, vote=VOTE, length=LENGTH)
    assert len(sealed) == box.POINT + LENGTH + 16
    assert box.unseal(private, sealed, vote=VOTE) == choice


def test_a_ballot_opens_neither_by_another_key_nor_in_another_vote_nor_when_altered() -> None:
    private = shares.new_key()
    sealed = box.seal(box.public_of(private), b"yes", vote=VOTE, length=LENGTH)
    for key, ballot, vote in (
        (shares.new_key(), sealed, VOTE),
        (private, sealed, b"another vote"),
        (private, sealed[:-1] + bytes([sealed[-1] ^ 1]), VOTE),
        (private, sealed[:20], VOTE),
    ):
        with pytest.raises(box.Unopenable):
            box.unseal(key, ballot, vote=vote)


def test_the_same_choice_never_looks_the_same() -> None:
    public = box.public_of(shares.new_key())
    sealed = {box.seal(public, b"yes", vote=VOTE, length=LENGTH) for _ in range(20)}
    assert len({box.receipt(each) for each in sealed}) == 20


def test_any_three_of_five_tellers_open_and_two_do_not() -> None:
    key = shares.new_key()
    given_out = shares.split(key, threshold=3, tellers=5)
    assert all(shares.combine(chosen) == key for chosen in combinations(given_out, 3))
    assert all(shares.combine(chosen) != key for chosen in combinations(given_out, 2))


@pytest.mark.parametrize(("threshold", "tellers"), [(1, 3), (4, 3), (2, 21)])
def test_one_teller_alone_is_never_enough(threshold: int, tellers: int) -> None:
    with pytest.raises(ValueError, match="tellers"):
        shares.split(shares.new_key(), threshold=threshold, tellers=tellers)


def test_a_share_survives_pen_and_paper_and_a_slip_is_noticed() -> None:
    share = shares.split(shares.new_key(), threshold=2, tellers=3)[2]
    text = shares.written(share)
    assert shares.read(text.lower()) == share
    wrong = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    for slip in (wrong, text[:10], "", "不是"):
        with pytest.raises(ValueError, match="not a share"):
            shares.read(slip)


def test_the_chain_notices_what_was_added_altered_taken_out_or_moved() -> None:
    ballots = [[secrets.token_bytes(32) for _ in range(3)] for _ in range(3)]
    batches, before = [], chain.START
    for each in ballots:
        before = chain.batch_digest(before, each)
        batches.append((before, each))
    assert chain.fits(batches)
    (first, a), (second, b), third = batches
    for broken in (
        [(first, [*a, secrets.token_bytes(32)]), (second, b), third],
        [(first, a), (second, b[:2]), third],
        [(first, a), (second, [*b[:2], secrets.token_bytes(32)]), third],
        [(first, a), third],
        [(second, b), (first, a), third],
    ):
        assert not chain.fits(broken)


def test_inside_a_batch_no_order_is_kept() -> None:
    ballots = [secrets.token_bytes(32) for _ in range(5)]
    assert chain.batch_digest(chain.START, ballots) == chain.batch_digest(chain.START, ballots[::-1])


def test_the_roll_cannot_be_changed_unseen() -> None:
    lines = ["1 石守成", "2 江水生"]
    assert chain.roll_digest(lines) != chain.roll_digest(lines[::-1])
