"""A ring of keys of each test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhendi.kernel.crypto import keyring

Ringed = Callable[..., keyring.Ring]


@pytest.fixture
def ringed(settings: Any, tmp_path: Path) -> Iterator[Ringed]:
    """``ringed("sm4")`` puts a fresh ring of that suite into force; ``ringed(ring=…)`` the one given."""

    def use(suite: str = "aes", ring: keyring.Ring | None = None) -> keyring.Ring:
        settings.KEYS, settings.CIPHER, settings.DATA_DIR = str(tmp_path / "keys.json"), suite, tmp_path
        keyring.forget()
        keyring.write(ring or keyring.new(suite, "2026-06-30"))
        return keyring.current()

    yield use
    keyring.forget()


@pytest.fixture(autouse=True)
def _own_ring_afterwards() -> Iterator[None]:
    """Whatever a test did to the settings, the next one reads its own keys."""
    yield
    keyring.forget()
