"""What ``check`` says about the keys before a server starts."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from zhendi.kernel.crypto import keyring


def keys_fit(**_: Any) -> list[CheckMessage]:
    """Keys that are there must be readable, fit ``ZHENDI_CIPHER`` and belong to their owner alone."""
    return list(_findings())


def _findings() -> Iterator[CheckMessage]:
    path = keyring.file()
    if path is not None and not path.exists():
        return  # made at first use on a laptop; production has refused by now
    try:
        ring = keyring.current()
        _ = ring.sealing, ring.indexing  # each raises when there is no such key
    except keyring.KeysUnusable as fault:
        yield Error(str(fault), id="crypto.E001")
    if path is not None and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) and hasattr(path, "owner"):
        yield Caution(f"密钥文件 {path} 不应让其他用户读到，请运行 chmod 600", id="crypto.W001")
