"""The demonstration's moves: the member with an account lives elsewhere; members who moved within the county stand on both
registers, some told differently by either side; one may be the same person, and two townships have one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from zhendi.demonstration.accounts import ACCOUNTS
from zhendi.domain.mobile.models import Certificate, Incoming, Outgoing
from zhendi.domain.mobile.operations import arriving, certificates, keeping
from zhendi.domain.mobile.operations.arriving import Arrival
from zhendi.domain.mobile.operations.keeping import Entry
from zhendi.domain.orgs.models import Division, Organisation
from zhendi.domain.people.models import Account, Membership, Post, Transfer
from zhendi.kernel.dates import add_months
from zhendi.kernel.identifiers.citizen import check_character
from zhendi.kernel.scope import Actor

_GONE_MONTHS = 9  # the member with an account left so long before the county begins
_MOVED, _TOLD_HOME, _TOLD_HERE = 130, 90, 60  # days ago: gone, on the branch's register, on the township's
_WORK = (
    ("白鹭茶厂", "制造业"), ("溪山民宿", "住宿餐饮"), ("双溪木业", "制造业"), ("岚谷电商园", "批发零售"), ("云居物流", "物流快递"),
)  # fmt: skip


class _Told(NamedTuple):
    """What the township writes otherwise than the branch ("" = the same)."""

    employer: str = ""
    trade: str = ""
    number: str = ""


_STORIES = (_Told(), _Told(), _Told(), _Told("溪口建材店"), _Told("青禾超市", "批发零售"))


def beginning(*, actor: Actor, on: date) -> None:
    """The member who has an account of the demonstration works elsewhere."""
    account = Account.objects.get(username=ACCOUNTS[-1].username)
    if Outgoing.objects.current().filter(person=account.person).exists():
        return
    entry = Entry(
        moved_on=add_months(on, -_GONE_MONTHS), province="江苏省", city="苏州市", district="昆山市", employer="白桦电子厂",
        trade="制造业", phone="19900003636", reason="work", group="migrant", receiving="昆山市流动党员服务站", reported_in=True,
    )  # fmt: skip
    keeping.sign_in(actor=actor, on=on, person_id=account.person_id, entry=entry, told_by="self")


def ending(*, actor: Actor, on: date) -> None:
    """The same where the county has no history, with a certificate; joined pairs, a doubtful one, a claim."""
    beginning(actor=actor, on=on)
    away = Outgoing.objects.current().get(person__account__username=ACCOUNTS[-1].username)
    if not Certificate.objects.held().filter(movement=away).exists():
        certificates.issue(actor=actor, on=on, movement_ids=[away.pk])
    towns = list(_townships())
    people = _movable(on)
    if len(towns) < 2:
        return
    for serial, (held, told) in enumerate(zip(people, _STORIES, strict=False)):
        _pair(held, _elsewhere(held, towns, serial), serial, told, on, actor)
    for held in people[len(_STORIES) :]:
        _pair(
            held,
            _elsewhere(held, towns, 0),
            0,
            _Told(number=_mistyped(str(held.person.citizen_number))),
            on,
            actor,
        )
    _claim(towns, on, actor)


def _townships() -> QuerySet[Organisation]:
    """Committees of townships: their division is neither the county's nor a village's."""
    rows = Organisation.objects.alive().filter(depth=2, division_code__endswith="000")
    return rows.exclude(division_code__endswith="000000").order_by("path")


def _elsewhere(held: Membership, towns: list[Organisation], serial: int) -> Organisation:
    """A township that is not the member's own; another one for another ``serial``."""
    others = [each for each in towns if not held.path.startswith(each.path)]
    return others[serial % len(others)]


def _movable(on: date) -> list[Membership]:
    """Full members of different branches without post, account, letter or move; one more than there are stories."""
    rows = Membership.objects.current().filter(standing="full", valid_from__lt=on - timedelta(days=_MOVED))
    if not rows.exists():  # a county without a history was taken in today
        rows = Membership.objects.current().filter(standing="full")
    rows = rows.filter(person__died_on=None, person__account__isnull=True)
    busy: set[int | None] = set()
    for known in (Post.objects.filter(valid_to=None), Outgoing.objects.current(), Transfer.objects.all()):
        busy |= set(known.values_list("person_id", flat=True))
    found: dict[int, Membership] = {}
    for each in rows.select_related("person", "organisation").order_by("-pk")[:400]:
        if each.person_id not in busy:
            found.setdefault(each.organisation_id, each)
    return list(found.values())[: len(_STORIES) + 1]


def _pair(held: Membership, town: Organisation, serial: int, told: _Told, on: date, actor: Actor) -> None:
    """The branch tells where the member went, then the township who came; ``told``: what the latter says otherwise."""
    employer, trade = _WORK[serial % len(_WORK)]
    gone = on - timedelta(days=_MOVED - 7 * serial)
    county = (
        Division.objects.filter(code=f"{town.division_code[:6]}000000").values_list("name", flat=True).first() or ""
    )
    entry = Entry(
        moved_on=gone, province="本省", city="", district=county, employer=employer, trade=trade, reason="work",
        group="migrant", receiving=town.short_name, reported_in=True,
    )  # fmt: skip
    keeping.sign_in(
        actor=actor, on=on - timedelta(days=_TOLD_HOME), person_id=held.person_id, entry=entry, told_by="branch"
    )
    village = Division.objects.filter(code__startswith=town.division_code[:9]).exclude(code__endswith="000")
    arrival = Arrival(
        held.person.name, told.number or str(held.person.citizen_number), employer=told.employer or employer,
        trade=told.trade or trade, moved_on=gone, sending=held.organisation.full_name, reason="work", group="migrant",
        place=village.order_by("code").values_list("name", flat=True).first() or "", placed=True,
    )  # fmt: skip
    arriving.arrive(actor=actor, on=on - timedelta(days=_TOLD_HERE), organisation_id=town.pk, arrival=arrival)


def _claim(towns: list[Organisation], on: date, actor: Actor) -> None:
    """A second township enters somebody whom a first one has."""
    row = Incoming.objects.current().filter(outgoing=None, organisation=towns[0]).order_by("pk").first()
    if row is not None:
        arrival = Arrival(row.name, str(row.citizen_number), sending=row.sending, remark="已在本镇租房")
        arriving.arrive(actor=actor, on=on - timedelta(days=3), organisation_id=towns[1].pk, arrival=arrival)


def _mistyped(number: str) -> str:
    """The number of another of the same day of birth: as when two digits were read wrongly."""
    order = (int(number[14:17]) + 2) % 1000
    body = f"{number[:14]}{order:03d}"
    return body + check_character(body)
