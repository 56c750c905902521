"""What a ballot says, as text inside the seal; and sums of such texts. Pure: the verifier uses the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zhendi.domain.ballots.counting.sheets import Ballot, fault

ANSWERS = ("yes", "no", "abstain")
WRITTEN = "w:"  # before a name that is on no slate, where votes are listed
_LONGEST = 60  # characters of a name written in


class Sums(NamedTuple):
    """Good ballots counted by option, names written in, and ballots that are void."""

    votes: dict[str, int]
    written: dict[str, int]
    good: int
    void: int


def question(answer: str) -> bytes:
    """The text of an answer to a question; ``ValueError`` for none of the three."""
    if answer not in ANSWERS:
        raise ValueError("no answer")
    return json.dumps({"a": answer}, separators=(",", ":")).encode()


def election(marks: Mapping[int, str], written: Mapping[int, str]) -> bytes:
    """The text of an election's ballot: a mark for each candidate's number, names written in beside a no."""
    if any(mark not in ANSWERS for mark in marks.values()):
        raise ValueError("no mark")
    given = {"m": {str(key): mark for key, mark in sorted(marks.items())}}
    names = {str(key): name.strip()[:_LONGEST] for key, name in sorted(written.items()) if name.strip()}
    return json.dumps(given | ({"w": names} if names else {}), ensure_ascii=False, separators=(",", ":")).encode()


def sums(texts: Iterable[bytes], *, candidates: Sequence[int], seats: int, write_in: bool) -> Sums:
    """Count ballots. Without candidates they answer a question: ``votes`` by answer; else yes-votes by number, and
    ``written`` by name. What is no ballot of this vote is void.
    """
    votes: Counter[str] = Counter(dict.fromkeys(map(str, candidates) if candidates else ANSWERS, 0))
    written: Counter[str] = Counter()
    good = void = 0
    slate = frozenset(map(str, candidates))
    for text in texts:
        found = _read(text)
        if found is None or (not candidates) is not isinstance(found, str):
            void += 1
        elif isinstance(found, str):
            votes[found] += 1
            good += 1
        elif fault(found, candidates=slate, seats=seats, write_in=write_in):
            void += 1
        else:
            votes.update(name for name, mark in found.marks.items() if mark == "yes")
            written.update(found.written.values())
            good += 1
    return Sums(dict(votes), dict(written), good, void)


def _read(text: bytes) -> Ballot | str | None:
    try:
        given = json.loads(text)
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    if given.get("a") in ANSWERS:
        return str(given["a"])
    marks, names = given.get("m"), given.get("w", {})
    if not isinstance(marks, dict) or not isinstance(names, dict):
        return None
    if any(mark not in ANSWERS for mark in marks.values()) or not all(isinstance(name, str) for name in names.values()):
        return None
    return Ballot(marks, names)
