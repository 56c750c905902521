"""One organisation with all that its page shows, as it was on the reader's day."""

from __future__ import annotations

from django.db.models import Q

from zhendi.domain.orgs import access, paths
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Change, Division, Guidance, Organisation, Term, Version
from zhendi.domain.orgs.queries.rows import (
    ChangeRow,
    GuideRow,
    Name,
    Postponed,
    Record,
    Rights,
    TermRow,
    VersionRow,
)
from zhendi.domain.orgs.queries.trees import lines, visible
from zhendi.kernel.dates import day_before
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Range, Scope


def record(scope: Scope, organisation_id: int) -> Record:
    """An organisation that the reader sees; a dissolved one as it was last. ``NotVisible`` else. Ten queries.

    What happened after the reader's day is left out.
    """
    ranges = access.ranges_on_day(scope)
    held = _held(scope, ranges, organisation_id)
    one, kind = held.organisation, kinds()[held.kind]
    founded = partial(one.founded_on, one.founded_precision)
    guided = _guidance(scope, one)
    return Record(
        id=one.pk,
        full_name=held.full_name,
        short_name=held.short_name,
        kind=kind.code,
        kind_title=kind.title,
        kind_citation=f"《{kind.source}》{kind.article}" if kind.article else kind.source,
        able=kind.able(),
        unable=kind.unable(),
        path=held.path,
        path_today=one.path,
        parent_id=held.parent_id,
        chain=_chain(scope, ranges, held),
        division_code=held.division_code,
        division_name=_division(held.division_code),
        founded=founded.iso() if founded else "",
        dissolved_on=one.dissolved_on if one.dissolved_on and one.dissolved_on <= scope.as_of else None,
        phone=one.phone,
        national_code=one.national_code,
        approval_number=one.approval_number,
        said_secretary=one.said_secretary,
        remark=one.remark,
        terms=_terms(scope, one),
        versions=_versions(scope, one),
        changes=_changes(scope, one),
        guides=tuple(row for this, row in guided if not this),
        guided=tuple(row for this, row in guided if this),
        children=lines(visible(scope, ranges).filter(parent=one), scope, ranges),
        rights=_rights(scope, one),
    )


def _held(scope: Scope, ranges: tuple[Range, ...], pk: int) -> Version:
    mine = Version.objects.filter(organisation=pk).select_related("organisation__parent").order_by("-valid_from")
    held = mine.filter(pk__in=visible(scope, ranges).filter(organisation=pk).values("pk")).first()
    if held is None:
        ended = access.seen_today(scope, "organisation__path")
        held = mine.filter(ended, organisation__dissolved_on__lte=scope.as_of).first()
    if held is None:
        raise NotVisible("no such organisation")
    return held


def _chain(scope: Scope, ranges: tuple[Range, ...], held: Version) -> tuple[Name, ...]:
    """The organisations above, the root first; named for every reader, open to whom they lie in sight."""
    ends = range(paths.STEP, len(held.path), paths.STEP)
    last = day_before(held.valid_to) if held.valid_to and held.valid_to <= scope.as_of else scope.as_of
    above = Version.objects.as_of(last)
    rows = above.filter(path__in=[held.path[:end] for end in ends]).order_by("path")
    return tuple(
        Name(row.organisation_id, row.full_name, row.short_name, any(low <= row.path < high for low, high in ranges))
        for row in rows
    )


def _division(code: str) -> str:
    found = Division.objects.filter(code=code).order_by("-valid_from").first() if code else None
    return found.name if found else ""


def _terms(scope: Scope, one: Organisation) -> tuple[TermRow, ...]:
    rows = Term.objects.filter(organisation=one, starts_on__lte=scope.as_of).prefetch_related("postponements")
    return tuple(_term(scope, row) for row in rows.order_by("-starts_on"))


def _term(scope: Scope, row: Term) -> TermRow:
    every = sorted(row.postponements.all(), key=lambda each: (each.on, each.pk))
    known = [each for each in every if each.on <= scope.as_of]
    later = every[len(known) :]
    basis = Term.Basis(row.basis)
    if later and not known:
        basis = Term.Basis.COMPUTED
    return TermRow(
        row.starts_on,
        later[0].before if later else row.ends_on,
        basis.value,
        str(basis.label),
        "" if later else row.citation,
        tuple(Postponed(each.on, each.before, each.after, each.approval_number, each.approved_on) for each in known),
    )


def _versions(scope: Scope, one: Organisation) -> tuple[VersionRow, ...]:
    rows = Version.objects.filter(organisation=one, valid_from__lte=scope.as_of).select_related("parent")
    return tuple(
        VersionRow(
            row.full_name,
            row.short_name,
            kinds()[row.kind].title,
            _name(scope, row.parent),
            row.division_code,
            row.valid_from,
            row.valid_to if row.valid_to and row.valid_to <= scope.as_of else None,
        )
        for row in rows.order_by("-valid_from")
    )


def _changes(scope: Scope, one: Organisation) -> tuple[ChangeRow, ...]:
    rows = Change.objects.filter(organisation=one, on__lte=scope.as_of).select_related("other").order_by("-on", "-pk")
    return tuple(
        ChangeRow(
            row.action,
            str(Change.Action(row.action).label),
            row.on,
            row.approval_number,
            row.approved_on,
            _name(scope, row.other),
            row.note,
        )
        for row in rows
    )


def _guidance(scope: Scope, one: Organisation) -> list[tuple[bool, GuideRow]]:
    """Guidance of the day, with True where the organisation is the one that guides."""
    rows = Guidance.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=scope.as_of), Q(organisation=one) | Q(guide=one), valid_from__lte=scope.as_of
    ).select_related("organisation", "guide")
    found = []
    for row in rows.order_by("valid_from", "pk"):
        guiding = row.guide_id == one.pk
        name = _name(scope, row.organisation if guiding else row.guide)
        assert name is not None
        found.append((guiding, GuideRow(name, row.valid_from, row.valid_to)))
    return found


def _name(scope: Scope, one: Organisation | None) -> Name | None:
    return Name(one.pk, one.full_name, one.short_name, access.may_see(scope, one.path)) if one else None


def _rights(scope: Scope, one: Organisation) -> Rights:
    if one.dissolved_on is not None:
        return Rights(False, False)
    return Rights(access.may_keep(scope, one.path), access.may_reshape(scope, one))
