"""The county and its registers as they were on a day of the year before: the same people, read backwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from zhendi.demo.aliases import Book
from zhendi.demo.chronicle import Chronicle, some_day
from zhendi.demo.dice import Dice
from zhendi.demo.organisations import Organisation
from zhendi.demo.people import Member
from zhendi.demo.synthetic import Synthetic
from zhendi.kernel.dates import add_months

Row = dict[str, Any]
_LATE = (0, 0, 0, 12, 45, 95)  # days by which an election came after the end of the term before
_CONTACT, _SLACKER = 60, 12  # days since the last contact at most now; more for each month before
_LATELY = 0.5  # of coverage, of outlets and of what they have: within the year


def county_on(county: Synthetic, story: Chronicle, day: date, *, without: Collection[str]) -> Synthetic:
    """The county on a past day, ``without`` the members of these citizen numbers."""
    copies: dict[int, Organisation] = {}
    for each in county.organisations:
        if each.founded <= day:
            copies[id(each)] = _organisation(each, copies, story, day)
    for member in county.members:
        if member.number in without or story.arrivals.get(member.number, day) > day or member.joined > day:
            continue
        branch = copies[id(_branch(member, story, day))]
        branch.members.append(_member(member, branch, story, day))
    organisations = tuple(copies.values())
    return replace(
        county, organisations=organisations, on=day, book=Book(county.county.name, organisations, Dice(day.isoformat()))
    )


def outgoing(rows: Iterable[Row], county: Synthetic, story: Chronicle, day: date) -> list[Row]:
    """Who had left by the day; contact was rarer and fewer had reported."""
    secretaries = {member.number: story.handovers.get(member.branch.key) for member in county.members}
    back = (county.on - day).days // 30
    found = []
    for row in rows:
        if row["since"] > day:
            continue
        dice, handover = Dice(f"{row['id']}{day}"), secretaries[row["id"]]
        last = max(row["since"], day - timedelta(days=dice.between(3, _CONTACT + _SLACKER * back)))
        past = dict(row) | {"last": last}
        if handover and handover.day > day:
            past |= {"contact": handover.former.name, "contact_phone": handover.former.phones[0]}
        if not _happened(f"{row['id']}reported", county.on, day):
            past |= {"reported": "否", "recv": ""}
        found.append(past)
    return found


def incoming(rows: Iterable[Row], county: Synthetic, day: date) -> list[Row]:
    """Who had come by the day; fewer had found a place in a branch."""
    here = [row for row in rows if row["since"] <= day]
    return [_before(row, f"{row['id']}group", county.on, day, {"group": "否"}) for row in here]


def units(rows: Iterable[Row], county: Synthetic, day: date) -> list[Row]:
    """All units, those not covered yet whose organisation was founded or extended to them later."""
    bare = {"has": "否", "cover": "未组建", "org": ""}
    founded = {each.full_name: each.founded for each in county.organisations}
    return [
        dict(row) | bare
        if row["org"] and founded[row["org"]] > day
        else _before(row, row["name"], county.on, day, bare)
        for row in rows
    ]


def outlets(rows: Iterable[Row], county: Synthetic, day: date) -> list[Row]:
    """Outlets opened by the day, less well equipped than now."""
    found = []
    for row in rows:
        name = row["name"]
        if row["level"] == "村级" and not _happened(f"{name}opened", county.on, day, share=0.2):
            continue
        past = _before(row, f"{name}chart", county.on, day, {"chart": "否"})
        found.append(_before(past, f"{name}equipment", county.on, day, {"equip": "电脑"}))
    return found


def loose(offices: Iterable[str], on: date, day: date) -> set[str]:
    """The offices that wrote only the months of joining then, and learnt within the year to look up the days."""
    return {name for name in offices if not _happened(f"{name}days", on, day)}


def _organisation(each: Organisation, copies: Mapping[int, Organisation], story: Chronicle, day: date) -> Organisation:
    copy = replace(each, parent=copies[id(each.parent)] if each.parent else None, members=[])
    handover = story.handovers.get(each.key)
    if handover and handover.day > day:
        copy.secretary, copy.secretary_phone = handover.former.name, handover.former.phones[0]
    if copy.term_from and copy.term_from > day:
        copy.term_from, copy.term_to = _term_before(copy)
    return copy


def _term_before(each: Organisation) -> tuple[date | None, date | None]:
    """The term that ended before the present one began, or some time earlier: not every election came in time."""
    if each.term_from is None or each.term_to is None:
        return None, None
    months = (each.term_to.year - each.term_from.year) * 12
    start = add_months(each.term_from - timedelta(days=Dice(each.full_name).pick(_LATE)), -months)
    return start, add_months(start, months)


def _branch(member: Member, story: Chronicle, day: date) -> Organisation:
    move = story.moves.get(member.number)
    return move.before if move and move.day > day else member.branch


def _member(member: Member, branch: Organisation, story: Chronicle, day: date) -> Member:
    changes: dict[str, Any] = {"branch": branch}
    if member.confirmed and member.confirmed > day:
        changes["confirmed"] = None
    if story.phones.get(member.number, day) > day:
        changes["phones"] = ()
    if _branch(member, story, day) is not member.branch:
        changes["post"] = ""
    handover = story.handovers.get(member.branch.key)
    if handover and handover.day > day:
        post = "书记" if member is handover.former else "" if member.post == "书记" else member.post
        changes["post"] = post
    if member.left and member.left > day:
        changes |= {"floating": False, "destination": ""}
    return replace(member, **changes)


def _happened(name: str, on: date, day: date, *, share: float = _LATELY) -> bool:
    """Whether something that is so now was so on the day: for a share of all names it came within the year."""
    dice = Dice(name)
    return not dice.odds(share) or some_day(dice, on) <= day


def _before(row: Row, name: str, on: date, day: date, cells: Row) -> Row:
    """The row as it was: with other cells, while what is so now had not happened."""
    return dict(row) if _happened(name, on, day) else dict(row) | cells
