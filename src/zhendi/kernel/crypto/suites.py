"""The two families of algorithms: international (AES-256-GCM, HMAC-SHA256) and national (SM4-GCM, HMAC-SM3)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

AES = "aes"
SM4_SUITE = "sm4"
SUITES = (AES, SM4_SUITE)
_KEY_BYTES = {AES: 32, SM4_SUITE: 16}
_INDEX_BYTES = 32
_TAG = 16


class Unsealable(Exception):
    """A sealed value does not open: changed, moved to another context, or its key is missing."""


class Cryptor(Protocol):
    """Authenticated encryption under one key. Nonce, text, context; ``decrypt`` raises ``Unsealable``."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """The text."""


class _Aes:
    def __init__(self, key: bytes) -> None:
        cipher = AESGCM(key)  # kept: making one costs as much as several uses
        self.encrypt = cipher.encrypt
        self._open = cipher.decrypt

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        try:
            return self._open(nonce, data, associated_data)
        except (InvalidTag, ValueError) as fault:
            raise Unsealable("a sealed value was changed or belongs elsewhere") from fault


class _Sm4:
    def __init__(self, key: bytes) -> None:
        self._algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        work = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(associated_data)
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        try:
            work = Cipher(self._algorithm, modes.GCM(nonce, data[-_TAG:])).decryptor()
            work.authenticate_additional_data(associated_data)
            return work.update(data[:-_TAG]) + work.finalize()
        except (InvalidTag, ValueError) as fault:
            raise Unsealable("a sealed value was changed or belongs elsewhere") from fault


def cryptor(suite: str, key: bytes) -> Cryptor:
    """What seals and opens under a key; ``ValueError`` for a key of the wrong length."""
    if len(key) != _KEY_BYTES[suite]:
        raise ValueError(f"a key of {suite} has {_KEY_BYTES[suite]} bytes")
    return _Aes(key) if suite == AES else _Sm4(key)


def digest(suite: str, key: bytes) -> Callable[[bytes], bytes]:
    """The keyed digest (32 bytes) under a key; ``ValueError`` for a key of the wrong length."""
    if len(key) != _INDEX_BYTES:
        raise ValueError(f"an index key has {_INDEX_BYTES} bytes")
    begun = HMAC(key, SHA256() if suite == AES else SM3())  # keyed once; copying it is cheaper than keying again

    def keyed(message: bytes) -> bytes:
        work = begun.copy()
        work.update(message)
        return work.finalize()

    return keyed


def new_key(suite: str) -> bytes:
    """A random key for sealing."""
    return os.urandom(_KEY_BYTES[suite])


def new_index_key() -> bytes:
    """A random key for indexes."""
    return os.urandom(_INDEX_BYTES)
