"""The ground of the map: imported from GeoJSON, or worked out from where the units lie."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.domain.setup.county import act, cover, refusal, scope, unit
from tests.people import Cast
from zhendi.domain.setup import geometry, queries
from zhendi.domain.setup.models import Area
from zhendi.domain.setup.operations import areas
from zhendi.domain.setup.queries import Filters, Ground, Grounds, Spot
from zhendi.web.setup.drawing import WIDTH, draw

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))


def test_hull_leaves_out_what_lies_inside_and_bears_few_points() -> None:
    assert set(geometry.hull([*SQUARE, (1.0, 1.0), (2.0, 0.0)])) == set(SQUARE)
    assert geometry.hull([(1.0, 1.0), (1.0, 1.0)]) == ((1.0, 1.0),)
    assert len(geometry.grown([(1.0, 1.0)], 1.0)) == 8


def test_simplified_keeps_corners_and_drops_points_on_a_line() -> None:
    ring = [(0.0, 0.0), (1.0, 0.001), (2.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 4.0), (0.0, 4.0)]
    assert set(geometry.simplified(ring, 0.01)) == set(SQUARE)


@pytest.mark.parametrize("seed", range(5))
def test_cells_fill_the_outline_and_hold_what_is_nearest(seed: int) -> None:
    dice = random.Random(seed)
    sites = tuple((dice.uniform(0, 4), dice.uniform(0, 4)) for _ in range(30))
    found = geometry.cells(sites, SQUARE)
    assert sum(geometry.surface(ring) for ring, _ in found) == pytest.approx(16)
    for _ in range(200):
        point = (dice.uniform(0, 4), dice.uniform(0, 4))
        nearest = min(range(30), key=lambda each: (sites[each][0] - point[0]) ** 2 + (sites[each][1] - point[1]) ** 2)
        assert geometry.inside(point, found[nearest][0])


def test_neighbours_name_each_other_and_twins_share_nothing() -> None:
    (left, beyond), (right, back), twin = geometry.cells(((1.0, 2.0), (3.0, 2.0), (1.0, 2.0)), SQUARE)
    assert geometry.surface(left) == geometry.surface(right) == 8
    assert sorted(beyond) == [-1, -1, -1, 1] and sorted(back) == [-1, -1, -1, 0]
    assert twin == ((), ())


def test_all_points_in_one_place_or_on_a_line_still_make_cells() -> None:
    outline = geometry.grown([(0.0, 0.0), (3.0, 0.0)], 0.5)
    rings = geometry.cells(((0.0, 0.0), (1.0, 0.0), (3.0, 0.0)), outline)
    assert all(len(ring) > 2 for ring, _ in rings)


def collection(*features: tuple[dict[str, Any], list[Any]]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}
                for said, ring in features
            ],
        }
    )


def ring(west: float, south: float, size: float = 0.1) -> list[list[float]]:
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


@pytest.mark.django_db
def test_imported_ground_belongs_to_the_committee_of_its_code_or_name(cast: Cast) -> None:
    text = collection(
        ({"name": "泾川镇"}, ring(118.4, 30.6)),
        ({"code": "341823101", "name": "茂林"}, ring(118.5, 30.6)),
        ({"name": "水库"}, ring(118.6, 30.6)),
    )
    loaded = areas.load(**act(cast, "county_officer", text=text))
    assert (loaded.areas, loaded.unmatched) == (3, ("水库",))
    found = queries.grounds(scope(cast, "county_officer"))
    assert not found.derived
    assert {ground.name: ground.township_id for ground in found.grounds} == {
        "泾川镇": cast.organisations["township"].pk,
        "茂林": cast.organisations["other"].pk,
        "水库": None,
    }
    assert {ground.name for ground in queries.grounds(scope(cast)).grounds} == {"泾川镇", "水库"}
    areas.load(**act(cast, "county_officer", text=collection(({"name": "泾川镇"}, ring(118.4, 30.6)))))
    assert Area.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", "format"),
        ("[]", "format"),
        ('{"features": [{"geometry": 7}]}', "format"),
        ('{"features": [{"geometry": {"type": "Polygon", "coordinates": []}}]}', "format"),
        ('{"features": []}', "empty"),
        (collection(({"name": "甲"}, ring(500_000, 3_400_000))), "projection"),
        (collection(({}, ring(118, 30))), "nameless"),
        (collection(({"name": "甲"}, ring(118, 30)), ({"name": "甲"}, ring(119, 30))), "twice"),
        (collection(({"name": "甲"}, [[1, 1], [1, 1]])), "format"),
    ],
)
def test_a_file_that_cannot_be_ground_is_refused(cast: Cast, text: str, code: str) -> None:
    assert refusal(areas.load, **act(cast, "county_officer", text=text)).code == code
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_the_command_loads_a_file_and_says_what_came_in(cast: Cast, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "界线.geojson"
    file.write_text(collection(({"name": "泾川镇"}, ring(118.4, 30.6)), ({"name": "水库"}, ring(118.6, 30.6))), "utf-8")
    call_command("areas", str(file))
    said = capsys.readouterr().out
    assert "已导入 2 个区域" in said and "没有对上党委：水库" in said
    with pytest.raises(CommandError, match="没有导入"):
        call_command("areas", str(tmp_path / "没有.json"))


@pytest.mark.django_db
def test_without_a_file_the_ground_follows_from_the_units(cast: Cast) -> None:
    for number in range(6):
        unit(cast, f"厂{number}", longitude=Decimal("118.4") + number, latitude=Decimal(30 + number % 2))
    found = queries.grounds(scope(cast))
    assert found.derived
    (ground,) = found.grounds
    assert ground.name == "泾川镇"
    assert all(any(geometry.inside((118.4 + n, 30 + n % 2), each) for each in ground.rings) for n in range(6))
    assert queries.grounds(scope(cast, "stranger")) == Grounds((), derived=True)


@pytest.mark.django_db
def test_spots_are_units_with_a_position_and_how_they_stand(cast: Cast) -> None:
    there = unit(cast, "甲厂", longitude=Decimal("118.4"), latitude=Decimal("30.6"))
    unit(cast, "乙厂")
    cover(cast, there)
    assert [(spot.id, spot.state) for spot in queries.spots(scope(cast), Filters())] == [(there, "covered")]
    assert queries.spots(scope(cast), Filters(state="blank")) == ()


def grounds(*rings: geometry.Ring) -> Grounds:
    return Grounds(
        tuple(Ground(n, f"镇{n}", (each,), ((*each, each[0]),)) for n, each in enumerate(rings, 1)), derived=False
    )


def box(west: float, south: float) -> geometry.Ring:
    return tuple((x, y) for x, y in ring(west, south)[:-1])


def test_a_drawing_keeps_its_shape_north_up_and_turns_to_one_township() -> None:
    found = grounds(box(118.4, 30.6), box(118.7, 30.6), box(118.4, 30.9))
    spots = [Spot(1, 118.45, 30.65, "covered", 1), Spot(2, 118.45, 30.69, "blank", 1)]
    whole = draw(found, spots)
    assert whole is not None and whole.view == f"0 0 {WIDTH} {whole.height}"
    assert whole.marks[0].y < int(whole.covered.split()[1].split("h")[0])  # the more northern one stands higher
    one = draw(found, spots, 2)
    assert one is not None and one.marks == () and [land.current for land in one.lands] == [False, True, False]
    left, _, wide, _ = map(int, one.view.split())
    assert wide < WIDTH and left > WIDTH / 4


def test_there_is_no_drawing_of_nothing_and_one_of_a_single_place() -> None:
    assert draw(Grounds((), derived=True), []) is None
    one = draw(Grounds((), derived=True), [Spot(1, 118.4, 30.6, "blank", None)])
    assert one is not None and one.marks[0].unit_id == 1


def test_twenty_thousand_dots_are_one_path() -> None:
    dice = random.Random(7)
    spots = [Spot(n, 118.4 + dice.random() / 10, 30.6 + dice.random() / 10, "covered", 1) for n in range(20_000)]
    drawn = draw(grounds(box(118.4, 30.6)), spots)
    assert drawn is not None and drawn.covered.count("M") == len(drawn.covered_ids) == 20_000
    assert len(drawn.covered) < 300_000


def test_heat_counts_every_blank_once_and_is_darkest_where_most_are() -> None:
    dice = random.Random(7)
    spots = [Spot(n, 118.4 + dice.random() ** 3 / 10, 30.6 + dice.random() / 10, "blank", 1) for n in range(900)]
    drawn = draw(grounds(box(118.4, 30.6)), spots)
    assert drawn is not None and drawn.heat
    assert sum(mark.number for mark in drawn.marks) == 900
    ordered = sorted(drawn.marks, key=lambda mark: mark.number)
    assert all(one.level <= other.level for one, other in pairwise(ordered))
    assert {mark.level for mark in drawn.marks} <= {1, 2, 3, 4}
