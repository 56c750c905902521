"""The demonstration's contacts with members away: twelve months as branches keep them, with their gaps."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.mobile.operations import calls, contacts, keepers, keeping, searches
from zhendi.domain.mobile.operations.keepers import Named
from zhendi.domain.mobile.queries.receivers import Receiver, receivers
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Post
from zhendi.kernel import clock
from zhendi.kernel.scope import Actor

_DILIGENT, _SLACK = 0.97, 0.45  # of a month's messages; every ninth branch is slack
_SLACK_ONES = 9
_CALLED, _WRITTEN, _MET = 0.85, 0.9, 0.6
_HOME_COMING = 2  # the symposium is held when they are at home for the Spring Festival
_REASONS = ("work", "work", "work", "business", "family", "study")
_GROUPS = {"work": "migrant", "business": "entrepreneur", "study": "graduate", "family": "other"}
_NAMED = ("secretary", "county_officer", "township_officer")
_VETERANS, _RETIRED = 0.08, 0.05


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """The contacts of a month up to the day: messages, and what of calls, letters and the symposium falls into it."""
    dice = random.Random(f"{seed}:{end.year}:{end.month}")  # noqa: S311 - a demonstration, to be the same each time
    with clock.frozen(end):  # one day for all: the engine derives for the clock's day
        whole = receivers(actor.scope.on(end))
        _note(_kept(whole, dice, 1.0), Way.SMS, min(end, end.replace(day=dice.randint(5, 12))), end, actor)
        if end.month % 3 == 0:
            _calls(receivers(actor.scope.on(end), owed="call"), end, actor, dice)
        posted = end - timedelta(days=6)
        if cadence.period("letter", posted) is not None:
            _note(
                _kept(receivers(actor.scope.on(posted), owed="letter"), dice, _WRITTEN), Way.LETTER, posted, end, actor
            )
        if end.month == _HOME_COMING:
            _note(_some(whole, dice, _MET), Way.SYMPOSIUM, end - timedelta(days=4), end, actor)


def beginning(*, actor: Actor, on: date, seed: int) -> None:
    """Contact persons of the county and of the townships; reasons and groups of those who are away."""
    dice = random.Random(f"{seed}:groups")  # noqa: S311 - a demonstration, to be the same each time
    for place in Organisation.objects.filter(depth__lte=2, dissolved_on=None).order_by("path"):
        posts = Post.objects.filter(organisation=place, role__in=_NAMED, valid_to=None).select_related("person")
        post = posts.order_by("-role", "pk").first()
        if post is not None and (place.depth == 1 or dice.random() < 0.8):
            named = Named(post.person_id, post.person.name)
            keepers.assign_place(actor=actor, on=on, organisation_id=place.pk, named=named)
    _classify(receivers(actor.scope.on(on)), actor, on, dice)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """What is under way today: some of the month's contacts, calls that reached nobody, a search."""
    dice = random.Random(f"{seed}:today")  # noqa: S311 - a demonstration, to be the same each time
    _classify(receivers(actor.scope.on(on)), actor, on, dice, only_new=True)
    owed = receivers(actor.scope.on(on), owed="call")
    for row in owed[:4]:
        calls.log(actor=actor, on=on, movement_id=row.id, result="no_answer", happened_on=on - timedelta(days=2))
    silent = Outgoing.objects.current().exclude(contacted_on=None).order_by("contacted_on", "pk")[:2]
    for gone in silent:
        since = gone.contacted_on or on
        made = searches.begin(actor=actor, on=on, movement_id=gone.pk, lost_since=since)
        searches.step(
            actor=actor, on=on, search_id=made, means="family", asked="村里的亲属", result="这几个月没有联系过",
            happened_on=on - timedelta(days=1),
        )  # fmt: skip


def _classify(rows: Sequence[Receiver], actor: Actor, on: date, dice: random.Random, *, only_new: bool = False) -> None:
    known = set(Outgoing.objects.exclude(group="").values_list("pk", flat=True)) if only_new else set()
    by: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.id not in known and dice.random() < 0.92:
            reason = dice.choice(_REASONS)
            luck = dice.random()
            group = "veteran" if luck < _VETERANS else "retired" if luck < _VETERANS + _RETIRED else _GROUPS[reason]
            by[reason, group].append(row.id)
    for (reason, group), ids in sorted(by.items()):
        keeping.classify(actor=actor, on=on, movement_ids=ids, reason=reason, group=group)


def _calls(rows: Sequence[Receiver], end: date, actor: Actor, dice: random.Random) -> None:
    """Calls on three days of the month, most of them answered."""
    days = (end - timedelta(days=20), end - timedelta(days=9), end - timedelta(days=1))
    by_day: dict[date, list[Receiver]] = defaultdict(list)
    for row in _kept(rows, dice, _CALLED):
        by_day[dice.choice(days)].append(row)
    for day, some in sorted(by_day.items()):
        _note(some, Way.CALL, day, end, actor)


def _note(rows: Iterable[Receiver], way: Way, day: date, on: date, actor: Actor) -> None:
    ids = [row.id for row in rows]
    ids = list(
        Outgoing.objects.filter(pk__in=ids).exclude(moved_on__gt=day).order_by("pk").values_list("pk", flat=True)
    )
    if ids:
        proofs = [f"demo-{way}:{day:%Y%m%d}:{pk}" for pk in ids]
        contacts.note(actor=actor, on=on, movement_ids=ids, way=way, happened_on=day, proofs=proofs)


def _kept(rows: Sequence[Receiver], dice: random.Random, share: float) -> list[Receiver]:
    """Those whom their branch reached: diligent branches nearly all, slack ones about half."""
    found = []
    for row in rows:
        diligence = _SLACK if (row.branch_id or 0) % _SLACK_ONES == 0 else _DILIGENT
        if dice.random() < diligence * share:
            found.append(row)
    return found


def _some(rows: Sequence[Receiver], dice: random.Random, share: float) -> list[Receiver]:
    return [row for row in rows if dice.random() < share]
