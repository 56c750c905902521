"""Sealing (encryption) of sensitive values and keyed indexes by which sealed values are found.

Pure: no tables. Keys lie outside the database (``keyring``). A token is ``v1.<key id>.<base64>``; the base64 holds
a random nonce of 96 bits, the ciphertext and the tag. The *context* ("table.column") is authenticated with it, so
that a token copied to another column does not open. An index is the first 128 bits of a keyed digest over context
and value, in hexadecimal: equal values give equal indexes, which is what it is for and all that it tells.
"" stays "" in every function: that nothing is known is no secret.

AES-256-GCM with HMAC-SHA256, or SM4-GCM with HMAC-SM3 (GB/T 32907, GB/T 32905) by ``ZHENDI_CIPHER=sm4``. Old tokens
open whatever the setting, as long as their key is in the ring.
"""

from __future__ import annotations

import binascii
import os
from collections.abc import Iterable, Sequence

from zhendi.kernel.crypto import keyring
from zhendi.kernel.crypto.keyring import KeysUnusable
from zhendi.kernel.crypto.suites import Unsealable

__all__ = [
    "INDEX_LENGTH",
    "KeysUnusable",
    "Unsealable",
    "index",
    "index_many",
    "key_of",
    "seal",
    "seal_many",
    "unseal",
    "unseal_many",
]

VERSION = "v1"
INDEX_LENGTH = 32  # 128 bits in hexadecimal
_NONCE = 12


def seal(plain: str, context: str) -> str:
    """Seal text for one context; "" stays "". ``KeysUnusable`` when there is no key for the setting."""
    return seal_many((plain,), context)[0]


def seal_many(plains: Iterable[str], context: str) -> list[str]:
    """Seal each text; about 2 µs apiece with AES, 15 µs with SM4."""
    texts = list(plains)
    key = keyring.current().sealing
    prefix, encrypt, bound = f"{VERSION}.{key.id}.", key.encrypt, context.encode()
    nonces = os.urandom(_NONCE * len(texts))
    found = []
    for place, text in enumerate(texts):
        if not text:
            found.append("")
            continue
        nonce = nonces[_NONCE * place : _NONCE * (place + 1)]
        sealed = nonce + encrypt(nonce, text.encode(), bound)
        found.append(prefix + binascii.b2a_base64(sealed, newline=False).decode("ascii"))
    return found


def unseal(token: str, context: str) -> str:
    """The plain text of a token; "" stays "".

    ``Unsealable`` when the token was changed, belongs to another context, or its key is not in the ring. The
    message never holds the value.
    """
    if not token:
        return ""
    version, _, rest = token.partition(".")
    name, _, body = rest.partition(".")
    if version != VERSION or not body:
        raise Unsealable("not a sealed value")
    try:
        sealed = binascii.a2b_base64(body)
    except binascii.Error as fault:
        raise Unsealable("not a sealed value") from fault
    decrypt = keyring.sealing_key(name).decrypt
    return decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode()).decode()


def unseal_many(tokens: Iterable[str], context: str) -> list[str]:
    """The plain text of each token."""
    return [unseal(token, context) for token in tokens]


def key_of(token: str) -> str:
    """The id of the key that sealed a token; "" for what is no token."""
    parts = token.split(".", 2)
    return parts[1] if len(parts) == 3 and parts[0] == VERSION else ""


def index(value: str, context: str) -> str:
    """The keyed index of a value: 32 hexadecimal characters; "" for ""."""
    return index_many((value,), context)[0]


def index_many(values: Sequence[str], context: str) -> list[str]:
    """The keyed index of each value; about 2 µs apiece with SHA-256, 5 µs with SM3."""
    digest = keyring.current().indexing.digest
    bound = context.encode() + b"\0"
    return [digest(bound + value.encode())[: INDEX_LENGTH // 2].hex() if value else "" for value in values]
