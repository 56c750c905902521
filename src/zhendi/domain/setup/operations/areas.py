"""The ground of townships from a GeoJSON file, simplified for the map."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.setup.geometry import Ring, simplified, surface
from zhendi.domain.setup.models import Area
from zhendi.kernel import audit
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

FINENESS = 1500  # what is finer than this part of the whole extent is not seen on a screen
_CODES = ("code", "adcode", "区划代码", "代码", "id")
_NAMES = ("name", "NAME", "名称", "乡镇", "XZQMC")
_COMMITTEES = (Kind.COMMITTEE, Kind.WORK_COMMITTEE)


class Loaded(NamedTuple):
    """What came in: number of areas, points before and after, and the areas that belong to no organisation."""

    areas: int
    points_before: int
    points_after: int
    unmatched: tuple[str, ...]


@transaction.atomic
def load(*, actor: Actor, on: date, text: str) -> Loaded:
    """Replace all areas by those of a GeoJSON text (Polygon, MultiPolygon; WGS 84). ``Refused`` says what is wrong.

    An area belongs to the committee that stands on its division code, or else whose full name has its name in it.
    """
    found = list(_features(text))
    if not found:
        raise Refused("文件里没有多边形（Polygon、MultiPolygon）。换一份乡镇界线文件。", code="empty")
    keys = [key for key, _, _ in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Refused(f"有重复的区域：{'、'.join(twice[:5])}。每个乡镇只留一个要素。", code="twice")
    tolerance = _extent([ring for _, _, rings in found for ring in rings]) / FINENESS
    places = _committees()
    rows = [_area(key, name, rings, tolerance, places) for key, name, rings in found]
    Area.objects.all().delete()
    Area.objects.bulk_create(rows)
    unmatched = tuple(row.name for row in rows if row.organisation is None)
    before = sum(len(ring) for _, _, rings in found for ring in rings)
    after = sum(len(ring) for row in rows for ring in row.rings)
    audit.record(
        actor=actor, action="setup.areas", on=on, subject_type="setup.Area", subject_id=0, path="",
        summary=f"导入区域界线 {len(rows)} 个", detail={"areas": keys, "points": [before, after]},
    )  # fmt: skip
    return Loaded(len(rows), before, after, unmatched)


def _features(text: str) -> Iterator[tuple[str, str, list[Ring]]]:
    """Key, name and outer rings of each area."""
    try:
        given = json.loads(text)
        features = given["features"]
        for number, feature in enumerate(features, 1):
            rings = [_ring(each, number) for each in _outer(feature.get("geometry") or {})]
            if rings:
                said = {str(key): value for key, value in (feature.get("properties") or {}).items()}
                yield *_named(said, number), rings
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise Refused(
            "文件不是 GeoJSON 要素集（FeatureCollection）。用 GIS 软件另存为 GeoJSON。", code="format"
        ) from fault


def _outer(geometry: Mapping[str, Any]) -> list[Any]:
    """Outer rings; holes are too small to see."""
    if geometry.get("type") == "Polygon":
        return [geometry["coordinates"][0]]
    return [part[0] for part in geometry["coordinates"]] if geometry.get("type") == "MultiPolygon" else []


def _ring(points: Sequence[Sequence[float]], number: int) -> Ring:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        said = f"第{number}个要素的坐标不是经纬度。先转成 WGS 84（EPSG:4326）再导出。"
        raise Refused(said, code="projection")
    if len(ring) < 4:
        raise Refused(f"第{number}个要素的界线不足三个点。", code="format")
    return ring[:-1] if ring[0] == ring[-1] else ring


def _named(said: Mapping[str, Any], number: int) -> tuple[str, str]:
    code = next((str(said[key]).strip() for key in _CODES if str(said.get(key) or "").strip().isdigit()), "")
    name = next((str(said[key]).strip() for key in _NAMES if str(said.get(key) or "").strip()), "")
    if not (code or name):
        raise Refused(f"第{number}个要素没有名称（name）也没有代码（code）。补上再导入。", code="nameless")
    return (code or name)[:80], (name or code)[:80]


def _extent(rings: Sequence[Ring]) -> float:
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _committees() -> list[Organisation]:
    return list(Organisation.objects.alive().filter(kind__in=_COMMITTEES).order_by("depth", "path"))


def _area(key: str, name: str, rings: list[Ring], tolerance: float, places: Sequence[Organisation]) -> Area:
    thin = [simplified(ring, tolerance) for ring in rings]
    seen = [ring for ring in thin if surface(ring) > tolerance**2] or thin[:1]
    full = key.ljust(12, "0") if key.isdigit() else ""
    one = next((place for place in places if full and place.division_code == full), None)
    one = one or next((place for place in places if name in place.full_name), None)
    return Area(
        key=key,
        name=name,
        organisation=one,
        path=one.path if one else "",
        rings=[list(map(list, ring)) for ring in seen],
    )
