"""The keys: a JSON text that lies outside the database.

``ZHENDI_KEYS`` is the path of a file, or the JSON itself. Without it a laptop gets ``keys.json`` (mode 0600) in the
data folder; production refuses. Every key has an id, the beginning of its fingerprint, that stands in each token.
Of each purpose the **last key of the setting's suite** is used for what is new; all others stay for reading.

    {"seal": [{"id": "0f3c…", "suite": "aes", "made": "2026-11-24", "key": "base64"}], "index": [{…}]}
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zhendi.kernel.crypto import suites
from zhendi.kernel.crypto.suites import Unsealable

SEAL, INDEX = "seal", "index"
_ENTRY = {"id", "suite", "made", "key"}
_FILE = "keys.json"


class KeysUnusable(Exception):
    """There are no keys, they cannot be read, or none fits the setting; the message says what to do, in Chinese."""


@dataclass(frozen=True)
class Key:
    """One key; its bytes never appear in ``repr``."""

    id: str
    suite: str
    made: str
    purpose: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.purpose}, {self.suite}, {self.id})"

    @cached_property
    def _cryptor(self) -> suites.Cryptor:
        return suites.cryptor(self.suite, self.secret)

    @cached_property
    def encrypt(self) -> Callable[[bytes, bytes, bytes], bytes]:
        """Seals under this key."""
        return self._cryptor.encrypt

    @cached_property
    def decrypt(self) -> Callable[[bytes, bytes, bytes], bytes]:
        """Opens what this key sealed."""
        return self._cryptor.decrypt

    @cached_property
    def digest(self) -> Callable[[bytes], bytes]:
        """The keyed digest under this key."""
        return suites.digest(self.suite, self.secret)

    def entry(self) -> dict[str, str]:
        """As it stands in the file."""
        return {"id": self.id, "suite": self.suite, "made": self.made, "key": base64.b64encode(self.secret).decode()}


@dataclass(frozen=True)
class Ring:
    """All keys of an installation; ``suite`` is the setting."""

    suite: str
    keys: tuple[Key, ...]

    @cached_property
    def sealing(self) -> Key:
        """The key for new tokens."""
        return self._latest(SEAL)

    @cached_property
    def indexing(self) -> Key:
        """The key of the indexes."""
        return self._latest(INDEX)

    @cached_property
    def by_id(self) -> Mapping[str, Key]:
        """Keys for opening, by id."""
        return {key.id: key for key in self.keys if key.purpose == SEAL}

    def _latest(self, purpose: str) -> Key:
        fit = [key for key in self.keys if key.purpose == purpose and key.suite == self.suite]
        if not fit:
            raise KeysUnusable(
                f"密钥中没有算法 {self.suite} 的{'加密' if purpose == SEAL else '检索'}密钥，"
                "请停止服务后运行 script/zhendi keys rotate --index"
            )
        return fit[-1]

    def with_new(self, purpose: str, made: str) -> Ring:
        """The ring with one more key of the setting's suite."""
        secret = suites.new_key(self.suite) if purpose == SEAL else suites.new_index_key()
        return Ring(self.suite, (*self.keys, Key(_fingerprint(secret), self.suite, made, purpose, secret)))

    def without(self, ids: frozenset[str]) -> Ring:
        """The ring without some keys."""
        return Ring(self.suite, tuple(key for key in self.keys if key.id not in ids))

    def text(self) -> str:
        """The JSON text."""
        listed = {purpose: [key.entry() for key in self.keys if key.purpose == purpose] for purpose in (SEAL, INDEX)}
        return json.dumps(listed, indent=1) + "\n"


def _fingerprint(secret: bytes) -> str:
    return hashlib.sha256(b"zhendi key id" + secret).hexdigest()[:8]


def new(suite: str, made: str) -> Ring:
    """A fresh ring: one key for sealing, one for indexes. ``made``: the day, for the reader."""
    return Ring(suite, ()).with_new(SEAL, made).with_new(INDEX, made)


def read(text: str, suite: str) -> Ring:
    """Parse the JSON text; ``KeysUnusable`` names the fault, never a key."""
    try:
        given = json.loads(text)
        keys = tuple(_key(entry, purpose) for purpose in (SEAL, INDEX) for entry in given[purpose])
    except (ValueError, KeyError, TypeError, binascii.Error) as fault:
        raise KeysUnusable("密钥文件读不懂：应为 script/zhendi keys new 所生成的 JSON") from fault
    if len({key.id for key in keys}) != len(keys):
        raise KeysUnusable("密钥文件中同一密钥出现两次")
    return Ring(suite, keys)


def _key(entry: Mapping[str, Any], purpose: str) -> Key:
    secret = base64.b64decode(entry["key"], validate=True)
    if set(entry) != _ENTRY or entry["id"] != _fingerprint(secret) or entry["suite"] not in suites.SUITES:
        raise ValueError("damaged entry")
    key = Key(entry["id"], entry["suite"], entry["made"], purpose, secret)
    _ = key.encrypt if purpose == SEAL else key.digest  # a key of the wrong length fails here, not at first use
    return key


# --- The installation's ring ---------------------------------------------------------------------------------

_lock = threading.Lock()
_held: tuple[tuple[object, ...], Ring] | None = None


def current() -> Ring:
    """The installation's ring, read once; made first on a laptop that has none."""
    held = _held
    return held[1] if held is not None else _load()


def sealing_key(name: str) -> Key:
    """The key of a token. A key that another process has added since is found by reading the file again."""
    key = current().by_id.get(name) or _load().by_id.get(name)
    if key is None:
        raise Unsealable("the key of a sealed value is not in the ring (script/zhendi keys list)")
    return key


def forget() -> None:
    """Read the keys again at the next use."""
    global _held  # noqa: PLW0603 - the one place that keeps the ring of this process
    _held = None


def file() -> Path | None:
    """Where the keys lie; ``None`` when the environment holds the JSON itself."""
    from django.conf import settings  # noqa: PLC0415 - the module is importable without settings

    if settings.KEYS:
        return None if settings.KEYS.lstrip().startswith("{") else Path(settings.KEYS)
    return Path(settings.DATA_DIR) / _FILE


def write(ring: Ring) -> None:
    """Replace the file in one step; ``KeysUnusable`` when the keys are not in a file."""
    path = file()
    if path is None:
        raise KeysUnusable("密钥写在环境变量 ZHENDI_KEYS 中，不能由命令改写")
    draft = _draft(path, ring)
    draft.replace(path)
    forget()


def _load() -> Ring:
    global _held  # noqa: PLW0603 - the one place that keeps the ring of this process
    from django.conf import settings  # noqa: PLC0415 - the module is importable without settings

    path = file()
    stamp: tuple[object, ...]
    if path is None:
        text, stamp = settings.KEYS, (settings.KEYS,)
    else:
        if not path.exists():
            _make(path)
        text, stamp = path.read_text("utf-8"), (path, path.stat().st_mtime_ns)
    with _lock:
        if _held is None or _held[0] != stamp:
            _held = (stamp, read(text, settings.CIPHER))
        return _held[1]


def _make(path: Path) -> None:
    """Write a fresh ring, once, whoever else is doing so; not in production and not at a named place."""
    from django.conf import settings  # noqa: PLC0415 - the module is importable without settings

    from zhendi.kernel import clock  # noqa: PLC0415 - only here

    if settings.KEYS or settings.MODE == "production":
        raise KeysUnusable(f"没有密钥文件 {path}，请用 script/zhendi keys new 生成并妥善保管")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, new(settings.CIPHER, clock.today().isoformat()))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its keys are the keys
    finally:
        draft.unlink()


def _draft(path: Path, ring: Ring) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(ring.text())
        file.flush()
        os.fsync(file.fileno())
    return draft
