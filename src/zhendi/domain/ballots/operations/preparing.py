"""A vote is drawn up: what is asked, by which rule, who stands, who keeps the keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.rules import VoteRule, rule, rules
from zhendi.domain.ballots.models import Candidate, Teller, Vote, VoteStep
from zhendi.domain.ballots.operations import steps
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.errors import NotVisible, Refused, Unreadable
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

_FEWEST_TELLERS, _MOST_TELLERS = 2, 20
_MOST_SEATS = 30
_PLAIN = 128  # bytes of a ballot beyond those of a name for each candidate
_A_NAME = 200


class Standing(NamedTuple):
    """Somebody on the slate."""

    name: str
    person_id: int | None = None
    words: str = ""


class Draft(NamedTuple):
    """What a vote is drawn up from. ``form``: question or election; ``code``: of votes.toml."""

    organisation_id: int
    form: str
    code: str
    title: str
    text: str
    held_on: date
    teller_ids: Sequence[int]
    threshold: int = 2
    seats: int = 1
    slate: Sequence[Standing] = ()


@transaction.atomic
def draw_up(*, actor: Actor, on: date, draft: Draft) -> int:
    """Draw up a vote; gives its key. ``Refused`` for what a voter could not understand or the rule does not allow."""
    place = Organisation.objects.alive().filter(pk=draft.organisation_id).first()
    if place is None or not (actor.scope.allows(SEE, place.path) or actor.scope.allows(access.HOLD, place.path)):
        raise NotVisible(f"organisation {draft.organisation_id}")
    if not actor.scope.allows(access.HOLD, place.path):
        raise Refused("您的职务不能在这个组织主持投票。", code="not_yours")
    counted = _checked(draft, on)
    vote = Vote(
        organisation=place, path=place.path, form=draft.form, code=draft.code,
        title=words(draft.title, 80, "标题", "title"), text=words(draft.text, 4000, "说明", "text", needed=False),
        seats=draft.seats, held_on=draft.held_on, threshold=draft.threshold,
        length=_PLAIN + _A_NAME * len(draft.slate),
    )  # fmt: skip
    vote.save()
    _slate(vote, draft, counted)
    _tellers(vote, draft)
    steps.done(vote, VoteStep.Action.PREPARED, actor=actor, on=on, detail={"code": draft.code, "seats": draft.seats})
    return vote.pk


def _checked(draft: Draft, on: date) -> VoteRule:
    if draft.form not in Vote.Form.values or draft.code not in rules():
        raise Refused("请选择投票的种类。", code="code_unknown", field="code")
    if draft.held_on < on:
        raise Refused("会议日期不能早于今天。", code="day_early", field="held_on")
    if not 1 <= draft.seats <= _MOST_SEATS:
        raise Refused(f"应选名额在 1 到 {_MOST_SEATS} 之间。", code="seats", field="seats")
    number = len(set(draft.teller_ids))
    if number < _FEWEST_TELLERS:
        raise Refused("至少选两名监票人。", code="tellers", field="tellers")
    if not _FEWEST_TELLERS <= draft.threshold <= number:
        raise Refused(f"开箱需要的人数在 2 到 {number} 之间。", code="threshold", field="threshold")
    try:
        return rule(draft.code, on)
    except Unreadable:
        raise Refused("这一种投票今天还没有规定可依。", code="no_rule", field="code") from None


def _slate(vote: Vote, draft: Draft, counted: VoteRule) -> None:
    if vote.form == Vote.Form.QUESTION:
        if draft.slate:
            raise Refused("表决一件事没有候选人。", code="slate", field="slate")
        return
    needed = counted.least_candidates(draft.seats)
    if len(draft.slate) < needed:
        raise Refused(
            f"应选{draft.seats}名，按规定候选人至少{needed}名，现有{len(draft.slate)}名。",
            code="too_few",
            field="slate",
        )
    names = [words(each.name, 60, "候选人姓名", "slate") for each in draft.slate]
    if len(set(names)) < len(names):
        raise Refused("候选人有同名的，在名字后面加上区别。", code="twice", field="slate")
    Candidate.objects.bulk_create(
        Candidate(vote=vote, number=number, name=name, person_id=each.person_id, words=each.words.strip()[:200])
        for number, (name, each) in enumerate(zip(names, draft.slate, strict=True), 1)
    )


def _tellers(vote: Vote, draft: Draft) -> None:
    chosen = list(dict.fromkeys(draft.teller_ids))
    people = dict(Person.objects.filter(pk__in=chosen).values_list("pk", "name"))
    if len(people) != len(chosen) or not _FEWEST_TELLERS <= len(people) <= _MOST_TELLERS:
        raise Refused("至少选两名监票人。", code="tellers", field="tellers")
    standing = {each.person_id for each in draft.slate if each.person_id} | {each.name for each in draft.slate}
    if clash := [name for pk, name in people.items() if pk in standing or name in standing]:
        raise Refused(f"候选人不能当监票人：{'、'.join(clash)}。", code="teller_stands", field="tellers")
    Teller.objects.bulk_create(
        Teller(vote=vote, number=number, person_id=pk, name=people[pk]) for number, pk in enumerate(chosen, 1)
    )
