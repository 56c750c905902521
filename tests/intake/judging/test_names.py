"""Names of organisations: one form for all writings, one organisation or none."""

from __future__ import annotations

import pytest

from tests.intake.tables import (
    BUREAU,
    COUNTY,
    FIRST,
    GENERAL,
    NORTH,
    ORGANISATIONS,
    SECOND,
    STREET,
    TEMPORARY,
    TOWN,
    WILLOW,
)
from zhendi.intake.judging import names
from zhendi.intake.judging.likeness import alike
from zhendi.intake.judging.resolver import Resolver
from zhendi.intake.known import KnownOrganisation

resolver = Resolver(ORGANISATIONS)


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("中国共产党临河县委员会 ", "中共临河县委员会"),
        ("临河县柳林乡柳树湾村支部委员会", "中共临河县柳林乡柳树湾村支部委员会"),
        ("　中共临河县某某(集团)公司支部委员会", "中共临河县某某（集团）公司支部委员会"),
        ("", ""),
    ],
)
def test_the_official_form_has_its_front_and_full_width_brackets(said: str, full: str) -> None:
    assert names.official(said) == full


@pytest.mark.parametrize(
    "said",
    [
        "中共临河县柳林乡柳树湾村支部委员会", "中国共产党临河县柳林乡柳树湾村支部委员会", "临河县柳林乡柳树湾村党支部", "柳林乡柳树湾村支部", "柳树湾村党支部",
        "柳树湾党支部", "柳树湾村", "柳树湾", "柳树湾村委会支部", "柳树湾村村委会党支部", "柳树湾村民委员会党支部", " 柳 树 湾 村 党支部 ", "柳林乡柳树湾支部",
        "“柳树湾村”党支部", "中共宁安省东江市临河县柳林乡柳树湾村支部委员会", "柳林乡党委柳树湾村党支部", "中共柳林乡柳树湾村支部", "柳树湾村支委会",
    ],
)  # fmt: skip
def test_every_writing_of_a_village_branch_means_it(said: str) -> None:
    match = resolver.branch(said, TOWN)
    assert match.place is not None
    assert match.place.full_name == WILLOW


@pytest.mark.parametrize(
    "said",
    [
        "北门社区党支部",
        "北门居委会党支部",
        "北门社区居委会支部",
        "北门居民委员会支部",
        "北门支部",
        "南关街道北门社区党支部",
        "南关街道北门支部",
        "北门",
    ],
)
def test_every_writing_of_a_community_branch_means_it(said: str) -> None:
    match = resolver.branch(said, STREET)
    assert match.place is not None
    assert match.place.full_name == NORTH


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("大堰村第一党支部", FIRST), ("大堰村一支部", FIRST), ("大堰村第1支部", FIRST), ("大堰村1支部", FIRST), ("大堰第一支部", FIRST),
        ("大堰村党总支第一党支部", FIRST), ("大堰村党委第一党支部", FIRST), ("大堰村总支第二支部", SECOND), ("第二党支部", SECOND), ("水利局支部", BUREAU), ("县水利局党支部", BUREAU),
        ("临河县水利局党支部", BUREAU),
    ],
)  # fmt: skip
def test_numbered_branches_and_bureaus_are_found(said: str, full: str) -> None:
    match = resolver.branch(said)
    assert match.place is not None
    assert match.place.full_name == full


@pytest.mark.parametrize("said", ["大堰村", "大堰村支部", "大堰村党总支", "大堰"])
def test_a_village_with_several_branches_is_ambiguous(said: str) -> None:
    match = resolver.branch(said, TOWN)
    assert (match.place, match.kind) == (None, "branch_ambiguous")
    assert {place.full_name for place in match.near} == {FIRST, SECOND}


def test_a_title_above_decides_between_several() -> None:
    other = KnownOrganisation("中共临河县柳林乡三岔村第一支部委员会", "branch", "中共临河县柳林乡三岔村总支部委员会")
    above = KnownOrganisation("中共临河县柳林乡三岔村总支部委员会", "general_branch", TOWN)
    wider = Resolver([*ORGANISATIONS, above, other])
    assert wider.branch("第一支部", TOWN).kind == "branch_ambiguous"
    match = wider.branch("第一支部", TOWN, GENERAL)
    assert match.place is not None
    assert match.place.full_name == FIRST


@pytest.mark.parametrize("said", ["北门社区党支部", "南关街道北门社区支部", "中共临河县南关街道北门社区支部委员会"])
def test_a_branch_of_another_township_is_told_as_such(said: str) -> None:
    match = resolver.branch(said, TOWN)
    assert (match.place, match.kind) == (None, "wrong_township")


def test_a_general_branch_of_another_township_is_told_as_such() -> None:
    assert resolver.branch("柳林乡大堰村党支部", STREET).kind == "wrong_township"


@pytest.mark.parametrize("said", ["柳林乡防汛临时党支部", "防汛临时支部", "柳林乡党委"])
def test_what_holds_no_relations_is_told_as_such(said: str) -> None:
    assert resolver.branch(said, TOWN).kind == "branch_cannot_hold"


@pytest.mark.parametrize("said", ["红旗村党支部", "老街支部", "青山林场党支部", "党支部", "支部", "北关社区党支部"])
def test_what_fits_nothing_is_never_guessed(said: str) -> None:
    match = resolver.branch(said, TOWN)
    assert match.place is None
    assert match.kind == "branch_unknown"


@pytest.mark.parametrize("said", ["柳树弯村党支部", "柳树湾湾村党支部", "柳湾树村党支部"])
def test_a_slip_of_the_pen_is_offered_to_a_person(said: str) -> None:
    match = resolver.branch(said, TOWN)
    assert (match.place, match.kind) == (None, "branch_unknown")
    assert [place.full_name for place in match.near] == [WILLOW]


def test_former_names_mean_the_organisation_still() -> None:
    renamed = ORGANISATIONS[8]._replace(previous_names=("中共临河县柳林乡河滩村支部委员会",))
    match = Resolver([*ORGANISATIONS[:8], renamed]).branch("河滩村支部", TOWN)
    assert match.place is not None
    assert match.place.full_name == WILLOW


@pytest.mark.parametrize(
    "said", ["柳林乡", "柳林乡党委", "临河县柳林乡", "中共临河县柳林乡委员会", "柳林乡人民政府", " 柳林乡 "]
)
def test_a_township_is_read_from_its_name(said: str) -> None:
    place = resolver.town(said)
    assert place is not None
    assert place.full_name == TOWN


@pytest.mark.parametrize("said", ["柳林镇", "城关镇", "大堰村", "", "水利局"])
def test_what_is_no_township_of_the_county_is_none(said: str) -> None:
    assert resolver.town(said) is None


@pytest.mark.parametrize("said", ["县委", "临河县委", "中共县委", "中共临河县委员会", "临河县委员会"])
def test_the_countys_committee_is_known_by_its_everyday_names(said: str) -> None:
    match = resolver.any(said)
    assert match.place is not None
    assert match.place.full_name == COUNTY


def test_a_street_with_a_work_committee_is_a_township() -> None:
    place = resolver.town("南关街道")
    assert place is not None
    assert place.full_name == STREET


@pytest.mark.parametrize(
    ("said", "village"),
    [
        (WILLOW, True), (NORTH, True), (FIRST, True), (GENERAL, True), ("中共临河县柳林乡大堰村老年支部委员会", True),
        ("中共临河县柳林乡大堰村茶叶产业支部委员会", True), (BUREAU, False), ("中共临河县农业农村局支部委员会", False),
        ("中共临河县村镇银行支部委员会", False), (TEMPORARY, False), (TOWN, False),
    ],
)  # fmt: skip
def test_organisations_of_villages_and_communities_are_told_by_their_names(said: str, village: bool) -> None:
    assert names.is_village(said, "临河县", ("南关街道", "柳林乡")) is village


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("旵山村", "昌山村", True),
        ("榔桥街道", "郎桥街道", True),
        ("红旗村", "红星村", False),
        ("大堰村", "大堰村", False),
        ("北门社区", "南门社区", False),
        ("甲", "乙", False),
    ],
)
def test_likeness_is_a_slip_of_the_pen_and_no_more(one: str, other: str, like: bool) -> None:
    assert (alike(one, other) > 0) is like
