"""Ballots sealed to the tellers' key: ECDH on P-256, HKDF-SHA-256, AES-256-GCM. All in every browser since 2017.

Every ballot of a vote is padded to one length, so that its size tells nothing of the choice.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT = 65  # bytes of an uncompressed point
_NONCE = bytes(12)  # every key is used once
_RECEIPT = 16  # characters of a receipt code: 80 bits


class Unopenable(ValueError):
    """A sealed ballot that the key does not open: damaged, or sealed to another vote."""


def seal(public: bytes, choice: bytes, *, vote: bytes, length: int) -> bytes:
    """Seal a choice (at most ``length`` - 2 bytes) for the vote named ``vote``: point, ciphertext, tag."""
    once = ec.generate_private_key(CURVE)
    point = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = once.exchange(ec.ECDH(), _point(public))
    return point + AESGCM(_key(shared, point, vote)).encrypt(_NONCE, _padded(choice, length), vote)


def unseal(private: int, sealed: bytes, *, vote: bytes) -> bytes:
    """The choice in a sealed ballot, by the whole private key; ``Unopenable`` otherwise."""
    point, rest = sealed[:POINT], sealed[POINT:]
    try:
        shared = ec.derive_private_key(private, CURVE).exchange(ec.ECDH(), _point(point))
        padded = AESGCM(_key(shared, point, vote)).decrypt(_NONCE, rest, vote)
    except (InvalidTag, ValueError) as fault:
        raise Unopenable("ballot") from fault
    length = int.from_bytes(padded[:2], "big")
    if length > len(padded) - 2:
        raise Unopenable("ballot")
    return padded[2 : 2 + length]


def public_of(private: int) -> bytes:
    """The public key of a private one, as an uncompressed point."""
    key = ec.derive_private_key(private, CURVE).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def digest(sealed: bytes) -> bytes:
    """What stands for a sealed ballot in batches and lists."""
    return hashlib.sha256(sealed).digest()


def receipt(sealed: bytes) -> str:
    """The code by which a voter finds the own ballot: four groups of four letters and digits."""
    text = b32encode(digest(sealed)).decode()[:_RECEIPT]
    return "-".join(text[at : at + 4] for at in range(0, _RECEIPT, 4))


def _padded(choice: bytes, length: int) -> bytes:
    if len(choice) > length - 2:
        raise ValueError("the choice is longer than a ballot of this vote")
    return len(choice).to_bytes(2, "big") + choice + bytes(length - 2 - len(choice))


def _point(public: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)


def _key(shared: bytes, point: bytes, vote: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=point, info=b"zhendi ballot " + vote).derive(shared)
