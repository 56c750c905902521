"""The ring of keys: where it lies, what it refuses, and that no key ever shows itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.crypto.conftest import Ringed
from zhendi.kernel import crypto
from zhendi.kernel.crypto import KeysUnusable, checks, keyring

MADE = "2026-06-30"


def test_laptop_without_keys_gets_a_file_for_its_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.KEYS, settings.DATA_DIR, settings.MODE = "", tmp_path / "data", "development"
    keyring.forget()
    assert crypto.unseal(crypto.seal("a", "c"), "c") == "a"
    assert stat.S_IMODE((tmp_path / "data/keys.json").stat().st_mode) == 0o600


def test_production_makes_no_keys_by_itself(settings: Any, tmp_path: Path) -> None:
    settings.KEYS, settings.DATA_DIR, settings.MODE = "", tmp_path, "production"
    keyring.forget()
    with pytest.raises(KeysUnusable, match="keys new"):
        crypto.seal("a", "c")


def test_named_file_that_is_missing_is_not_made(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = str(tmp_path / "elsewhere.json")
    keyring.forget()
    with pytest.raises(KeysUnusable):
        crypto.index("a", "c")


def test_environment_may_hold_the_json_itself(settings: Any) -> None:
    settings.KEYS = keyring.new("aes", MADE).text()
    keyring.forget()
    assert crypto.unseal(crypto.seal("a", "c"), "c") == "a"
    with pytest.raises(KeysUnusable, match="ZHENDI_KEYS"):
        keyring.write(keyring.current())


def test_ring_reads_what_it_wrote() -> None:
    ring = keyring.new("sm4", MADE).with_new(keyring.SEAL, MADE)
    read = keyring.read(ring.text(), "sm4")
    assert (read.sealing, read.indexing, read.text()) == (ring.sealing, ring.indexing, ring.text())


def test_newest_key_of_the_suite_is_in_use() -> None:
    ring = keyring.new("aes", MADE)
    grown = ring.with_new(keyring.SEAL, MADE)
    assert grown.sealing != ring.sealing
    assert grown.indexing == ring.indexing
    assert ring.sealing.id in grown.by_id


def test_setting_without_a_key_of_its_suite_says_what_to_do() -> None:
    ring = keyring.read(keyring.new("aes", MADE).text(), "sm4")
    with pytest.raises(KeysUnusable, match="keys rotate --index"):
        _ = ring.sealing


def damaged(**changes: object) -> str:
    kept = json.loads(keyring.new("aes", MADE).text())
    kept["seal"][0] |= changes
    return json.dumps(kept)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "{\"seal\": [{}], \"index\": []}", damaged(id="00000000"), damaged(suite="des"), damaged(key="AAAA"),
     damaged(more="x"), damaged(key="not base64!")],
)  # fmt: skip
def test_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(KeysUnusable, match="读不懂"):
        keyring.read(text, "aes")


def test_same_key_twice_is_refused() -> None:
    kept = json.loads(keyring.new("aes", MADE).text())
    kept["seal"] *= 2
    with pytest.raises(KeysUnusable, match="两次"):
        keyring.read(json.dumps(kept), "aes")


def test_key_never_shows_itself() -> None:
    ring = keyring.new("aes", MADE)
    for key in ring.keys:
        assert key.entry()["key"] not in repr(ring)
        assert repr(key.secret) not in repr(ring)


def test_file_that_others_can_read_is_warned_of(ringed: Ringed) -> None:
    ringed()
    path = keyring.file()
    assert checks.keys_fit() == []
    path.chmod(0o644)
    assert [found.id for found in checks.keys_fit()] == ["crypto.W001"]
    path.write_text("{}")
    keyring.forget()
    assert "crypto.E001" in [found.id for found in checks.keys_fit()]
