"""One row a person: duplicates across files, members held elsewhere, perhaps the same person under two numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhendi.intake.judging.context import Context
from zhendi.intake.judging.members import Candidate
from zhendi.intake.judging.sheet import DOUBTFUL, REJECTED, Note, is_partial
from zhendi.intake.verdict import Choice


def settle(found: Sequence[Candidate], context: Context) -> None:
    """One row a person: the first one stands; a person's answer may let a later one stand. Closes all rows."""
    _check_held([made for made in found if made.good], context)
    standing = _first_rows(found, context)
    for made in found:
        if not made.good or made.row is None:
            continue
        kept = standing[made.number]
        if kept is not made and kept.row is not None:
            _repeat(made, kept)
    _ask_about_namesakes([made for made in found if made.good], context)
    for made in found:
        _close(made, context)


def _check_held(good: Sequence[Candidate], context: Context) -> None:
    """A member whom the county holds in another branch, of which no roster is among the files, is in two branches: who
    has moved is missing from the roster of the old one.
    """
    held = context.known.members({made.number for made in good}) if context.known.organisations else {}
    covered = {made.row.organisation for made in good if made.row is not None and not is_partial(made.sheet.table)}
    for made in good:
        member = held.get(made.number)
        if member is None or made.row is None or member.organisation in covered:
            continue
        if member.organisation == made.row.organisation:
            continue
        key = _pair(made.number, member.organisation, made.row.organisation)
        if context.decide(key) == made.row.organisation:
            continue
        message = (
            f"此人登记在{member.organisation}，这次没有该支部的名册，不能确定已经转来；请核对组织关系究竟在哪个支部"
        )
        choices = _two(member.organisation, made.row.organisation)
        made.notes.append(Note(made.index, "id", REJECTED, "duplicate_person", message, key, choices))


def _two(one: str, other: str) -> tuple[Choice, ...]:
    return Choice(one, f"在{one}"), Choice(other, f"在{other}")


def _first_rows(found: Sequence[Candidate], context: Context) -> dict[str, Candidate]:
    """The row that stands for each person."""
    standing: dict[str, Candidate] = {}
    for made in found:
        if not made.good or made.row is None:
            continue
        kept = standing.setdefault(made.number, made)
        if kept is made or kept.row is None or kept.row.organisation == made.row.organisation:
            continue
        if context.decide(_pair(made.number, kept.row.organisation, made.row.organisation)) == made.row.organisation:
            standing[made.number] = made
    return standing


def _pair(number: str, one: str, other: str) -> str:
    first, second = sorted((one, other))
    return f"person:{number}:{first}:{second}"


def _repeat(made: Candidate, kept: Candidate) -> None:
    """Leave out a later row of the same person, and say where the one stands that counts."""
    mine, theirs = made.row, kept.row
    if mine is None or theirs is None:
        return
    where = f"《{theirs.source.file}》{theirs.source.sheet}第{theirs.source.row}行"
    if mine.organisation == theirs.organisation:
        made.note("id", REJECTED, "duplicate_row", f"与{where}是同一个人，在同一支部重复，请删去其中一行")
        return
    key = _pair(made.number, mine.organisation, theirs.organisation)
    choices = _two(theirs.organisation, mine.organisation)
    message = f"此人已在{where}（{theirs.organisation}），以先出现的为准；请核对组织关系究竟在哪个支部"
    made.notes.append(Note(made.index, "id", REJECTED, "duplicate_person", message, key, choices))


def _ask_about_namesakes(good: Sequence[Candidate], context: Context) -> None:
    """Same name and same day of birth under two numbers: perhaps one person whose number was mistyped."""
    groups: dict[tuple[str, date | None], dict[str, Candidate]] = {}
    for made in good:
        if made.row is not None:
            groups.setdefault((made.row.name, made.row.born_on), {}).setdefault(made.number, made)
    for group in groups.values():
        if len(group) > 1:
            _ask(list(group.values()), context)


def _ask(group: Sequence[Candidate], context: Context) -> None:
    first = group[0]
    for made in group[1:]:
        if first.row is None or made.row is None:
            continue
        key = f"same:{min(first.number, made.number)}:{max(first.number, made.number)}"
        where = first.row.source
        said = f"与《{where.file}》{where.sheet}第{where.row}行姓名、出生日期相同而号码不同"
        choices = (Choice("two", "是两个人，都导入"), Choice("one", "是同一个人，只留前一行"))
        answer = context.decide(key)
        if answer == "one":
            made.notes.append(
                Note(made.index, "id", REJECTED, "same_person", f"{said}，已判定为同一人，此行不导入", key, choices)
            )
        elif answer != "two":
            message = f"{said}，按两个人导入；如是同一人请核对号码"
            made.notes.append(Note(made.index, "id", DOUBTFUL, "same_name_and_birth", message, key, choices))


def _close(made: Candidate, context: Context) -> None:
    made.sheet.finish(made.notes, accepted=made.good)
    if made.good and made.row is not None:
        context.verdict.members.append(made.row)
        context.members[made.number] = made.row
    elif made.number:
        context.verdict.seen.add(made.number)
