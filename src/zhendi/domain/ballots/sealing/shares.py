"""The tellers' key in shares (Shamir 1979): any ``threshold`` of them give it back, fewer tell nothing of it."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from typing import NamedTuple

# The order of the group of P-256 (FIPS 186-5): private keys are numbers below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BYTES, _CHECK = 32, 2


class Share(NamedTuple):
    """One teller's share: its number (1 or more) and its value."""

    number: int
    value: int


def new_key() -> int:
    """A private key of the tellers."""
    return secrets.randbelow(ORDER - 1) + 1


def split(key: int, *, threshold: int, tellers: int) -> tuple[Share, ...]:
    """One share for each teller. ``ValueError`` unless 2 <= threshold <= tellers <= 20: one alone must not open."""
    if not 2 <= threshold <= tellers <= 20:
        raise ValueError("at least two tellers must be needed, and at most all")
    terms = [key, *(secrets.randbelow(ORDER) for _ in range(threshold - 1))]
    return tuple(Share(at, _value(terms, at)) for at in range(1, tellers + 1))


def combine(shares: Sequence[Share]) -> int:
    """The key from enough shares; with too few or a wrong one another number comes out (compare the public key)."""
    total = 0
    for share in shares:
        above = below = 1
        for other in shares:
            if other.number != share.number:
                above = above * -other.number % ORDER
                below = below * (share.number - other.number) % ORDER
        total = (total + share.value * above * pow(below, -1, ORDER)) % ORDER
    return total


def written(share: Share) -> str:
    """A share as a teller writes it down: groups of five, with a check against slips of the pen."""
    data = bytes([share.number]) + share.value.to_bytes(_BYTES, "big")
    text = b32encode(data + hashlib.sha256(data).digest()[:_CHECK]).decode()
    return " ".join(text[at : at + 5] for at in range(0, len(text), 5))


def read(text: str) -> Share:
    """A share that was typed; blanks and small letters do not matter. ``ValueError`` for a slip of the pen."""
    plain = "".join(text.split()).upper().replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = b32decode(plain)
    except ValueError:
        raise ValueError("not a share") from None
    body, check = data[:-_CHECK], data[-_CHECK:]
    if len(body) != 1 + _BYTES or hashlib.sha256(body).digest()[:_CHECK] != check:
        raise ValueError("not a share")
    return Share(body[0], int.from_bytes(body[1:], "big"))


def _value(terms: Sequence[int], at: int) -> int:
    total = 0
    for term in reversed(terms):
        total = (total * at + term) % ORDER
    return total
