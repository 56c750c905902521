"""Judging registers of organisations: names in official form, the tree above them, dates and terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhendi.intake.judging import cells, codes, days, names, numbers
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.resolver import AMBIGUOUS, Place, Resolver
from zhendi.intake.judging.rules import term_years
from zhendi.intake.judging.sheet import REJECTED, REPAIRED, WARNING, Columns, Note, Sheet, rejected
from zhendi.intake.known import KnownOrganisation
from zhendi.intake.verdict import OrganisationRow
from zhendi.kernel.dates import PartialDate, add_years, compare_coarse
from zhendi.kernel.identifiers.division import in_area

_MONTH = 31  # days by which the written end of a term may differ from the full years


@dataclass(slots=True)
class _Candidate:
    """A row on its way: its official name, kind and the words for its parent."""

    sheet: Sheet
    index: int
    full_name: str
    kind: str
    said_parent: str
    short_name: str
    notes: list[Note]
    parent: str = ""
    values: dict[str, object] = field(default_factory=dict)

    def reject(self, name: str, kind: str, message: str) -> None:
        """Leave the row out."""
        self.notes.append(Note(self.index, name, REJECTED, kind, message))

    @property
    def good(self) -> bool:
        """True while nothing speaks against the row."""
        return not rejected(self.notes)


def judge(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the registers; the good rows go into the verdict, the resolver then knows them."""
    candidates = [candidate for sheet in sheets for candidate in _candidates(sheet, context)]
    _drop_repeated(candidates)
    _find_parents(candidates, context)
    _check_divisions(candidates, context)
    for candidate in candidates:
        candidate.sheet.finish(candidate.notes, accepted=candidate.good)
        if candidate.good:
            context.verdict.organisations.append(_row(candidate))
    held = {each.full_name: each for each in context.known.organisations}
    context.resolver = Resolver(
        {**held, **{row.full_name: _known(row) for row in context.verdict.organisations}}.values()
    )


def _known(row: OrganisationRow) -> KnownOrganisation:
    return KnownOrganisation(row.full_name, row.kind, row.parent, row.short_name, row.division_code)


def _candidates(sheet: Sheet, context: Context) -> Iterator[_Candidate]:
    day = days.reader(context.rules.as_of)
    readers: dict[str, cells.Reader] = {
        "full": cells.words, "short": cells.words, "kind": cells.words, "parent": cells.words,
        "division": numbers.division, "est": day, "start": day, "end": day, "sec": cells.name,
        "phone": numbers.telephone, "approval": cells.limited(60), "remark": cells.limited(400),
    }  # fmt: skip
    columns = sheet.read(readers)
    for index in range(len(sheet)):
        yield _candidate(sheet, index, columns, context)


def _candidate(sheet: Sheet, index: int, columns: Columns, context: Context) -> _Candidate:
    said = {name: columns.reads[name][index].value for name in columns.reads}
    notes = [note for note in columns.notes.get(index, ()) if note.kind != "name_missing"]
    full_name = names.official(said["full"])
    kind = codes.organisation_kind(said["kind"]) or codes.organisation_kind(said["full"])
    made = _Candidate(sheet, index, full_name, kind, said["parent"], said["short"], notes, values=said)
    if not full_name:
        made.reject("full", "name_missing", "没有填写组织全称，请补填")
    elif not kind:
        made.reject("kind", "kind_unknown", f"“{said['kind']}”不是党组织类别，请填写党委、党总支、党支部等")
    elif full_name != sheet.cell(index, "full"):
        notes.append(Note(index, "full", REPAIRED, "repaired", f"名称整理为“{full_name}”"))
    _check_dates(made, context.rules.as_of)
    return made


def _check_dates(made: _Candidate, as_of: date) -> None:
    founded, starts, ends = (made.values[name] for name in ("est", "start", "end"))
    if isinstance(founded, PartialDate) and founded.first_day > as_of:
        made.values["est"] = None
        made.notes.append(
            Note(made.index, "est", WARNING, "date_future", "成立日期晚于名册截至日期，暂按空白处理，请核对")
        )
    for name, day in (("start", starts), ("end", ends)):
        if isinstance(day, PartialDate) and day.precision != "d":
            told = f"只写到{'月' if day.precision == 'm' else '年'}，按{day.first_day.isoformat()}登记"
            made.notes.append(Note(made.index, name, REPAIRED, "repaired", told))
    if not (isinstance(starts, PartialDate) and isinstance(ends, PartialDate)):
        return
    if compare_coarse(ends, starts) < 0:
        made.values["end"] = None
        message = "届满日期早于本届换届日期，届满日期暂按空白处理，请核对"
        made.notes.append(Note(made.index, "end", WARNING, "term_end_before_start", message))


def _drop_repeated(candidates: Sequence[_Candidate]) -> None:
    """The second row of an organisation is left out."""
    first: dict[str, _Candidate] = {}
    for made in candidates:
        if not made.good:
            continue
        kept = first.setdefault(made.full_name, made)
        if kept is not made:
            where = kept.sheet.source(kept.index)
            made.reject(
                "full", "org_duplicate", f"与《{where.file}》{where.sheet}第{where.row}行是同一个组织，请删去其中一行"
            )


def _find_parents(candidates: Sequence[_Candidate], context: Context) -> None:
    named = {made.full_name: made for made in candidates if made.good}
    held = {each.full_name: each for each in context.known.organisations}
    resolver = _by_names(list(named.values()), held)
    _mark_roots(list(named.values()), held)
    for made in named.values():
        if not made.said_parent and made.full_name in held:
            made.parent = held[made.full_name].parent
        elif made.kind != "county_committee" or made.said_parent:
            _find_parent(made, resolver)
    _reject_cycles(named)
    _reject_orphans(named, held)


def _by_names(candidates: Sequence[_Candidate], held: dict[str, KnownOrganisation]) -> Resolver:
    """A resolver that knows the names before it knows the tree: townships hang below the county by their names."""
    root = next((made.full_name for made in candidates if names.county_name(made.full_name)), "")
    coming = {made.full_name: KnownOrganisation(made.full_name, made.kind, "", made.short_name) for made in candidates}
    county = names.county_name(root)
    towns = {name for made in candidates if (name := names.town_name(made.full_name, county))}
    for made in candidates:
        town = names.take_apart(made.full_name, county, towns).town
        above = f"中共{county}{town}委员会" if town else root
        parent = above if above in coming and above != made.full_name else root
        parent = "" if made.full_name == root else parent
        coming[made.full_name] = KnownOrganisation(made.full_name, made.kind, parent, made.short_name)
    return Resolver({**held, **coming}.values())


def _mark_roots(candidates: Sequence[_Candidate], held: dict[str, KnownOrganisation]) -> None:
    """The committee that stands under nobody is the county's; there is one."""
    if any(not each.parent for each in held.values()):
        known = {name for name, each in held.items() if not each.parent}
        roots = [made for made in candidates if made.full_name in known]
    else:
        committees = [made for made in candidates if not made.said_parent and "committee" in made.kind]
        counties = [made for made in committees if names.county_name(made.full_name)]
        roots = counties or committees[:1]
    for made in roots[:1]:
        if names.county_name(made.full_name):
            made.kind = "county_committee"
        made.said_parent = ""
        made.values["root"] = True


def _find_parent(made: _Candidate, resolver: Resolver) -> None:
    if made.values.get("root"):
        return
    if not made.said_parent:
        made.reject("parent", "parent_missing", "没有填写上级党组织，请补填")
        return
    own = resolver.places.get(made.full_name)
    match = resolver.any(made.said_parent, own.top if own else "")
    above: Place | None = match.place
    if above is None:
        made.reject("parent", "parent_unknown", _unplaced(made.said_parent, match.kind, match.near))
    elif above.full_name == made.full_name:
        made.reject("parent", "parent_self", "上级党组织填的是自己，请改填真正的上级")
    else:
        made.parent = above.full_name


def _unplaced(said: str, kind: str, near: Sequence[Place]) -> str:
    if kind == AMBIGUOUS:
        return f"“{said}”可能是{'、'.join(place.full_name for place in near)}，请写全称"
    hint = f"，可能是{'、'.join(place.full_name for place in near)}" if near else ""
    return (
        f"表册里和已登记的党组织里都没有上级党组织“{said}”{hint}，请核对名称；"
        "上级不在本表册里的，请县委组织部先导入含它的党组织名册，再重新检查"
    )


def _reject_cycles(named: dict[str, _Candidate]) -> None:
    for made in named.values():
        seen, at = [], made.full_name
        while at in named and at not in seen and named[at].parent:
            seen.append(at)
            at = named[at].parent
        if at == made.full_name and seen:
            made.values["cycle"] = True
    for made in named.values():
        if made.values.get("cycle"):
            made.reject("parent", "parent_cycle", "几个组织互为上级，请核对哪个是真正的上级")


def _reject_orphans(named: dict[str, _Candidate], held: dict[str, KnownOrganisation]) -> None:
    """What hangs below a row that is left out cannot stand."""
    fallen = [made for made in named.values() if not made.good]
    below: dict[str, list[_Candidate]] = {}
    for made in named.values():
        below.setdefault(made.parent, []).append(made)
    while fallen:
        gone = fallen.pop()
        for made in below.get(gone.full_name, ()):
            if made.good and gone.full_name not in held:
                made.reject("parent", "parent_unknown", f"上级党组织“{gone.full_name}”那一行未能导入，请先改正那一行")
                fallen.append(made)


def _check_divisions(candidates: Sequence[_Candidate], context: Context) -> None:
    """A code of another county, or one that the table of divisions does not hold, stays empty."""
    good = [made for made in candidates if made.good]
    held = [each.division_code for each in context.known.organisations if each.division_code]
    said = [str(made.values["division"]) for made in good if made.values["division"]]
    counties = Counter(code[:6] for code in (*held, *said))
    county = counties.most_common(1)[0][0].ljust(12, "0") if counties else ""
    for made in good:
        code = str(made.values["division"])
        if not code or (in_area(code, county) and (not context.known.divisions or code in context.known.divisions)):
            continue
        made.values["division"] = ""
        place = "不在本县" if not in_area(code, county) else "不在区划表内"
        made.notes.append(
            Note(made.index, "division", WARNING, "division_unknown", f"区划代码{code}{place}，暂按空白处理，请核对")
        )
    context.divisions = set(context.known.divisions) or {*held, *(str(made.values["division"]) for made in good)} - {""}
    _check_terms(good)


def _check_terms(good: Sequence[_Candidate]) -> None:
    county = next((names.county_name(made.full_name) for made in good if made.values.get("root")), "")
    towns = {name for made in good if (name := names.town_name(made.full_name, county))}
    for made in good:
        starts, ends = made.values["start"], made.values["end"]
        if not (isinstance(starts, PartialDate) and isinstance(ends, PartialDate)):
            continue
        village = names.is_village(made.full_name, county, towns)
        years = term_years(made.kind, village=village, on=starts.first_day)
        if years is None or abs((ends.first_day - add_years(starts.first_day, years)).days) <= _MONTH:
            continue
        message = (
            f"届满日期与换届日期相距不是{years}年（{'村、社区' if village else '此类'}党组织每届{years}年），请核对"
        )
        made.notes.append(Note(made.index, "end", WARNING, "term_length", message))


def _row(made: _Candidate) -> OrganisationRow:
    said = made.values
    return OrganisationRow(
        made.full_name, made.kind, made.parent, official_short(made.short_name), str(said["division"]),
        _partial(said["est"]), _first(said["start"]), _first(said["end"]), str(said["sec"] or ""), str(said["phone"]),
        str(said["approval"]), str(said["remark"]), made.sheet.source(made.index),
    )  # fmt: skip


def official_short(said: str) -> str:
    """A short name without blanks, with full-width brackets."""
    return names.clean(said).translate({ord("("): "（", ord(")"): "）"})


def _partial(day: object) -> PartialDate | None:
    return day if isinstance(day, PartialDate) else None


def _first(day: object) -> date | None:
    return day.first_day if isinstance(day, PartialDate) else None
