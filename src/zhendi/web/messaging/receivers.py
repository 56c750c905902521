"""Members away as receivers of messages: who is meant by an address or a list's choice, and what fills the text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from zhendi.domain.messaging.operations.batches import Receiver
from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.queries.receivers import Receiver as Member
from zhendi.domain.mobile.queries.receivers import receivers as members
from zhendi.domain.mobile.sending import FESTIVAL, MONTHLY
from zhendi.kernel.scope import Scope
from zhendi.web.orgs.typed import key

MOST = 20_000  # chosen one by one


def chosen(said: Sequence[str]) -> list[int]:
    """Keys of members, single or with commas between."""
    found = (key(each.strip()) for many in said for each in many.split(","))
    return [each for each in found if each is not None][:MOST]


def meant(scope: Scope, *, ids: Sequence[int], owed: str) -> list[Member]:
    """Those chosen; nobody chosen: those to whom the contact is still owed in this period."""
    if ids:
        return members(scope, ids=ids)
    return members(scope, owed=owed) if owed in cadence.DUTIES else []


def filled(members_: Sequence[Member], *, on: date, sender: str, phone: str) -> list[Receiver]:
    """Receivers with every variable that is known."""
    common = {**month(on), "联系人": sender, "联系电话": phone}
    return [
        Receiver(
            each.id, each.person_id, each.path, each.name, str(each.phone),
            {"姓名": each.name, "称呼": each.salutation, "支部": each.branch, "所在地": each.place, **common},
        )
        for each in members_
    ]  # fmt: skip


def month(on: date) -> Mapping[str, str]:
    """What the day says: the month, and the festival that is being written for ("" between two)."""
    festival = cadence.period("letter", on)
    return {"月份": f"{on.month}月", "节日": festival.title.partition("年")[2] if festival else ""}


def period(purpose: str, on: date, nonce: str) -> str:
    """For what a message is owed, so that nobody gets it twice: the month, the festival, else this one sending."""
    if purpose == MONTHLY:
        return f"{on:%Y-%m}"
    if purpose == FESTIVAL:
        festival = cadence.period("letter", on)
        return festival.title if festival else f"{on:%Y-%m}"
    return nonce


def nonce(said: str) -> str:
    """The mark of one sending, kept through its pages: pressing twice sends once."""
    return said if len(said) == 16 and said.isalnum() else secrets.token_hex(8)
