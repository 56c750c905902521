import pytest

from zhendi.kernel import clock
from zhendi.kernel.audit import Draft, record_many

PANEL = {"HX-Request": "true", "HX-Target": "panel"}


def _write(cast, count: int, place: str = "branch", **more):
    record_many(
        [
            Draft(
                actor=cast.actor("secretary"),
                action=more.get("action", "people.corrected"),
                on=clock.today(),
                subject_type="people.Person",
                subject_id=cast.people["member"].pk,
                path=cast.organisations[place].path,
                summary=f"{more.get('summary', '更正江水生的学历')}{number}",
                detail={"before": "高中", "after": "大学"},
            )
            for number in range(1, count + 1)
        ]
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_trail_costs_the_same_queries_for_one_row_and_for_three(cast, django_assert_num_queries, rows):
    client = cast.client("secretary")
    _write(cast, rows)
    client.get("/audit/")
    with django_assert_num_queries(4):
        text = client.get("/audit/").text
    assert text.count("更正江水生的学历") == rows


def test_without_the_verb_there_is_no_trail(cast):
    for who in ("member", "clerk"):
        assert cast.client(who).get("/audit/").status_code == 404
        assert cast.client(who).post("/audit/verify").status_code == 404


def test_a_reader_sees_what_happened_in_the_own_part_of_the_tree_only(cast):
    _write(cast, 1, "branch", summary="本支部的事")
    _write(cast, 1, "away", summary="别处的事")
    text = cast.client("secretary").get("/audit/").text
    assert "本支部的事" in text
    assert "别处的事" not in text


def test_an_entry_of_elsewhere_is_not_found(cast):
    _write(cast, 1, "away")
    assert cast.client("secretary").get("/audit/1").status_code == 404
    assert cast.client("stranger").get("/audit/1").status_code == 200


def test_an_entry_opens_beside_the_list_with_its_particulars(cast):
    _write(cast, 1)
    page = cast.client("secretary").get("/audit/1").text
    assert 'class="filters"' in page
    assert "高中" in page
    assert f'href="/members/{cast.people["member"].pk}"' in page
    part = cast.client("secretary").get("/audit/1", headers=PANEL).text
    assert "高中" in part
    assert 'class="filters"' not in part


def test_filters_narrow_the_list_and_stand_as_they_were_typed(cast):
    _write(cast, 1, summary="更正学历")
    _write(cast, 1, summary="撤销支部", action="orgs.dissolved")
    text = cast.client("secretary").get("/audit/?words=撤销&area=orgs.").text
    assert "撤销支部1" in text
    assert "更正学历1" not in text
    assert 'value="撤销"' in text
    assert 'value="orgs." selected' in text


def test_the_last_day_of_a_span_belongs_to_it(cast):
    _write(cast, 1)
    today = clock.today().isoformat()
    assert "更正江水生的学历1" in cast.client("secretary").get(f"/audit/?since={today}&until={today}").text


@pytest.mark.parametrize("day", ["昨天", "2025-02-30", "9999-12-31"])
def test_a_day_that_is_none_is_said_and_kept(cast, day):
    answer = cast.client("secretary").get("/audit/", {"since": day})
    assert answer.status_code == 200
    assert "日期没看懂" in answer.text
    assert f'value="{day}"' in answer.text


@pytest.mark.parametrize("before", ["x", "99999999999999999999999", "-1", "0"])
def test_a_made_up_place_in_the_list_breaks_nothing(cast, before):
    assert cast.client("secretary").get("/audit/", {"before": before}).status_code == 200


def test_older_entries_are_one_step_away(cast):
    _write(cast, 52)
    client = cast.client("secretary")
    first = client.get("/audit/").text
    assert "学历52<" in first
    assert "学历1<" not in first
    older = client.get("/audit/?before=3").text
    assert "学历1<" in older
    assert 'rel="prev"' in older


def test_the_chain_is_followed_on_demand(cast):
    _write(cast, 3)
    text = cast.client("secretary").post("/audit/verify").text
    assert "核对过，前后相符" in text
    assert "从头到尾 3 条" in text


def test_a_chain_too_long_to_wait_for_is_left_to_the_command_line(cast, monkeypatch):
    monkeypatch.setattr("zhendi.web.audit.views._MOST", 2)
    _write(cast, 3)
    assert "zhendi audit verify" in cast.client("secretary").post("/audit/verify").text
