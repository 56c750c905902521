"""Organisations: the list, and one with its history."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from zhendi.api.errors import answers
from zhendi.api.gate import Token, scope_on
from zhendi.api.paging import CountedPage, Dated, Id, Listed, Words, drawn
from zhendi.domain.orgs import queries
from zhendi.domain.people import queries as people

router = Router(auth=Token("organisations"), tags=["organisations"])


class OrganisationOut(Schema):
    """An organisation in the list, as it was on the day."""

    id: int
    full_name: str
    short_name: str
    kind: str
    kind_title: str
    parent_id: int | None = Field(description="上级党组织，不在职务范围内也给出编号")
    parent_name: str
    division_code: str = Field(description="所在地 12 位区划代码")
    founded: str = Field(description="成立日期，已知到年、月或日")
    dissolved_on: date | None
    children: int = Field(description="直接下级数")


class OrganisationPage(CountedPage):
    """One page of the list."""

    items: list[OrganisationOut]


class NameOut(Schema):
    """An organisation named in passing."""

    id: int
    full_name: str
    short_name: str


class TermOut(Schema):
    """A term of office."""

    starts_on: date
    ends_on: date | None
    basis_title: str
    citation: str = Field(description="届满日期所依据的规定或批复")


class VersionOut(Schema):
    """What the organisation was from a day to the day before another."""

    full_name: str
    short_name: str
    kind_title: str
    parent: NameOut | None
    division_code: str
    valid_from: date
    valid_to: date | None = Field(description="从这一天起不再如此")


class ChangeOut(Schema):
    """One recorded change."""

    action: str
    action_title: str
    on: date
    approval_number: str
    approved_on: date | None
    other: NameOut | None
    note: str


class MembersOut(Schema):
    """Members of the organisation with all below it."""

    full: int
    probationary: int


class OrganisationRecord(Schema):
    """One organisation with its history up to the day."""

    id: int
    full_name: str
    short_name: str
    kind: str
    kind_title: str
    able: list[str] = Field(description="这类组织可以办的事")
    chain: list[NameOut] = Field(description="各级上级党组织，最高的在前")
    division_code: str
    division_name: str
    founded: str
    dissolved_on: date | None
    approval_number: str
    members: MembersOut
    terms: list[TermOut]
    versions: list[VersionOut]
    changes: list[ChangeOut]


class OrganisationFilter(Listed):
    """Which organisations, and in which order."""

    kind: Words = Field("", description="组织类别代号")
    status: Literal["alive", "dissolved", "all"] = Field("alive", description="alive 现有，dissolved 已撤销，all 全部")
    order: Literal["tree", "name", "founded"] = Field(
        "tree", description="tree 按隶属，name 按名称，founded 按成立日期"
    )


@router.get("", response=answers(OrganisationPage), operation_id="organisations", summary="职务范围内的组织")
def organisations(request: HttpRequest, wanted: Query[OrganisationFilter]) -> OrganisationPage:
    """A page beyond the last one is empty."""
    filters = queries.Filters(
        text=wanted.text, kind=wanted.kind, status=wanted.status, under=wanted.under, order=wanted.order
    )
    found = queries.listing(scope_on(request, wanted), filters, page=wanted.page, size=wanted.size)
    rows = found.rows if found.page == wanted.page else ()
    items = [drawn(OrganisationOut, row) for row in rows]
    return OrganisationPage(total=found.total, more=found.more, page=wanted.page, size=wanted.size, items=items)


@router.get(
    "/{organisation_id}", response=answers(OrganisationRecord), operation_id="organisation", summary="一个组织及其沿革"
)
def organisation(request: HttpRequest, organisation_id: Path[Id], day: Query[Dated]) -> OrganisationRecord:
    """404 for an organisation that lies outside the posts."""
    scope = scope_on(request, day)
    found = queries.record(scope, organisation_id)
    figures = people.counts(scope, [organisation_id]).get(organisation_id, people.Figures())
    return drawn(OrganisationRecord, found, members=MembersOut(full=figures.full, probationary=figures.probationary))
