"""The ballots of an election: drawn up when their turn has come, and their count taken over without typing a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from zhendi.domain.ballots.counting.rules import rule
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import preparing, rolls
from zhendi.domain.ballots.operations.preparing import Standing
from zhendi.domain.democracy.election_course import Next, Outcome, Round, left, named, upcoming
from zhendi.domain.democracy.election_lists import grounds, sorts
from zhendi.domain.democracy.models import Election, ElectionBallot, ElectionOffice, Nominee
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.operations.election_checks import led, stands_at, step
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

PUBLISHED = "election.voters_published_days"
Stage = Election.Stage
_TEXT = {
    Round.CONFIDENCE: "对每名人选，同意的表示信任。信任票过半数的可以作候选人。",
    Round.MAIN: "可以投赞成票、反对票或弃权。投反对票的可以另选他人。所选人数不能多于应选名额。",
    Round.RUNOFF: "只在票数相同的人中间选，得票多的当选。",
    Round.SEPARATE: "空缺的名额另行选举，办法与前一次相同。",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """How a ballot is held. ``nominee_ids``: who stands, in order, in a separate election; else the course says."""

    held_on: date
    teller_ids: Sequence[int]
    threshold: int = 2
    nominee_ids: Sequence[int] = ()


@transaction.atomic
def draw_up(*, actor: Actor, on: date, election_id: int, office_id: int, holding: Holding) -> int:
    """Draw up the ballot whose turn it is for an office, with its roll; gives the election ballot's key.

    ``Refused`` while another runs, where none is needed, before a villagers' list has been out long enough, and for
    whatever the vote itself does not allow (surplus, tellers who stand).
    """
    held = led(election_id, on, actor=actor)
    office = held.offices.filter(pk=office_id).first()
    if office is None:
        raise NotVisible(f"office {office_id}")
    ballots, nominees = course(held)
    coming = upcoming(held, office, ballots, nominees)
    if coming is None:
        raise Refused(
            f"{office.title}现在没有要投的票。先登记上一次的计票结果，或者按顺序办前面的步骤。", code="no_ballot"
        )
    villagers = sorts()[held.sort].villagers or coming.round == Round.CONFIDENCE
    if villagers:
        _require_voters(held, holding.held_on, on)
    vote = preparing.draw_up(
        actor=actor, on=on,
        draft=preparing.Draft(
            held.organisation_id, Vote.Form.ELECTION, _code(held, coming), _title(held, office, coming), _TEXT[Round(coming.round)],
            holding.held_on, holding.teller_ids, holding.threshold, coming.seats, _slate(office, coming, nominees, holding),
        ),
    )  # fmt: skip
    made = ElectionBallot.objects.create(
        election=held, office=office, vote_id=vote, round=coming.round, seats=coming.seats
    )
    _fill(held, made, villagers=villagers, again=_last(ballots, office), actor=actor, on=on)
    said = f"拟定{office.title}{Round(coming.round).label}"
    step(held, "balloting", on, said, actor=actor, note=coming.why, detail={"vote": vote, "round": coming.round})
    return made.pk


@transaction.atomic
def refill(*, actor: Actor, on: date, election_id: int, ballot_id: int) -> None:
    """Write the roll of a ballot anew before it is frozen, with the exclusions that hold now."""
    held = led(election_id, on, actor=actor)
    ballot = _ballot(held, ballot_id)
    villagers = sorts()[held.sort].villagers or ballot.round == Round.CONFIDENCE
    if ballot.vote.state != Vote.State.DRAFT:
        raise Refused("名册已经锁定，不能再改。", code="state")
    if villagers:
        ballot.vote.roll.all().delete()
    _fill(held, ballot, villagers=villagers, again=None, actor=actor, on=on)
    election_checks.entry(held, "refilled", on, "重新生成投票名册", actor=actor, detail={"vote": ballot.vote_id})


@transaction.atomic
def settle(*, actor: Actor, on: date, election_id: int, ballot_id: int) -> str:
    """Take the count of a ballot over; gives what came of it (``ElectionBallot.Outcome``). Numbers are read, not typed.

    Whoever was written in and elected becomes a nominee who has still to be checked. Once all seats are filled or given up,
    the election is held.
    """
    held = led(election_id, on, actor=actor)
    ballot = _ballot(held, ballot_id)
    if ballot.outcome:
        raise Refused("这次投票的结果已经登记过了。", code="settled")
    vote = ballot.vote
    if vote.state not in {Vote.State.COUNTED, Vote.State.CONFIRMED, Vote.State.VOID}:
        raise Refused(f"这次投票{Vote.State(vote.state).label}，计票以后再登记结果。", code="not_counted")
    valid = vote.state != Vote.State.VOID and bool(vote.result.get("valid"))
    if ballot.round != Round.CONFIDENCE and held.held_on is None:
        held.held_on = vote.held_on
        held.save(update_fields=["held_on"])
    ballot.outcome = _taken(ballot) if valid else Outcome.VOID
    ballot.settled_on = on
    ballot.save(update_fields=["outcome", "settled_on"])
    _move_on(held, ballot, on, actor)
    return str(ballot.outcome)


@transaction.atomic
def give_up(*, actor: Actor, on: date, election_id: int, office_id: int, agreed: int) -> None:
    """Leave the open seats of an office empty: so many electors agreed as the rule of the day asks (at least half)."""
    held = led(election_id, on, actor=actor)
    stands_at(held, Stage.SLATE_APPROVED)
    office = held.offices.filter(pk=office_id).first()
    if office is None:
        raise NotVisible(f"office {office_id}")
    ballots, nominees = course(held)
    coming = upcoming(held, office, ballots, nominees)
    last = _last(ballots, office)
    if coming is None or coming.round != Round.SEPARATE or last is None or coming.seats >= office.seats:
        raise Refused("现在没有可以减少的名额。至少要选出 1 名。", code="no_seats")
    majority = rule("fewer_seats", on).majority
    if not majority.met(agreed, last.vote.due):
        least = majority.least(last.vote.due)
        raise Refused(
            f"减少名额至少要{least}人同意（应到{last.vote.due}人），现有{agreed}人。", code="agreed", field="agreed"
        )
    office.given_up += coming.seats
    office.save(update_fields=["given_up"])
    note = f"{office.title}减少{coming.seats}名，应到{last.vote.due}人，{agreed}人同意"
    step(held, "given_up", on, note, actor=actor, note=note, detail={"office": office.pk, "agreed": agreed})
    _complete(held, on, actor)


def course(held: Election) -> tuple[list[ElectionBallot], list[Nominee]]:
    """The election's ballots in their order, with votes and slates, and its nominees. Three queries."""
    ballots = held.ballots.select_related("vote").prefetch_related("vote__candidates").order_by("pk")
    return list(ballots), list(held.nominees.order_by("pk"))


def _last(ballots: Sequence[ElectionBallot], office: ElectionOffice) -> ElectionBallot | None:
    """The office's last ballot of those that fill seats."""
    found = [each for each in ballots if each.office_id == office.pk and each.round != Round.CONFIDENCE]
    return found[-1] if found else None


def _ballot(held: Election, pk: int) -> ElectionBallot:
    found = held.ballots.select_related("vote", "office").prefetch_related("vote__candidates").filter(pk=pk).first()
    if found is None:
        raise NotVisible(f"ballot {pk}")
    return found


def _code(held: Election, coming: Next) -> str:
    sort = sorts()[held.sort]
    codes = {Round.MAIN: sort.main, Round.RUNOFF: sort.runoff, Round.SEPARATE: sort.separate}
    return codes.get(Round(coming.round), "confidence")


def _title(held: Election, office: ElectionOffice, coming: Next) -> str:
    place = held.organisation.short_name or held.organisation.full_name
    return f"{place[:50]}{office.title}{Round(coming.round).label}"


def _slate(
    office: ElectionOffice, coming: Next, nominees: Sequence[Nominee], holding: Holding
) -> list[Standing]:  # fmt: skip
    known = {each.name: each for each in nominees if each.office_id == office.pk}
    if coming.round != Round.SEPARATE or coming.names:
        return [Standing(name, known[name].person_id if name in known else None) for name in coming.names]
    able = {each.pk: each for each in known.values() if each.qualified and not each.elected_on and not each.withdrew_on}
    chosen = [able[key] for key in dict.fromkeys(holding.nominee_ids) if key in able]
    return [Standing(each.name, each.person_id) for each in chosen]


def _require_voters(held: Election, held_on: date, on: date) -> None:
    """Faults that would make the villagers' ballot void, found before it is drawn up (组织法 article 14)."""
    if held.voters_published_on is None:
        raise Refused("选民名单还没有公布。先公布选民名单，再拟定投票。", code="no_voters")
    if held.objections.filter(answered_on=None).exists():
        raise Refused("对选民名单还有申诉没有答复。", code="unanswered")
    if not held.village_body:
        return
    days = parameters.load().integer(PUBLISHED, on)
    earliest = held.voters_published_on + timedelta(days=days)
    if held_on < earliest:
        said = (
            f"选民名单{held.voters_published_on.isoformat()}公布，要满{days}天，选举日不能早于{earliest.isoformat()}。"
        )
        raise Refused(said, code="voters_too_short", field="held_on")


def _fill(
    held: Election, ballot: ElectionBallot, *, villagers: bool, again: ElectionBallot | None, actor: Actor, on: date
) -> None:
    """The roll: a re-vote among those who stood level has that of the ballot before, all others are written anew."""
    vote = ballot.vote_id
    if again is not None and ballot.round == Round.RUNOFF:
        rolls.fill_from(actor=actor, vote_id=vote, source_id=again.vote_id)
        return
    if villagers:
        rolls.add_names(actor=actor, vote_id=vote, names=str(held.voters).splitlines())
        return
    rolls.fill_members(actor=actor, on=on, vote_id=vote)
    excluded = held.exclusions.exclude(consent="").exclude(approved_on=None)
    numbers = dict(
        RollEntry.objects.filter(vote=vote, person__in=excluded.values("person")).values_list("person", "number")
    )
    for each in excluded.filter(person__in=numbers).order_by("pk"):
        rolls.leave_out(
            actor=actor, vote_id=vote, number=numbers[each.person_id], ground=grounds()[each.ground], consent=each.consent,
            approved=True,
        )  # fmt: skip


def _taken(ballot: ElectionBallot) -> str:
    """Write what a valid count says of everybody on the slate."""
    result, names = ballot.vote.result, named(ballot)
    nominees = {each.name: each for each in ballot.office.nominees.filter(withdrew_on=None)}
    chosen = {names[option] for option in result["elected"] if option in names}
    for option, name in names.items():
        number = result["votes"].get(option, 0)
        one = nominees.get(name)
        if one is None and name in chosen:
            one = Nominee(
                election_id=ballot.election_id, office=ballot.office, name=name, way=Nominee.Way.WRITTEN, by="选举人",
                on=ballot.vote.held_on,
            )  # fmt: skip
        if one is None:
            continue
        if ballot.round == Round.CONFIDENCE:
            one.confidence, one.trusted = number, name in chosen
        else:
            one.votes = number
            one.elected_on = ballot.vote.held_on if name in chosen else one.elected_on
        one.save()
    if ballot.round == Round.CONFIDENCE:
        return str(Outcome.FILLED)
    return str(Outcome.TIED if result["tied"] else Outcome.OPEN if result["open_seats"] else Outcome.FILLED)


def _move_on(held: Election, ballot: ElectionBallot, on: date, actor: Actor) -> None:
    label, outcome = Round(ballot.round).label, Outcome(ballot.outcome).label
    step(
        held, "settled", on, f"{ballot.office.title}{label}：{outcome}", actor=actor,
        note=f"{ballot.office.title}{label}：{outcome}", detail={"vote": ballot.vote_id, "outcome": str(ballot.outcome)},
    )  # fmt: skip
    if ballot.round != Round.CONFIDENCE:
        _complete(held, on, actor)
    elif not held.nominees.filter(withdrew_on=None, qualified=True, trusted=None).exists():
        _trusted(held, on, actor)


def _trusted(held: Election, on: date, actor: Actor) -> None:
    """The first round is over; where too few have the villagers' confidence, nomination is open again."""
    for office in held.offices.order_by("pk"):
        number = office.nominees.filter(withdrew_on=None, trusted=True).count()
        least = rule(sorts()[held.sort].main, on).least_candidates(office.seats)
        if number < least:
            held.stage, held.nominated_on, held.checked_on = Stage.PERMITTED, None, None
            held.due_on = election_checks.next_due(held, on)
            held.save(update_fields=["stage", "nominated_on", "checked_on", "due_on"])
            note = f"{office.title}信任票过半的{number}名，至少要{least}名，重新提名"
            step(held, "reopened", on, note, actor=actor, note=note)
            return
    held.trusted_on = on
    held.due_on = election_checks.next_due(held, on)
    held.save(update_fields=["trusted_on", "due_on"])
    number = held.nominees.filter(withdrew_on=None, trusted=True).count()
    step(held, "trusted", on, f"信任投票结束，{number}名过半数", actor=actor, detail={"trusted": number})


def _complete(held: Election, on: date, actor: Actor) -> None:
    """All seats filled or given up: elected."""
    ballots, nominees = course(held)
    offices = list(held.offices.order_by("pk"))
    if any(left(office, nominees) or upcoming(held, office, ballots, nominees) for office in offices):
        return
    election_checks.reached(held, Stage.ELECTED, on)
    names = "、".join(each.name for each in nominees if each.elected_on)
    step(held, "elected", on, f"选举产生{names}", actor=actor, note=names, detail={"elected": names})
