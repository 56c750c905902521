"""The independent check of a published vote: roll, box and result from the files alone. Knows no database and no Django.

What anybody can check without a key: that the box is whole (chain, signatures, no credential twice, no more ballots
than voters) and that the result follows from the sums by the rule. What only enough tellers can check, with their
shares: that the sums are those of the ballots. The choice of a ballot is never printed, with or without shares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.counting.concluding import outcome_of
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
    ends = (batches[-1][0] if batches else chain.START).hex()[:16]
    return Finding(
        "chain", holds, f"{len(batches)}批选票首尾相接，票箱封号{ends}" if holds else "选票有增加、减少或改动"
    )


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
    """No more electronic ballots than were given out, each of one size; and every ballot is in the sum, once."""
    length = int(file["vote"]["length"]) + box.POINT + 16
    number, issued, result = sum(1 for _ in _ballots(file)), int(file["roll"]["online"]), file["result"]
    in_all = number + sum(int(each["recovered"]) for each in file["paper"])
    if number > issued or any(len(each) != length for each in _sealed(file)):
        return Finding("numbers", holds=False, words="电子票比领票的人多，或大小不一")
    if int(result["good"]) + int(result["void"]) != in_all or int(result["present"]) > int(file["roll"]["lines"]):
        return Finding("numbers", holds=False, words=f"有效票加废票不是收回的{in_all}张，或实到比名册上的人多")
    return Finding("numbers", holds=True, words=f"电子票{number}张，领票{issued}人；收回共{in_all}张，全部计入")


def _paper(file: File) -> Finding:
    """Neither more sheets nor more opinions came back than were given out and handed in."""
    back = {written: sum(int(each["recovered"]) for each in file["paper"] if (each.get("place") == "written") is written)
            for written in (False, True)}  # fmt: skip
    issued, handed_in = int(file["roll"]["paper"]), int(file["roll"].get("written", 0))
    holds = recovered_fit(issued, back[False]) and recovered_fit(handed_in, back[True])
    more = f"；会前书面意见收到{handed_in}份，计{back[True]}份" if handed_in else ""
    return Finding("paper", holds, f"纸票发出{issued}张，收回{back[False]}张{more}")


def _outcome(file: File) -> Finding:
    """Whether the conclusion follows from the sums by the rule, and the opinions in it are those of the batch."""
    result, vote = file["result"], file["vote"]
    sums = {**result, "due": int(file["roll"]["due"])}
    found = outcome_of(restored(vote["rule"]), sums, form=vote["form"], seats=int(vote["seats"]))
    opinions = [each["votes"] for each in file["paper"] if each.get("place") == "written"]
    holds = all(_alike(found[name], result[name]) for name in ("valid", "passed", "elected", "tied") if name in found)
    holds = holds and dict(result.get("written") or {}) == (opinions[0] if opinions else {})
    what = "结论" if vote["form"] == "question" else "当选名单"
    return Finding("outcome", holds, f"{what}与规定{'相符' if holds else '不符'}")


def _alike(found: object, said: object) -> bool:
    """Whether two conclusions are the same; names in any order."""
    return sorted(found) == sorted(said) if isinstance(found, list) and isinstance(said, list) else found == said


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
