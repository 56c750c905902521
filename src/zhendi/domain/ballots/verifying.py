"""The independent check of a published vote: roll, box and result from the files alone. Knows no database and no Django.

What anybody can check without a key: that the box is whole (chain, signatures, no credential twice, no more ballots
than voters) and that the result follows from the sums by the rule. What only enough tellers can check, with their
shares: that the sums are those of the ballots. The choice of a ballot is never printed, with or without shares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zhendi.domain.ballots.counting import choices, outcomes
from zhendi.domain.ballots.counting.rules import restored
from zhendi.domain.ballots.counting.sheets import recovered_fit
from zhendi.domain.ballots.sealing import blind, box, chain, shares

FORMAT = "zhendi-vote-1"
File = Mapping[str, Any]


class Finding(NamedTuple):
    """One thing that was checked: a stable word, whether it holds, what was found in Chinese."""

    check: str
    holds: bool
    words: str


class NotAVote(ValueError):
    """The file is not a published vote of this format."""


def verify(file: File, *, roll: Sequence[str] | None = None, keys: Sequence[str] = ()) -> list[Finding]:
    """Check a published vote; with the roll's lines also the roll, with enough tellers' shares also the sums.

    ``NotAVote`` for another file. A file that is damaged gives findings that do not hold, never an error.
    """
    if file.get("format") != FORMAT:
        raise NotAVote("format")
    found = [_whole(check, file) for check in (_chain, _credentials, _numbers, _paper, _outcome)]
    if roll is not None:
        found.append(_whole(lambda each: _roll(each, roll), file))
    if keys:
        found.append(_whole(lambda each: _sums(each, keys), file))
    return found


def find(file: File, code: str) -> bool:
    """Whether the ballot of a receipt code lies in the box."""
    wanted = code.replace(" ", "").replace("-", "").upper()
    return bool(wanted) and any(box.receipt(each).replace("-", "") == wanted for each in _sealed(file))


def _whole(check: Callable[[File], Finding], file: File) -> Finding:
    try:
        return check(file)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Finding("format", holds=False, words="文件缺少内容或内容损坏")


def _chain(file: File) -> Finding:
    batches = [
        (bytes.fromhex(batch["digest"]), [box.digest(bytes.fromhex(each["sealed"])) for each in batch["ballots"]])
        for batch in file["batches"]
    ]
    holds = chain.fits(batches)
    return Finding("chain", holds, f"{len(batches)}批选票首尾相接" if holds else "选票有增加、减少或改动")


def _credentials(file: File) -> Finding:
    key = blind.read_public(file["keys"]["credentials"])
    used: set[str] = set()
    for each in _ballots(file):
        prepared = bytes.fromhex(each["prepared"])
        used.add(hashlib.sha256(prepared).hexdigest())
        if not blind.verify(key, prepared, bytes.fromhex(each["signature"])):
            return Finding("credentials", holds=False, words="有的选票不是这次投票发出的")
    number = sum(1 for _ in _ballots(file))
    holds = len(used) == number
    return Finding("credentials", holds, f"{number}张电子票都是真票，一票一证" if holds else "有的凭证用了两次")


def _numbers(file: File) -> Finding:
    length = int(file["vote"]["length"]) + box.POINT + 16
    number, issued = sum(1 for _ in _ballots(file)), int(file["roll"]["online"])
    holds = number <= issued and all(len(each) == length for each in _sealed(file))
    return Finding("numbers", holds, f"电子票{number}张，领票{issued}人" if holds else "电子票比领票的人多，或大小不一")


def _paper(file: File) -> Finding:
    recovered = sum(int(each["recovered"]) for each in file["paper"])
    issued = int(file["roll"]["paper"])
    holds = recovered_fit(issued, recovered)
    return Finding("paper", holds, f"纸票发出{issued}张，收回{recovered}张")


def _outcome(file: File) -> Finding:
    result, vote = file["result"], file["vote"]
    rule, present, due = restored(vote["rule"]), int(result["present"]), int(file["roll"]["due"])
    cast = int(result["good"]) + int(result["void"])
    wholes: outcomes.Wholes = {
        "due": due, "body": due, "registered": due, "members": due, "present": present, "cast": cast,
    }  # fmt: skip
    if vote["form"] == "question":
        decision = outcomes.decide(rule, wholes, present=present, yes=int(result["votes"]["yes"]))
        holds = (decision.valid, decision.passed) == (result["valid"], result["passed"])
        return Finding("outcome", holds, "结论与规定相符" if holds else "结论与规定不符")
    found = outcomes.elect(rule, wholes, result["votes"], seats=int(vote["seats"]), present=present)
    holds = (sorted(found.elected), sorted(found.tied)) == (sorted(result["elected"]), sorted(result["tied"]))
    return Finding("outcome", holds, "当选名单与规定相符" if holds else "当选名单与规定不符")


def _roll(file: File, lines: Sequence[str]) -> Finding:
    holds = chain.roll_digest(lines) == file["roll"]["digest"]
    return Finding("roll", holds, f"名册{len(lines)}行，与锁定时一致" if holds else "名册与锁定时不一致")


def _sums(file: File, texts: Sequence[str]) -> Finding:
    key = shares.combine([shares.read(each) for each in texts][: int(file["keys"]["threshold"])])
    if not 0 < key < shares.ORDER or box.public_of(key).hex() != file["keys"]["box"]:
        return Finding("sums", holds=False, words="这几把钥匙开不了这个票箱")
    name, vote = bytes.fromhex(file["vote"]["name"]), file["vote"]
    online = choices.sums(
        _opened(file, key, name), candidates=[int(each) for each in vote["candidates"]], seats=int(vote["seats"]),
        write_in=bool(vote["rule"].get("write_in")),
    )  # fmt: skip
    votes = dict(online.votes)
    written = {f"{choices.WRITTEN}{each}": number for each, number in online.written.items()}
    for counts in (written, *(each["votes"] for each in file["paper"])):
        votes |= {each: votes.get(each, 0) + int(number) for each, number in counts.items()}
    holds = votes == file["result"]["votes"]
    return Finding("sums", holds, "各项票数与选票相符" if holds else "各项票数与选票不符")


def _opened(file: File, key: int, name: bytes) -> Iterator[bytes]:
    for sealed in _sealed(file):
        try:
            yield box.unseal(key, sealed, vote=name)
        except box.Unopenable:
            yield b""


def _ballots(file: File) -> Iterable[Mapping[str, str]]:
    return (each for batch in file["batches"] for each in batch["ballots"])


def _sealed(file: File) -> Iterable[bytes]:
    return (bytes.fromhex(each["sealed"]) for each in _ballots(file))
