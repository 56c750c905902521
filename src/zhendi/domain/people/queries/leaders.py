"""Who holds which post: of one organisation, of a list of persons, as a register; and seats that stand empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people import access
from zhendi.domain.people.models import Post
from zhendi.domain.people.models.persons import PostQuerySet
from zhendi.domain.people.queries.finding import meaning
from zhendi.domain.people.roles import MEMBER, roles
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope, subtree

SIZE = 50
CURRENT, ENDED = "", "ended"


class PostRow(NamedTuple):
    """One post; ``valid_to`` is the first day without it (None: held). ``leading``: of the leading body."""

    post_id: int
    person_id: int
    name: str
    role: str
    role_title: str
    leading: bool
    organisation_id: int
    organisation: str
    valid_from: date
    valid_to: date | None
    approval_number: str


class PostsPage(NamedTuple):
    """A page of posts with the number of all that match."""

    rows: tuple[PostRow, ...]
    total: int
    number: int
    pages: int


class Vacancy(NamedTuple):
    """An organisation without a holder of a role that it should have."""

    organisation_id: int
    organisation: str
    parent: str
    since: date | None


class Vacancies(NamedTuple):
    """The first of them in the order of the tree, and how many there are."""

    rows: tuple[Vacancy, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PostFilters:
    """``state``: "" = held on the reader's day, "ended" = before it; ``leading``: only seats of leading bodies."""

    text: str = ""
    role: str = ""
    under: int | None = None
    leading: bool = False
    state: str = CURRENT


_COLUMNS = (
    "pk", "person_id", "person__name", "role", "organisation_id", "organisation__short_name", "organisation__full_name",
    "valid_from", "valid_to", "approval_number",
)  # fmt: skip


def posts(scope: Scope, organisation_id: int) -> tuple[PostRow, ...]:
    """Posts of one organisation on the reader's day, the leading body first; ``NotVisible`` out of reach; two queries."""
    path = Organisation.objects.filter(pk=organisation_id).values_list("path", flat=True).first()
    if path is None or not access.may_see_leaders(scope, path):
        raise NotVisible(f"organisation {organisation_id}")
    found = Post.objects.as_of(scope.as_of).filter(organisation=organisation_id)
    return tuple(post_rows(found.order_by(_rank(), "valid_from", "pk")))


def post(scope: Scope, post_id: int) -> PostRow:
    """One post held now that the reader may end; ``NotVisible`` else. One query."""
    for row, path in post_rows(Post.objects.filter(pk=post_id, valid_to=None), "organisation__path"):
        if access.may_end(scope, path, row.role):
            return cast(PostRow, row)
    raise NotVisible(f"post {post_id}")


def posts_listing(scope: Scope, filters: PostFilters | None = None, *, page: int = 1, size: int = SIZE) -> PostsPage:
    """The register of posts in the order of the tree, then of roles; ``NotVisible`` when ``under`` is out of reach."""
    found = _chosen(scope, filters or PostFilters())
    total = found.count()
    number, pages = turned_to(page, total, size)
    ordered = found.order_by("organisation__path", _rank(), "-valid_from", "pk")
    return PostsPage(tuple(post_rows(ordered[(number - 1) * size : number * size])), total, number, pages)


def vacancies(scope: Scope, *, role: str = "secretary", limit: int = 50) -> Vacancies:
    """Organisations that stand on the reader's day, may have the role, and have nobody in it."""
    fitting = roles()[role].kinds
    day = scope.as_of
    held = Post.objects.as_of(day).filter(organisation=OuterRef("pk"), role=role)
    stood = Version.objects.as_of(day).filter(organisation=OuterRef("pk"))
    found = (
        Organisation.objects.visible_to(scope)
        .filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day), Exists(stood), ~Exists(held))
        .filter(Q(kind__in=fitting) if fitting else Q())
        .order_by("path")
    )
    names = ("pk", "short_name", "full_name", "parent__short_name", "parent__full_name")
    rows = list(found.values_list(*names)[:limit])
    total = len(rows) if len(rows) < limit else found.count()
    since = _last_ends([row[0] for row in rows], role)
    return Vacancies(
        tuple(Vacancy(pk, short or full, over or above or "", since.get(pk)) for pk, short, full, over, above in rows),
        total,
    )


def titles(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[str, ...]]:
    """Titles of the posts held by persons: another organisation than the own branch is named. No query.

    Rows of person, branch, key of the post, role, its organisation and that one's names; no key: no post.
    """
    ranks = _places()
    held = sorted((ranks.get(row[3], _LAST), *row[2:], *row[:2]) for row in rows if row[2] is not None)
    found: dict[int, tuple[str, ...]] = {}
    for _, _, code, place, short, full, person, branch in held:
        title = _title(code) if branch == place else _joined(short or full, _title(code))
        found[person] = (*found.get(person, ()), title)
    return found


def role_choices(*, leading_first: bool = True) -> tuple[tuple[str, str], ...]:
    """Roles that can be held by appointment: code and title, the leading body's first."""
    listed = [each for each in roles().values() if each.code != MEMBER]
    listed.sort(key=lambda each: leading_first and not each.leading)
    return tuple((each.code, each.title) for each in listed)


def _chosen(scope: Scope, filters: PostFilters) -> PostQuerySet:
    found = Post.objects.visible_to(scope)
    if filters.state == ENDED:
        found = found.filter(valid_to__lte=scope.as_of)
    else:
        found = found.as_of(scope.as_of)
    if filters.role:
        found = found.filter(role=filters.role)
    if filters.leading:
        found = found.filter(role__in=[code for code, role in roles().items() if role.leading])
    if filters.under is not None:
        path = (
            Organisation.objects.filter(in_ranges(scope.ranges(SEE)), pk=filters.under)
            .values_list("path", flat=True)
            .first()
        )
        if path is None:
            raise NotVisible(f"organisation {filters.under}")
        low, high = subtree(path)
        found = found.filter(organisation__path__gte=low, organisation__path__lt=high)
    return found.filter(meaning(filters.text)) if filters.text.strip() else found


def _last_ends(organisations: Collection[int], role: str) -> dict[int, date]:
    """When the last holder of a role stepped down, by organisation."""
    ended = Post.objects.filter(organisation__in=organisations, role=role, valid_to__isnull=False).order_by("valid_to")
    return {pk: until for pk, until in ended.values_list("organisation_id", "valid_to") if until}


def _rank() -> Case:
    """The leading body first, each in the order of the file."""
    ranks = [When(role=code, then=Value(place)) for code, place in _places().items()]
    return Case(*ranks, default=Value(_LAST), output_field=IntegerField())


_LAST = 10_000  # behind every role


def _places() -> dict[str, int]:
    """Where a role stands: the leading body first, each in the order of the file."""
    return {role.code: place for place, role in enumerate(sorted(roles().values(), key=lambda role: not role.leading))}


def _joined(place: str, title: str) -> str:
    """An organisation and a title in one: 岚溪县委 and 县委组织部经办人 share the word at the seam."""
    seam = next((size for size in range(min(len(place), len(title)), 1, -1) if place.endswith(title[:size])), 0)
    return place + title[seam:]


def _title(code: str) -> str:
    return roles()[code].title if code in roles() else code


def post_rows(found: PostQuerySet, *more: str) -> Iterator[Any]:
    """Rows of the posts given; with a further column, pairs of row and its value. One query."""
    for values in found.values_list(*_COLUMNS, *more):
        pk, person, name, code, place, short, full, since, until, number, *rest = values
        leading = code in roles() and roles()[code].leading
        row = PostRow(pk, person, name, code, _title(code), leading, place, short or full, since, until, number)
        yield (row, *rest) if rest else row
