"""Blind signatures by RFC 9474 (RSABSSA-SHA384-PSS-Randomized): who signs a credential never sees it.

The signature that comes out is an ordinary RSASSA-PSS signature, which the library itself verifies. Blinding happens
on the voter's side: in the browser (``static/ballot.js``), or on the desk's terminal by the same steps.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 2048
SALT = 48  # bytes: as long as the digest
PREFIX = 32  # bytes of chance before the message (the "randomized" preparation)
_EXPONENT = 65537
_TRAILER = 0xBC


class Blinded(NamedTuple):
    """What the voter's side keeps (``prepared``, ``inverse``) and what goes to the signer (``message``)."""

    prepared: bytes
    inverse: int
    message: bytes


def new_key() -> rsa.RSAPrivateKey:
    """A key that signs the credentials of one vote and nothing else."""
    return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=BITS)


def blind(key: rsa.RSAPublicKey, credential: bytes) -> Blinded:
    """Prepare and blind a credential on the voter's side."""
    numbers = key.public_numbers()
    size = key.key_size // 8
    prepared = secrets.token_bytes(PREFIX) + credential
    encoded = int.from_bytes(_encode(prepared, key.key_size - 1), "big")
    while True:
        factor = secrets.randbelow(numbers.n - 2) + 2
        try:
            inverse = pow(factor, -1, numbers.n)
        except ValueError:  # shares a prime with the modulus: never in practice, another one then
            continue
        message = encoded * pow(factor, numbers.e, numbers.n) % numbers.n
        return Blinded(prepared, inverse, message.to_bytes(size, "big"))


def sign(key: rsa.RSAPrivateKey, message: bytes) -> bytes:
    """Sign what was blinded. ``ValueError`` for a message that is no number below the modulus, or a computing fault."""
    private = key.private_numbers()
    public, size = private.public_numbers, key.key_size // 8
    number = int.from_bytes(message, "big")
    if len(message) != size or not 0 < number < public.n:
        raise ValueError("not a blinded message")
    # By the two primes (a quarter of the time); checked, since one wrong half would give the key away.
    first, second = pow(number, private.dmp1, private.p), pow(number, private.dmq1, private.q)
    signed = second + (first - second) * private.iqmp % private.p * private.q
    if pow(signed, public.e, public.n) != number:
        raise ValueError("the signature does not fit")
    return signed.to_bytes(size, "big")


def unblind(key: rsa.RSAPublicKey, blinded: Blinded, signed: bytes) -> bytes:
    """The signature of the prepared credential; ``ValueError`` when the signer cheated."""
    numbers = key.public_numbers()
    number = int.from_bytes(signed, "big") * blinded.inverse % numbers.n
    signature = number.to_bytes(key.key_size // 8, "big")
    if not verify(key, blinded.prepared, signature):
        raise ValueError("not a signature of this credential")
    return signature


def verify(key: rsa.RSAPublicKey, prepared: bytes, signature: bytes) -> bool:
    """Whether the vote's key signed this credential."""
    try:
        key.verify(signature, prepared, padding.PSS(padding.MGF1(hashes.SHA384()), SALT), hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def kept(key: rsa.RSAPrivateKey) -> str:
    """The key as text, to be kept sealed."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@lru_cache(maxsize=4)
def read(text: str) -> rsa.RSAPrivateKey:
    """A key that was kept; ``TypeError`` for one of another kind.

    Kept in memory while votes are open: reading one proves its primes, which takes ten times as long as signing.
    """
    key = serialization.load_pem_private_key(text.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def public_text(key: rsa.RSAPublicKey) -> str:
    """The public key as text, for the published file."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@lru_cache(maxsize=16)
def read_public(text: str) -> rsa.RSAPublicKey:
    """A public key from its text; ``TypeError`` for one of another kind."""
    key = serialization.load_pem_public_key(text.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("not an RSA key")
    return key


def _encode(message: bytes, bits: int) -> bytes:
    """EMSA-PSS (RFC 8017 9.1.1) with SHA-384 and a salt as long as the digest."""
    size = -(-bits // 8)
    digest, salt = hashlib.sha384(message).digest(), secrets.token_bytes(SALT)
    inner = hashlib.sha384(bytes(8) + digest + salt).digest()
    block = bytes(size - SALT - len(inner) - 2) + b"\x01" + salt
    masked = bytes(a ^ b for a, b in zip(block, _mask(inner, len(block)), strict=True))
    first = masked[0] & (0xFF >> (8 * size - bits))
    return bytes([first]) + masked[1:] + inner + bytes([_TRAILER])


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017 B.2.1) with SHA-384."""
    blocks = (hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(-(-length // SALT)))
    return b"".join(blocks)[:length]
