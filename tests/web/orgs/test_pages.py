"""Pages of organisations: the tree, the list, the record, as each reader sees them."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from tests.domain.orgs.county import TODAY, found, key
from tests.domain.orgs.test_queries import more, write_keys
from tests.people import SINCE, Cast
from tests.web.reading import text
from zhendi.domain.orgs.models import Organisation, Term
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def test_the_tree_opens_below_the_readers_own_place(cast: Cast) -> None:
    page = text(cast.client("county_officer").get("/organisations/"))
    assert "泾川镇党委" in page and "百园村支部" not in page
    opened = f"?open={key(cast, 'county')}&open={key(cast, 'township')}"
    assert "百园村支部" in text(cast.client("county_officer").get(f"/organisations/{opened}"))
    assert "百园村支部" in text(cast.client("township_officer").get("/organisations/"))


def test_a_stranger_sees_only_the_own_tree(cast: Cast) -> None:
    client = cast.client("stranger")
    for query in ("", "?view=list", "?status=all", "?q=%E6%B3%BE%E5%B7%9D", f"?under={key(cast, 'township')}"):
        page = text(client.get(f"/organisations/{query}"))
        assert "百园村" not in page and "泾川镇党委" not in page


def test_the_list_is_narrowed_sorted_and_turned(cast: Cast) -> None:
    write_keys()
    client = cast.client("county_officer")
    assert "茂林村支部" not in text(client.get("/organisations/?q=byc"))
    kinds = text(client.get("/organisations/?kind=committee&sort=-name"))
    assert ">泾川镇党委</a>" in kinds and ">百园村支部</a>" not in kinds
    nothing = client.get("/organisations/?q=xyz")
    assert "没有符合这些条件的组织" in text(nothing)
    assert client.get("/organisations/?page=99&view=list&sort=nonsense&kind=nonsense&under=x").status_code == 200


def test_only_the_part_that_was_asked_for_comes_back(cast: Cast) -> None:
    headers = {"HX-Request": "true", "HX-Target": "region"}
    part = text(cast.client("county_officer").get("/organisations/?view=list", headers=headers))
    assert "<html" not in part and "泾川镇党委" in part


@pytest.mark.parametrize("tab", ["", "?tab=below", "?tab=history", "?tab=trail"])
def test_every_part_of_a_record_shows(cast: Cast, tab: str) -> None:
    more(cast)
    response = cast.client("county_officer").get(f"/organisations/{key(cast, 'branch')}{tab}")
    assert response.status_code == 200 and "百园村" in text(response)


def test_a_record_names_its_leading_body_its_chain_and_what_the_kind_may_do(cast: Cast) -> None:
    page = text(cast.client("township_officer").get(f"/organisations/{key(cast, 'branch')}"))
    for words in ("石守成", "书记", "泾川镇党委", "接收党员", "支部工作条例"):
        assert words in page


@pytest.mark.parametrize("who", ["stranger", "villager"])
def test_a_record_of_another_subtree_is_not_found(cast: Cast, who: str) -> None:
    client = cast.client(who)
    for name in ("branch", "township", "county"):
        for tab in ("", "?tab=history", "?tab=trail"):
            assert client.get(f"/organisations/{key(cast, name)}{tab}").status_code == 404
    assert client.get("/organisations/999999").status_code == 404


def test_a_member_sees_the_own_branch_without_trail_and_deeds(cast: Cast) -> None:
    client = cast.client("member")
    page = text(client.get(f"/organisations/{key(cast, 'branch')}?tab=trail"))
    assert "留痕" not in page and "办理" not in page and "/rename" not in page
    assert client.get(f"/organisations/{key(cast, 'township')}").status_code == 404


def test_deeds_are_offered_to_those_above(cast: Cast) -> None:
    branch, township = key(cast, "branch"), key(cast, "township")
    page = text(cast.client("township_officer").get(f"/organisations/{branch}"))
    assert f"/procedures/reshape?organisation={branch}&amp;sort=dissolve" in page
    assert f"/organisations/{branch}/rename" in page and f"/organisations/{branch}/dissolve" not in page
    own = text(cast.client("township_officer").get(f"/organisations/{township}"))
    assert f"/procedures/found?below={township}" in own and f"/organisations/{township}/found" not in own
    county = text(cast.client("county_officer").get(f"/organisations/{branch}"))
    assert f"/organisations/{branch}/dissolve" in county and "更正登记清单" in county
    assert "/rename" not in text(cast.client("secretary").get(f"/organisations/{branch}"))


def test_a_past_day_shows_the_past_and_offers_no_deeds(cast: Cast) -> None:
    made = found(cast)
    client = cast.client("county_officer")
    assert client.get(f"/organisations/{made}?as_of=2026-03-31").status_code == 404
    page = text(client.get(f"/organisations/{made}?as_of=2026-04-01"))
    assert "/rename" not in page
    assert "还没有登记组织" in text(client.get("/organisations/?as_of=2019-01-01"))


def test_a_dissolved_organisation_is_listed_and_shown_as_such(cast: Cast) -> None:
    made = found(cast)
    Organisation.objects.filter(pk=made).update(dissolved_on=date(2026, 5, 1))
    Organisation.objects.get(pk=made).versions.update(valid_to=date(2026, 5, 1))
    client = cast.client("county_officer")
    assert "5月1日撤销" in text(client.get("/organisations/?status=dissolved"))
    page = text(client.get(f"/organisations/{made}"))
    assert "5月1日撤销" in page and "/rename" not in page


def test_terms_near_and_past_their_end_are_marked(cast: Cast) -> None:
    Term.objects.create(
        organisation_id=key(cast, "branch"), starts_on=SINCE, ends_on=date(2026, 5, 31), basis="register"
    )
    Term.objects.create(
        organisation_id=key(cast, "second"), starts_on=SINCE, ends_on=date(2026, 11, 30), basis="register"
    )
    client = cast.client("township_officer")
    late, soon = (text(client.get(f"/organisations/?term={term}")) for term in ("late", "soon"))
    assert ">百园村支部</a>" in late and ">泾川镇机关支部</a>" not in late
    assert ">百园村支部</a>" not in soon and ">泾川镇机关支部</a>" in soon
    assert "任期已届满" in text(client.get(f"/organisations/{key(cast, 'branch')}"))


def test_the_register_goes_out_as_a_workbook_and_leaves_a_trace(cast: Cast) -> None:
    client = cast.client("township_officer")
    response = client.post("/organisations/export", {"under": key(cast, "branch")})
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert Entry.objects.filter(action="export.masked").count() == 1
    assert cast.client("stranger").post("/organisations/export", {"under": key(cast, "branch")}).status_code == 404
    assert cast.client("member").post("/organisations/export").status_code == 404


@pytest.mark.parametrize("who", ["member", "clerk", "secretary", "township_officer"])
def test_no_page_of_organisations_leads_to_a_list_that_is_not_found(cast: Cast, who: str) -> None:
    client = cast.client(who)
    place = f"/organisations/{key(cast, 'branch')}"
    pages = [
        text(client.get(path)) for path in ("/organisations/", "/organisations/?view=list", place, f"{place}?tab=below")
    ]
    leads = {unescape(each) for page in pages for each in re.findall(r'href="(/members/\?[^"]*)"', page)}
    assert {lead: client.get(lead).status_code for lead in leads} == dict.fromkeys(leads, 200)
    assert bool(leads) == (who in {"secretary", "township_officer"})


@pytest.mark.parametrize("grown", [False, True], ids=["one row", "three rows"])
@pytest.mark.parametrize(
    ("path", "reads"),
    [("/organisations/", 14), ("/organisations/?view=list", 13), ("record", 18), ("record?tab=below", 19)],
)
def test_a_page_takes_a_fixed_number_of_queries(cast: Cast, path, reads, grown, django_assert_num_queries) -> None:
    found(cast, "branch", "第一党小组", kind="group")
    Term.objects.create(organisation_id=key(cast, "branch"), starts_on=SINCE, basis="register")
    if grown:
        more(cast)
    client = cast.client("township_officer")
    address = path.replace("record", f"/organisations/{key(cast, 'branch')}")
    with django_assert_num_queries(reads):
        assert client.get(address).status_code == 200
