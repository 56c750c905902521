"""How like two names are: good enough to ask a person, never to decide."""

from __future__ import annotations

from functools import lru_cache

from zhendi.kernel.pinyin import readings

_SHORT = 4  # a body of so few characters has a core of two: one other character is then another name


def alike(one: str, other: str) -> float:
    """1 for the same sound, less for one slip of the pen, 0 for names that are simply different."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return 0.0
    if len(one) == len(other):
        return _substituted(one, other)
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(shorter) < _SHORT:
        return 0.0
    return 0.6 if any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))) else 0.0


def _substituted(one: str, other: str) -> float:
    differing = [(mine, theirs) for mine, theirs in zip(one, other, strict=True) if mine != theirs]
    if len(differing) == 2 and differing[0] == differing[1][::-1]:
        return 0.7
    if len(differing) != 1:
        return 0.0
    sound = _sounds_alike(*differing[0])
    if sound:
        return sound
    return 0.5 if len(one) > _SHORT else 0.0


@lru_cache(maxsize=4096)
def _sounds_alike(one: str, other: str) -> float:
    """1 for the same reading, 0.8 for readings that begin alike."""
    mine, theirs = readings(one), readings(other)
    if set(mine) & set(theirs):
        return 1.0
    if any(first[:1] == second[:1] and first[:1].isalpha() for first in mine for second in theirs):
        return 0.8
    return 0.0
