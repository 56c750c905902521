"""What all addresses have in common: keys, words, a day, pages of so many rows, and rows drawn into their schema."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from ninja import Schema
from pydantic import BeforeValidator, Field

LARGEST = 200
_FURTHEST = 100_000
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LARGEST_KEY = 2**63 - 1  # that both databases hold


def _written(given: object) -> object:
    """Only 2026-06-30; a bare number would pass for seconds since 1970."""
    if isinstance(given, str) and not _ISO.fullmatch(given):
        raise ValueError("a day is written YYYY-MM-DD")
    return given


Id = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
S = TypeVar("S", bound=Schema)
Day = Annotated[date, BeforeValidator(_written)]
Words = Annotated[str, Field(max_length=50, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Parameters(Schema):
    """Parameters of an address."""


class Paged(Parameters):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=_FURTHEST, description="第几页，从 1 起")
    size: int = Field(50, ge=1, le=LARGEST, description="每页行数")


class Dated(Parameters):
    """Which day is looked at."""

    as_of: Day | None = Field(None, description="查看这一天的情况，今天或以前；不填为今天")


class Listed(Paged, Dated):
    """A list of a day, narrowed by words and by a piece of the tree."""

    text: Words = Field("", description="名称中的字，或拼音")
    under: Id | None = Field(None, description="只要这个组织和它下面的")


class PageOf(Schema):
    """Where a page stands in its list."""

    total: int = Field(description="全部行数")
    page: int
    size: int


class CountedPage(PageOf):
    """A page of a list that is counted exactly only so far."""

    more: bool = Field(description="实际多于 total：只数到这里，请用 under 逐个组织取")


def drawn(schema: type[S], row: object, **derived: Any) -> S:
    """A row of a query as the API gives it: what is named alike is taken over, ``derived`` stands beside it."""
    plain = {name: getattr(row, name) for name in schema.model_fields if name not in derived}
    return schema(**derived, **plain)
