"""The roster of members as it goes out: the columns of the intake, one row a member, in the order of the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Phone, Post
from zhendi.domain.people.roles import roles
from zhendi.intake.words import nationality_name
from zhendi.kernel.masking import mask_address, mask_citizen_number, mask_mobile
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Range, Scope

HEADINGS = (
    "序号", "姓名", "性别", "民族", "出生日期", "公民身份号码", "学历", "学位", "籍贯", "参加工作日期", "入党日期",
    "转正日期", "党员类别", "所在党支部", "党内职务", "工作岗位", "手机号码", "家庭住址", "党费标准（元/月）", "党费交至",
    "是否流动", "流向", "是否失联", "备注",
)  # fmt: skip
_FIELDS = (
    "person_id", "person__name", "person__sex", "person__nationality", "person__born_on", "person__citizen_number",
    "person__education", "person__degree", "person__native_place", "person__works_since",
    "person__works_since_precision", "person__joined_on", "person__joined_precision", "person__confirmed_on",
    "person__confirmed_precision", "standing", "organisation__full_name", "organisation_id", "person__occupation",
    "person__residence", "person__dues_standard", "person__dues_paid_to", "person__said_floating",
    "person__said_whereabouts", "person__said_lost", "person__remark",
)  # fmt: skip
_CHUNK = 800
_SEX = {1: "男", 2: "女"}
_LEVEL_WORD = {"committee": "党委", "general_branch": "党总支"}


def rows(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Iterator[tuple[Any, ...]]:
    """Members in the ranges that the reader may see; numbers, telephones and addresses masked unless ``whole``."""
    query = Membership.objects.current().filter(in_ranges(scope.ranges()), in_ranges(ranges))
    found = query.order_by("path", "sort_name", "id").values_list(*_FIELDS).iterator(chunk_size=_CHUNK)
    number = 0
    while chunk := list(islice(found, _CHUNK)):
        people = [row[0] for row in chunk]
        phones, posts = _phones(people), _posts(people)
        for row in chunk:
            number += 1
            yield _row(number, row, phones.get(row[0], []), posts.get(row[0], {}), whole)


def _row(number: int, row: Sequence[Any], phones: Sequence[str], posts: dict[int, list[str]], whole: bool) -> Any:
    hide = _Masks(whole)
    works, joined, confirmed = (partial(row[at], row[at + 1]) for at in (9, 11, 13))
    return (
        number, row[1], _SEX.get(row[2], ""), nationality_name(row[3]), _iso(row[4]), hide.number(row[5]),
        row[6], row[7], row[8], *(day.iso() if day else "" for day in (works, joined, confirmed)),
        Membership.Standing(row[15]).label, row[16], "、".join(posts.get(row[17], []) + posts.get(0, [])), row[18],
        "、".join(hide.phone(each) for each in phones), hide.address(row[19]),
        "" if row[20] is None else float(row[20]), row[21], _yes(row[22]), row[23], _yes(row[24]), row[25],
    )  # fmt: skip


class _Masks:
    """Masks, or leaves as it is."""

    def __init__(self, whole: bool) -> None:
        same: Callable[[str], str] = str
        self.number = same if whole else _some(mask_citizen_number)
        self.phone = same if whole else _some(mask_mobile)
        self.address = same if whole else _some(mask_address)


def _some(mask: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: mask(value) if value else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else ("是" if value else "否")


def _phones(people: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for person, number in (
        Phone.objects.filter(person__in=people).order_by("rank", "pk").values_list("person_id", "number")
    ):
        found.setdefault(person, []).append(number)
    return found


def _posts(people: Sequence[int]) -> dict[int, dict[int, list[str]]]:
    """Titles of the current posts by person and organisation; those of higher levels under 0, with their level."""
    found: dict[int, dict[int, list[str]]] = {}
    held = Post.objects.filter(person__in=people, valid_to=None).order_by("pk")
    for person, code, place, place_kind in held.values_list(
        "person_id", "role", "organisation_id", "organisation__kind"
    ):
        if code not in roles() or (not roles()[code].leading and code != "group_leader"):
            continue
        word = _LEVEL_WORD.get(kind(place_kind).level, "")
        found.setdefault(person, {}).setdefault(0 if word else place, []).append(word + roles()[code].title)
    return found


def total(scope: Scope, ranges: tuple[Range, ...]) -> int:
    """How many rows there are to go out."""
    return Membership.objects.current().filter(in_ranges(scope.ranges()), in_ranges(ranges)).count()


def root_name(ranges: tuple[Range, ...]) -> str:
    """The name of the highest organisation in the ranges, for the title."""
    top = (
        Organisation.objects.filter(in_ranges(ranges)).order_by("depth", "path").values_list("short_name", "full_name")
    )
    names = top.first() or ("", "")
    return names[0] or names[1]
