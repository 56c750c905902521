"""What the engine may count of organisations: fixed columns, no judgement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Length, Replace, Substr

from zhendi.domain.orgs.kinds import holding_relations, kind, kinds
from zhendi.domain.orgs.models import Change, Division, Guidance, Kind, Organisation, Term, Version
from zhendi.domain.orgs.paths import STEP
from zhendi.kernel.scope import AFTER

_VILLAGE = r"^\d{9}(?!000)\d{3}$"  # a 12-digit code that goes down to a village (GB/T 10114 and the statistical code)
# 统计用区划代码编制规则: digits 10-12 are 001-199 (and 400-499) for 居委会, 200-399 (and 500-599) for 村委会; digits 7-9 are
# 001-099 for streets (and 400-599 for zones), 100-399 for towns and townships.
_COMMUNITY = r"^\d{9}(?!000)[014]\d{2}$"
_TOWN_GROUND = rf"{_COMMUNITY}|^\d{{6}}(?!000)[045]\d{{2}}000$"
_COUNTRY_GROUND = r"^\d{9}[235]\d{2}$|^\d{6}[123]\d{2}000$"
_BODIES = ("居民委员会", "居委会", "社区")
_WRITTEN = ("社区", "居委会", "居民委员会", "社区居委会", "社区居民委员会")
_COUNTY_GROUND = r"^\d{6}000000$"


def organisations() -> QuerySet[Version, Any]:
    """Organisations of every kind: ``subject_id, valid_from, valid_to``; one row for each version."""
    return Version.objects.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def of_kind(*codes: str) -> QuerySet[Version, Any]:
    """While an organisation was of one of these kinds: ``subject_id, valid_from, valid_to``."""
    return organisations().filter(kind__in=codes)


def of_division() -> QuerySet[Version, Any]:
    """On whose ground an organisation stood: ``subject_id, division_code, valid_from, valid_to``."""
    rows = Version.objects.exclude(division_code="")
    return rows.values("division_code", "valid_from", "valid_to", subject_id=F("organisation_id"))


def changes(*actions: str) -> QuerySet[Change, Any]:
    """Recorded changes of these kinds: ``subject_id, happened_on``."""
    return Change.objects.filter(action__in=actions).values(subject_id=F("organisation_id"), happened_on=F("on"))


def terms() -> QuerySet[Term, Any]:
    """Terms of office: ``subject_id, valid_from, valid_to`` (NULL where the last day is not known)."""
    return Term.objects.values(subject_id=F("organisation_id"), valid_from=F("starts_on"), valid_to=F("ends_on"))


def guided() -> QuerySet[Guidance, Any]:
    """While an organisation was guided by another: ``subject_id, valid_from, valid_to``."""
    return Guidance.objects.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def dissolved() -> QuerySet[Organisation, Any]:
    """Organisations that have ended: ``subject_id, happened_on``."""
    rows = Organisation.objects.exclude(dissolved_on=None)
    return rows.values(subject_id=F("pk"), happened_on=F("dissolved_on"))


# --- named facts of policy/opinions/facts.toml ---------------------------------------------------------------


def branch() -> QuerySet[Version, Any]:
    """Branches that may hold formal relations: ``subject_id, valid_from, valid_to``."""
    return of_kind(*(code for code in holding_relations() if kind(code).level == "branch"))


def joint_branch() -> QuerySet[Version, Any]:
    """Joint branches: ``subject_id, valid_from, valid_to``."""
    return of_kind(Kind.JOINT_BRANCH)


def electing() -> QuerySet[Version, Any]:
    """Organisations that hold elections at the end of a term: ``subject_id, valid_from, valid_to``."""
    return of_kind(*(code for code, each in kinds().items() if each.may("term_election")))


def led() -> QuerySet[Version, Any]:
    """Organisations that must have a secretary (all but groups): ``subject_id, valid_from, valid_to``."""
    return of_kind(*(code for code, each in kinds().items() if each.level != "group"))


def term() -> QuerySet[Term, Any]:
    """Terms of office: ``subject_id, valid_from, valid_to`` (NULL where the last day is not known)."""
    return terms()


def term_began() -> QuerySet[Term, Any]:
    """Elections, by the first day of each term: ``subject_id, happened_on``."""
    return Term.objects.values(subject_id=F("organisation_id"), happened_on=F("starts_on"))


def village() -> QuerySet[Division, Any]:
    """Villages and communities, by their 12-digit code as a number: ``subject_id, valid_from, valid_to``."""
    rows = Division.objects.filter(code__regex=_VILLAGE)
    return rows.values("valid_from", "valid_to", subject_id=Cast("code", BigIntegerField()))


def village_organisation() -> QuerySet[Version, Any]:
    """Branches, general branches and committees of a village: ``subject_id`` (the village), ``valid_from, valid_to``."""
    levels = [code for code, each in kinds().items() if each.level != "group" and each.may("hold_relation")]
    rows = Version.objects.filter(division_code__regex=_VILLAGE, kind__in=levels)
    return rows.values("valid_from", "valid_to", subject_id=Cast("division_code", BigIntegerField()))


def village_core() -> QuerySet[Version, Any]:
    """Branches and above while they stood on the ground of a village (clause 3.1c): ``subject_id, valid_from, valid_to``."""
    levels = [code for code, each in kinds().items() if each.level != "group" and each.may("hold_relation")]
    levels += [code for code, each in kinds().items() if each.level in {"general_branch", "committee"}]
    return of_kind(*levels).filter(division_code__regex=_VILLAGE)


def elderly_country() -> QuerySet[Version, Any]:
    """Elderly branches of villages and townships (clause 3.1d): ``subject_id, valid_from, valid_to``."""
    return _elderly(_COUNTRY_GROUND)


def elderly_town() -> QuerySet[Version, Any]:
    """Elderly branches of communities and streets (clause 3.2b): ``subject_id, valid_from, valid_to``."""
    return _elderly(_TOWN_GROUND)


def retired() -> QuerySet[Version, Any]:
    """Branches of the retired of the county's own offices (clause 3.3c): ``subject_id, valid_from, valid_to``."""
    return _elderly(_COUNTY_GROUND)


def temporary_below() -> QuerySet[Version, Any]:
    """Temporary and mobile branches right below a committee, a row each: ``subject_id`` (the committee)."""
    rows = Version.objects.filter(kind__in=(Kind.TEMPORARY_BRANCH, Kind.MOBILE_BRANCH)).exclude(parent=None)
    return rows.values("valid_from", "valid_to", subject_id=F("parent_id"))


def above(organisation_id: int) -> tuple[int, ...]:
    """The organisations to which one ever belonged directly: it counts among what they have below them."""
    rows = Version.objects.filter(organisation=organisation_id).exclude(parent=None)
    return tuple(set(rows.values_list("parent_id", flat=True)))


def _elderly(ground: str) -> QuerySet[Version, Any]:
    """Elderly branches by the ground they stand on: their own division, else that of the organisation above them now.

    Where neither is on record the branch is in none of the three counts.
    """
    known = Case(When(division_code="", then=F("parent__division_code")), default=F("division_code"))
    rows = Version.objects.filter(kind=Kind.ELDERLY_BRANCH).annotate(stands=known).filter(stands__regex=ground)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


# --- places and names, for the engine's figures and pages ----------------------------------------------------


def places() -> QuerySet[Organisation, Any]:
    """Where an organisation stands: ``subject_id, path``."""
    return Organisation.objects.values("path", subject_id=F("pk"))


def ground() -> QuerySet[Organisation, Any]:
    """On whose ground an organisation stands: ``path, ground`` (12 digits, "" where nobody above it says).

    Its own division, else that of the nearest organisation above it that has one.
    """
    longest = Organisation._meta.get_field("path").max_length or 0
    above = [Substr(OuterRef("path"), 1, length) for length in range(STEP, longest, STEP)]
    nearest = Organisation.objects.filter(path__in=above).exclude(division_code="").order_by("-depth")
    own = Case(When(division_code="", then=Subquery(nearest.values("division_code")[:1])), default="division_code")
    return Organisation.objects.values("path", ground=Coalesce(own, Value("")))


def village_places() -> QuerySet[Division, Any]:
    """Which committee answers for a village: that of the township whose code it carries: ``subject_id, path``."""
    township = Organisation.objects.alive().filter(division_code=Concat(Substr(OuterRef("code"), 1, 9), Value("000")))
    rows = Division.objects.filter(code__regex=_VILLAGE)
    nearest = Subquery(township.order_by("depth", "pk").values("path")[:1])
    return rows.annotate(path=nearest).exclude(path=None).values("path", subject_id=Cast("code", BigIntegerField()))


def villages_of(organisation_id: int) -> tuple[int, ...]:
    """The villages on whose ground an organisation ever stood."""
    rows = Version.objects.filter(organisation=organisation_id, division_code__regex=_VILLAGE)
    return tuple({int(code) for code in rows.values_list("division_code", flat=True)})


def communities_of(township_id: int) -> tuple[int, ...]:
    """The communities on the ground of a township, by its committee."""
    code = Organisation.objects.filter(pk=township_id).values_list("division_code", flat=True).first()
    rows = (
        Division.objects.filter(code__startswith=code[:9], code__regex=_COMMUNITY) if code else Division.objects.none()
    )
    return tuple({int(each) for each in rows.values_list("code", flat=True)})


def communities_named(name: OuterRef, ground: OuterRef) -> QuerySet[Division]:
    """Communities of one name, however both write it (栗树社区, 栗树居委会, 栗树社区居民委员会), in the township of a 12-digit code."""
    stem: Any = name
    for word in _BODIES:
        stem = Replace(stem, Value(word))
    names = [name, *(Concat(stem, Value(body)) for body in _WRITTEN)]
    rows = Division.objects.filter(code__regex=_COMMUNITY, name__in=names).annotate(town=Substr("code", 1, 9))
    return rows.filter(town=Substr(ground, 1, 9)).order_by("code")


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of organisations by key."""
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "short_name", "full_name")
    return {pk: short or full for pk, short, full in rows}


def titles_by_path(paths: Collection[str]) -> dict[str, tuple[int, str]]:
    """Keys and names of organisations by path."""
    rows = Organisation.objects.filter(path__in=sorted(paths)).values_list("path", "pk", "short_name", "full_name")
    return {path: (pk, short or full) for path, pk, short, full in rows}


def paths_below(path: str, length: int) -> QuerySet[Version, Any]:
    """Every path of so many characters below a place at which an organisation ever stood: ``path``."""
    rows = Version.objects.filter(path__gt=path, path__lt=path + AFTER).annotate(size=Length("path"))
    return rows.filter(size=length).values("path")


def village_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of villages by code."""
    rows = Division.objects.filter(code__in=[f"{key:012d}" for key in keys]).order_by("valid_from")
    return {int(code): name for code, name in rows.values_list("code", "name")}


def division_names(codes: Collection[str]) -> dict[str, str]:
    """Names of divisions by 12-digit code, the latest where a code was used twice."""
    rows = Division.objects.filter(code__in=sorted(codes)).order_by("valid_from")
    return dict(rows.values_list("code", "name"))


def root_ground() -> tuple[str, str]:
    """Path and 12-digit division of the highest organisation; two "" when there is none."""
    rows = Organisation.objects.alive().order_by("depth", "path")
    return rows.values_list("path", "division_code").first() or ("", "")


def ground_of(path: str) -> str:
    """The 12-digit division on whose ground the organisation at a path stands; "" where none is known. One query."""
    found = ground().filter(path=path).first()
    return str(found["ground"]) if found else ""


def highest() -> QuerySet[Organisation, Any]:
    """The keys of the organisations above which there is none."""
    return Organisation.objects.alive().filter(depth=1).values("pk")


def root_path() -> str:
    """The path of the highest organisation; "" when there is none."""
    return Organisation.objects.alive().order_by("depth", "path").values_list("path", flat=True).first() or ""
