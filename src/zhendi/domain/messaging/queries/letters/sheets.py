"""What the prints need: each letter filled, with its whole address. Only for those who may see addresses whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.messaging import access, texts
from zhendi.domain.messaging.models.letters import Letter, LetterRun
from zhendi.domain.messaging.queries.letters.wording import festival_title
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.fields import Secret
from zhendi.kernel.scope import Scope

_COLUMNS = ("number", "name", "salutation", "branch", "place", "wish", "address", "postcode")


class Sheet(NamedTuple):
    """One letter: address, salutation, paragraphs."""

    number: int
    name: str
    salutation: str
    postcode: str
    address: str
    paragraphs: tuple[str, ...]


class Preview(NamedTuple):
    """The letters of a run with what all of them share."""

    title: str
    signer: str
    dated: date
    sender: str
    sender_postcode: str
    sheets: tuple[Sheet, ...]


def sheets(scope: Scope, run_id: int) -> Preview:
    """The printed letters that were not posted yet, in their order; ``NotVisible`` for whoever may not print. Two queries."""
    one = _run(scope, run_id)
    if not access.may_print(scope, one.path):
        raise NotVisible("addresses of a run")
    rows = one.letters.filter(state=Letter.State.PRINTED).order_by("number").values_list(*_COLUMNS)
    return _preview(one, [_sheet(one, row) for row in rows])


def preview(scope: Scope, run_id: int, number: int | None = None) -> Preview:
    """One letter of a run as it will look, the address masked: by its number, else the first. Two queries."""
    one = _run(scope, run_id)
    found = one.letters.exclude(state=Letter.State.DROPPED).order_by("number")
    row = (found.filter(number=number) if number is not None else found).values_list(*_COLUMNS).first()
    if row is None:
        raise NotVisible("no such letter")
    sheet = _sheet(one, row)
    hidden = "（地址打印时才显示）" if sheet.address else "（还没有地址）"
    return _preview(one, [sheet._replace(address=hidden)])


def _run(scope: Scope, run_id: int) -> LetterRun:
    one = LetterRun.objects.visible_to(scope).filter(pk=run_id).first()
    if one is None:
        raise NotVisible("no such run")
    return one


def _preview(one: LetterRun, found: list[Sheet]) -> Preview:
    return Preview(one.title, one.signer, one.dated, one.sender, one.sender_postcode, tuple(found))


def _sheet(one: LetterRun, row: tuple[Any, ...]) -> Sheet:
    number, name, salutation, branch, place, wish, address, postcode = row
    values = {
        "姓名": name,
        "称呼": salutation,
        "支部": branch,
        "地方": place or "外地",
        "寄语": wish,
        "节日": _festival(one),
    }
    return Sheet(number, name, salutation, postcode, Secret(address or ""), _paragraphs(one.body, values))


def _festival(one: LetterRun) -> str:
    title = festival_title(one.festival, one.festival_on.year)
    return title.partition("年")[2] or one.title


def _paragraphs(body: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Filled paragraphs; one that is empty (no words for the group) is left out."""
    filled = (texts.filled(" ".join(part.split()), values).strip() for part in body.split("\n\n"))
    return tuple(part for part in filled if part)
