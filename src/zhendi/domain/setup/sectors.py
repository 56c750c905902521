"""The fields of clause 3.0 by which coverage is told: which kinds of unit belong together."""

from __future__ import annotations

from typing import NamedTuple


class Sector(NamedTuple):
    """A field of coverage. ``code`` stands in addresses."""

    code: str
    title: str
    kinds: tuple[str, ...]


SECTORS = (
    Sector("places", "村、社区", ("village", "community")),
    Sector("coops", "合作社、协会", ("coop", "assoc")),
    Sector("firms", "企业", ("firm",)),
    Sector("urban", "市场、楼宇、小区", ("market", "tower", "estate")),
    Sector("schools", "学校、医院", ("school", "clinic")),
    Sector("offices", "机关、窗口", ("office", "window")),
    Sector("agencies", "律所、会所", ("law", "acc", "tax")),
    Sector("projects", "项目、景区", ("project", "scenic")),
    Sector("others", "产业链、其他", ("chain", "council", "other")),
)


def kinds_of(code: str) -> tuple[str, ...]:
    """The kinds of a sector; none for an unknown code."""
    return next((sector.kinds for sector in SECTORS if sector.code == code), ())
