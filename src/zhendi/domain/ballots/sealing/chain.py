"""Batches in a chain: none can be added, altered or taken out unseen, and inside a batch no order of arrival is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

START = bytes(32)


def roll_digest(lines: Iterable[str]) -> str:
    """The hash of a roll: its lines in their order, each ended by a line feed (SHA-256, hex)."""
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode() + b"\n")
    return found.hexdigest()


def batch_digest(before: bytes, ballots: Iterable[bytes]) -> bytes:
    """The hash of a batch: that of the batch before it, then the digests of its ballots in ascending order."""
    found = hashlib.sha256(before)
    for each in sorted(ballots):
        found.update(each)
    return found.digest()


def fits(batches: Sequence[tuple[bytes, Sequence[bytes]]]) -> bool:
    """Whether a chain of (hash, ballots' digests) is whole."""
    before = START
    for digest, ballots in batches:
        if batch_digest(before, ballots) != digest:
            return False
        before = digest
    return True
