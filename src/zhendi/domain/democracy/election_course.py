"""The course of an election: which steps it has, what the register holds against a nominee, which ballot comes next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.ballots.counting.choices import WRITTEN
from zhendi.domain.ballots.models import Candidate
from zhendi.domain.democracy.election_lists import Step, steps
from zhendi.domain.democracy.models import Election, ElectionBallot, ElectionOffice, Nominee
from zhendi.domain.people.models import Membership, Person, Suspension
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_years

TRUSTED = "trusted"  # the step that only elections in two rounds have
OLDEST = "election.oldest_years"
# What the register itself knows against somebody; the first three no check can pass (选举条例 article 5).
FAULTS = {
    "not_full": "不是正式党员", "suspended": "被选举权停止", "unknown": "还没有选定是名册里的谁", "over_age": "超过一般年龄",
    "elsewhere": "组织关系不在这里",
}  # fmt: skip
BARS = ("not_full", "suspended", "unknown")
Round, Outcome = ElectionBallot.Round, ElectionBallot.Outcome


class Next(NamedTuple):
    """The ballot that comes next for an office. ``names``: who stands, in order; () where they are to be chosen."""

    round: str
    seats: int
    names: tuple[str, ...]
    why: str


def way(held: Election) -> tuple[Step, ...]:
    """The steps of this election, in their order."""
    return tuple(each for each in steps() if held.two_rounds or each.code != TRUSTED)


def faults(nominees: Collection[Nominee], held: Election, on: date) -> dict[int, tuple[str, ...]]:
    """What the register knows against each nominee on a day, as codes of ``FAULTS``. Three queries.

    Villagers' committees ask for no membership, only for the age.
    """
    keys = [each.person_id for each in nominees if each.person_id]
    born = dict(Person.objects.filter(pk__in=keys).values_list("pk", "born_on"))
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    stopped = set(
        Suspension.objects.filter(lasting, person__in=keys, valid_from__lte=on).values_list("person", flat=True)
    )
    rows = Membership.objects.as_of(on).filter(person__in=keys, standing="full")
    full = dict(rows.values_list("person", "path"))
    born_by = add_years(on, -parameters.load().integer(OLDEST, on))
    return {one.pk: _faults(one, held, born, stopped, full, born_by) for one in nominees}


def _faults(
    one: Nominee, held: Election, born: dict[int, date | None], stopped: set[int], full: dict[int, str], born_by: date
) -> tuple[str, ...]:
    if one.person_id is None:
        return () if held.village_body else ("unknown",)
    day = born.get(one.person_id)
    marks = {
        "not_full": one.person_id not in full,
        "suspended": one.person_id in stopped,
        "over_age": day is not None and day < born_by,
        "elsewhere": one.person_id in full and not full[one.person_id].startswith(held.path),
    }
    if held.village_body:
        marks = {"over_age": marks["over_age"]}
    return tuple(code for code, holds in marks.items() if holds)


def left(office: ElectionOffice, nominees: Sequence[Nominee]) -> int:
    """Seats of the office that nobody holds yet and that were not given up."""
    filled = sum(1 for each in nominees if each.office_id == office.pk and each.elected_on is not None)
    return office.seats - office.given_up - filled


def upcoming(
    held: Election, office: ElectionOffice, ballots: Sequence[ElectionBallot], nominees: Sequence[Nominee]
) -> Next | None:
    """The ballot to be drawn up now for an office; ``None`` while one runs, and where none is needed.

    ``ballots`` in their order, with their votes and those votes' candidates at hand; both may be of all offices.
    """
    own = [each for each in ballots if each.office_id == office.pk]
    people = [each for each in nominees if each.office_id == office.pk and each.withdrew_on is None]
    if held.ended_on is not None or any(not each.outcome for each in own):
        return None
    if held.stage == Election.Stage.CHECKED and held.two_rounds:
        return _confidence(people)
    if held.stage != Election.Stage.SLATE_APPROVED:
        return None
    deciding = [each for each in own if each.round != Round.CONFIDENCE]
    if not deciding or _all_again(deciding[-1]):
        standing = sorted((each for each in people if each.position), key=lambda each: each.position or 0)
        why = "上一次无效，整次重新选举" if deciding else ""
        return Next(Round.MAIN, office.seats, tuple(each.name for each in standing), why)
    return _after(deciding[-1], left(office, people))


def _all_again(last: ElectionBallot) -> bool:
    """Whether the whole election is held again: its main ballot was void, or the result was not accepted above."""
    return last.outcome == Outcome.ANNULLED or (last.outcome == Outcome.VOID and last.round == Round.MAIN)


def _confidence(people: Sequence[Nominee]) -> Next | None:
    """Whoever is qualified and has not had the villagers' vote yet."""
    waiting = tuple(each.name for each in people if each.qualified and each.trusted is None)
    return Next(Round.CONFIDENCE, len(waiting), waiting, "") if waiting else None


def _after(last: ElectionBallot, open_seats: int) -> Next | None:
    if last.outcome == Outcome.VOID:
        names = tuple(each.name for each in _slate(last))
        return Next(last.round, last.seats, names, "上一次无效，重新投票")
    if last.outcome == Outcome.TIED:
        return Next(
            Round.RUNOFF, last.vote.result["tied_seats"], tied(last), "最后的名额票数相同，只在他们中间重新投票"
        )
    if open_seats > 0:
        return Next(Round.SEPARATE, open_seats, (), "过半数的不够名额，空缺的另行选举")
    return None


def tied(ballot: ElectionBallot) -> tuple[str, ...]:
    """Names of those who stood level, in the order of the slate."""
    level = set(ballot.vote.result.get("tied", ()))
    slate = [each.name for each in _slate(ballot) if str(each.number) in level]
    return (*slate, *(sorted(option[len(WRITTEN) :] for option in level if option.startswith(WRITTEN))))


def named(ballot: ElectionBallot) -> dict[str, str]:
    """What an option of the ballot's count stands for: a candidate's number or a name written in -> the name."""
    options = {str(each.number): each.name for each in _slate(ballot)}
    written = {
        option: option[len(WRITTEN) :] for option in ballot.vote.result.get("votes", {}) if option.startswith(WRITTEN)
    }
    return options | written


def _slate(ballot: ElectionBallot) -> list[Candidate]:
    return sorted(ballot.vote.candidates.all(), key=lambda each: each.number)
