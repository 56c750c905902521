"""Members: the list, and one record with its history. Numbers, telephones and addresses are masked and stay so."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from zhendi.api.errors import answers
from zhendi.api.gate import Token, scope_on
from zhendi.api.paging import CountedPage, Dated, Id, Listed, drawn
from zhendi.domain.people import queries
from zhendi.kernel.registers import partial

router = Router(auth=Token("members"), tags=["members"])
_ANYBODY = 130  # years; nobody is older


class MemberOut(Schema):
    """A member in the list."""

    id: int
    name: str
    sex: int | None = Field(description="1 男，2 女")
    born_on: date | None
    standing: str = Field(description="full 正式党员，probationary 预备党员 等")
    standing_title: str
    organisation_id: int
    organisation: str
    joined: str = Field(description="入党日期，已知到年、月或日")
    posts: list[str]


class MemberPage(CountedPage):
    """One page of the list."""

    items: list[MemberOut]
    following: int | None = Field(description="后面还有、但已没有页码时，把它作为 after 取下一页")


class MembershipOut(Schema):
    """One stretch of belonging to a branch."""

    organisation_id: int
    organisation: str
    standing: str
    standing_title: str
    valid_from: date
    valid_to: date | None = Field(description="从这一天起不再如此")
    ended: str = Field(description="减少或变动的原因，仍在时为空")


class PostOut(Schema):
    """One post."""

    role: str
    role_title: str
    organisation_id: int
    organisation: str
    valid_from: date
    valid_to: date | None = Field(description="从这一天起不再担任")


class MemberRecord(Schema):
    """One person with memberships and posts up to the day."""

    id: int
    name: str
    citizen_number: str = Field(description="只给首尾几位")
    phones: list[str] = Field(description="只给首尾几位")
    residence: str = Field(description="只给到乡镇")
    sex: str
    born_on: date | None
    age: int | None
    nationality: str = Field(description="GB/T 3304 代码")
    education: str
    joined: str
    confirmed: str
    died_on: date | None
    memberships: list[MembershipOut]
    posts: list[PostOut]


class MemberFilter(Listed):
    """Which members, and in which order."""

    standing: Literal["", "full", "probationary", "object", "activist", "applicant", "any", "gone"] = Field(
        "", description="不填为正式和预备党员；any 各阶段；gone 已减少的"
    )
    sex: Literal[1, 2] | None = Field(None, description="1 男，2 女")
    age_from: int | None = Field(None, ge=0, le=_ANYBODY, description="满多少周岁")
    age_to: int | None = Field(None, ge=0, le=_ANYBODY, description="不超过多少周岁")
    order: Literal["tree", "name"] = Field("tree", description="tree 按组织，name 按姓名")
    after: Id | None = Field(None, description="上一页的 following：取它之后的一页，不看 page")


@router.get("", response=answers(MemberPage), operation_id="members", summary="职务范围内的党员")
def members(request: HttpRequest, wanted: Query[MemberFilter]) -> MemberPage:
    """A page beyond the last one is empty."""
    filters = queries.Filters(
        text=wanted.text, under=wanted.under, standing=wanted.standing, sex=wanted.sex, age_from=wanted.age_from,
        age_to=wanted.age_to,
    )  # fmt: skip
    scope = scope_on(request, wanted)
    found = queries.listing(scope, filters, order=wanted.order, page=wanted.page, size=wanted.size, after=wanted.after)
    items = [_member(row) for row in found.rows] if found.number in {0, wanted.page} else []
    return MemberPage(
        total=found.total,
        more=found.more,
        page=wanted.page,
        size=wanted.size,
        items=items,
        following=found.following if items else None,
    )


@router.get("/{member_id}", response=answers(MemberRecord), operation_id="member", summary="一名党员的档案")
def member(request: HttpRequest, member_id: Path[Id], day: Query[Dated]) -> MemberRecord:
    """404 for a person who lies outside the posts; the owner's own record is always there."""
    found = queries.record(scope_on(request, day), member_id)
    return drawn(
        MemberRecord,
        found,
        id=found.person_id,
        joined=found.joined.iso() if found.joined else "",
        confirmed=found.confirmed.iso() if found.confirmed else "",
    )


def _member(row: queries.MemberRow) -> MemberOut:
    joined = partial(row.joined_on, row.joined_precision)
    return drawn(MemberOut, row, id=row.person_id, joined=joined.iso() if joined else "")
