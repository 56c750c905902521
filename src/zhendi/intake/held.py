"""What the county already holds, for judging: organisations, members by number, outgoing members, where the county lies, answers of people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median

from django.db.models import Q

from zhendi.domain.mobile.models import CITIZEN as MOBILE_CITIZEN
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Division, Organisation, Version
from zhendi.domain.people.models import CITIZEN, Membership, Person
from zhendi.domain.setup.models import Unit
from zhendi.intake.judging.context import Decide
from zhendi.intake.known import Known, KnownMember, KnownOrganisation, Point
from zhendi.intake.models import Decision
from zhendi.intake.models import Mapping as Remembered
from zhendi.kernel import bulk, crypto
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.scope import Range

DECISION = "intake.decision"
_ENOUGH, _FEW = 500, 5  # units that tell where the county lies, and fewer than tell nothing
# Entries that change nothing that judging knows.
_QUIET = ("intake.upload", "intake.judge", "intake.discard", "intake.sent_back", "intake.day")
_REGISTERS = ("intake.", "orgs.", "people.Person", "people.Membership", "mobile.")


def known(ranges: Sequence[Range]) -> Known:
    """Everything that judging must know of the database; members are asked for when they are needed.

    ``ranges``: the parts of the tree that the writer's files may change; who writes for one township only has files of
    that township, whatever they are called.
    """
    has_outgoing = Outgoing.objects.current().exists()
    return Known(_organisations(), _divisions(), _members, _outgoing, has_outgoing, _home(ranges), _middle)


def remembered() -> dict[str, dict[str, str]]:
    """Corrections of what columns mean, by the signature of the headings."""
    return dict(Remembered.objects.values_list("signature", "columns"))


def decide() -> Decide:
    """A person's answer to a doubt by its plain key, which is never kept."""
    answers = dict(Decision.objects.values_list("key", "choice"))
    return (lambda key: answers.get(digest(key), "")) if answers else (lambda _key: "")


def digest(key: str) -> str:
    """A doubt's key as it is kept: a keyed digest that tells nothing of whom it is about."""
    return crypto.index(key, DECISION)


def digests(keys: Iterable[str]) -> dict[str, str]:
    """The digests of many keys."""
    listed = list(dict.fromkeys(keys))
    return dict(zip(listed, crypto.index_many(listed, DECISION), strict=True))


def stamp() -> int:
    """The state of the database that a verdict knows: the number of the last audit entry that changed any of it."""
    changing = Q()
    for start in _REGISTERS:
        changing |= Q(subject_type__startswith=start)
    return (
        Entry.objects.filter(changing).exclude(action__in=_QUIET).order_by("-no").values_list("no", flat=True).first()
        or 0
    )


def _organisations() -> list[KnownOrganisation]:
    former: dict[int, list[str]] = {}
    for pk, full_name, short_name in Version.objects.exclude(valid_to=None).values_list(
        "organisation_id", "full_name", "short_name"
    ):
        former.setdefault(pk, []).extend(filter(None, (full_name, short_name)))
    rows = Organisation.objects.alive().values_list(
        "pk", "full_name", "kind", "parent__full_name", "short_name", "division_code"
    )
    return [KnownOrganisation(*row[1:3], row[3] or "", *row[4:], tuple(former.get(row[0], ()))) for row in rows]


def _home(ranges: Sequence[Range]) -> str:
    """The committee just below the root in whose part of the tree all ranges lie; "" when there is none."""
    tops = {low[: 2 * paths.STEP] for low, _ in ranges}
    if len(tops) != 1 or len(next(iter(tops))) < 2 * paths.STEP:
        return ""
    return Organisation.objects.alive().filter(path=tops.pop()).values_list("full_name", flat=True).first() or ""


def _middle() -> Point | None:
    """The middle of the units that have a position: of some hundreds, so that a wrong one among them moves it nowhere."""
    found = list(
        Unit.objects.current().exclude(longitude=None).exclude(latitude=None).order_by("pk")
        .values_list("longitude", "latitude")[:_ENOUGH]
    )  # fmt: skip
    points = [(east, north) for east, north in found if east is not None and north is not None]
    if len(points) < _FEW:
        return None
    return median(east for east, _ in points), median(north for _, north in points)


def _divisions() -> Mapping[str, str]:
    return dict(Division.objects.values_list("code", "name"))


def _members(numbers: Collection[str]) -> Mapping[str, KnownMember]:
    """Current members by number."""
    listed = list(numbers)
    by_index = dict(zip(crypto.index_many(listed, CITIZEN), listed, strict=True))
    people = {
        pk: (by_index[index], name)
        for pk, index, name in bulk.raw(Person, ("id", "citizen_index", "name"), "citizen_index", list(by_index))
    }
    rows = bulk.raw(Membership, ("person_id", "organisation_id", "valid_to"), "person_id", list(people))
    current = [(people[person], place) for person, place, ended in rows if ended is None]
    places = dict(Organisation.objects.values_list("pk", "full_name")) if current else {}
    return {number: KnownMember(places[place], name) for (number, name), place in current}


def _outgoing(numbers: Collection[str]) -> Collection[str]:
    """Those of the numbers that stand in the register of outgoing members."""
    listed = list(numbers)
    by_index = dict(zip(crypto.index_many(listed, MOBILE_CITIZEN), listed, strict=True))
    return {
        by_index[index]
        for chunk in bulk.chunks(list(by_index))
        for index in Outgoing.objects.current().filter(citizen_index__in=chunk).values_list("citizen_index", flat=True)
    }
