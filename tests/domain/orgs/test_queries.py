"""Reading organisations: within the reader's sight, as of a day, with a fixed number of queries."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.orgs.county import MAY, TODAY, act, found, key, scope
from tests.people import SINCE, Cast
from zhendi.domain.orgs import facts, queries
from zhendi.domain.orgs.models import Term, Version
from zhendi.domain.orgs.operations import ending, naming, reshaping
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator

pytestmark = pytest.mark.django_db


def write_keys() -> None:
    """The cast's organisations do not come through an operation."""
    for row in Version.objects.all():
        Version.objects.filter(pk=row.pk).update(keys=naming.keys(row.full_name, row.short_name))


@pytest.mark.parametrize(
    ("who", "tops"),
    [
        ("county_officer", ["县委"]),
        ("township_officer", ["泾川镇党委"]),
        ("secretary", ["百园村支部"]),
        ("member", ["百园村支部"]),
        ("villager", []),
        ("stranger", ["茂林镇党委"]),
    ],
)
def test_the_tree_begins_where_the_reader_stands(cast: Cast, who: str, tops: list[str]) -> None:
    assert [line.called for line in queries.tree(scope(cast, who))] == tops


def test_a_committee_officer_who_is_also_a_member_below_sees_one_top(cast: Cast) -> None:
    [top] = queries.tree(scope(cast, "township_officer"))
    assert top.children == 2


def test_a_member_sees_the_own_branch_without_what_stands_beside_or_below(cast: Cast) -> None:
    found(cast, "branch", "第一党小组", kind="group")
    reader = scope(cast, "member")
    one = queries.record(reader, key(cast, "branch"))
    assert one.children == () and queries.siblings(reader, one.id, one.parent_id) == ()
    assert [(name.called, name.open) for name in one.chain] == [("县委", False), ("泾川镇党委", False)]
    assert queries.listing(reader, queries.Filters()).total == 1


@pytest.mark.parametrize("name", ["branch", "township", "county"])
def test_a_stranger_finds_no_record_no_children_no_hit(cast: Cast, name: str) -> None:
    write_keys()
    reader = scope(cast, "stranger")
    for call in (queries.record, queries.tree):
        with pytest.raises(NotVisible):
            call(reader, key(cast, name))
    assert queries.search(reader, "泾川") == () and queries.search(reader, "byc") == ()
    assert queries.listing(reader, queries.Filters(text="泾川", status="all")).total == 0
    assert queries.listing(reader, queries.Filters(under=key(cast, "township"))).total == 0


@pytest.mark.parametrize("text", ["百园", "byc", "BYC", "baiyuan", "中国共产党泾县泾川镇百园村", "百园 支部"])
def test_an_organisation_is_found_by_part_of_its_name_and_by_pinyin(cast: Cast, text: str) -> None:
    write_keys()
    assert [line.called for line in queries.search(scope(cast), text)] == ["百园村支部"]


def test_one_letter_and_a_blank_find_nothing(cast: Cast) -> None:
    write_keys()
    assert queries.search(scope(cast), " ") == () and queries.search(scope(cast), "b") == ()


def test_a_founded_branch_is_found_by_pinyin_at_once(cast: Cast) -> None:
    made = found(cast, short_name="城东村支部")
    assert [line.id for line in queries.search(scope(cast), "cdc")] == [made]


def test_lists_are_narrowed_sorted_and_paged(cast: Cast) -> None:
    write_keys()
    reader = scope(cast)
    committees = queries.listing(reader, queries.Filters(kind="committee"))
    assert [line.called for line in committees.rows] == ["泾川镇党委", "茂林镇党委"]
    under = queries.listing(reader, queries.Filters(under=key(cast, "township"), kind="branch"))
    assert {line.called for line in under.rows} == {"百园村支部", "泾川镇机关支部"}
    by_name = queries.listing(reader, queries.Filters(order="name"), size=3)
    assert (len(by_name.rows), by_name.total, by_name.pages, by_name.more) == (3, 7, 3, False)
    last = queries.listing(reader, queries.Filters(order="name"), page=99, size=3)
    assert (last.page, len(last.rows)) == (3, 1)
    down = queries.listing(reader, queries.Filters(order="name", descending=True))
    assert down.rows[0].id == last.rows[0].id


def test_a_long_list_is_counted_so_far_and_no_further(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhendi.domain.orgs.queries.lists.CAP", 5)
    page = queries.listing(scope(cast), queries.Filters())
    assert (page.total, page.more) == (5, True)
    assert queries.overview(scope(cast)) == queries.Overview(5, True, None, None)


def test_opened_organisations_show_their_children_in_tree_order(cast: Cast) -> None:
    county, township, other = (key(cast, name) for name in ("county", "township", "other"))
    shown = [(level, line.called) for level, line in queries.opened(scope(cast), [county, township])]
    assert shown == [
        (0, "县委"), (1, "县直机关支部"), (1, "泾川镇党委"), (2, "百园村支部"), (2, "泾川镇机关支部"), (1, "茂林镇党委"),
    ]  # fmt: skip
    assert len(queries.opened(scope(cast), [other])) == 1
    assert [line.called for _, line in queries.opened(scope(cast, "stranger"), [county, township])] == ["茂林镇党委"]


def test_terms_that_run_out_are_listed(cast: Cast) -> None:
    Term.objects.create(organisation_id=key(cast, "branch"), starts_on=SINCE, ends_on=MAY, basis="register")
    Term.objects.create(organisation_id=key(cast, "second"), starts_on=SINCE, ends_on=TODAY, basis="register")
    reader = scope(cast)
    late = queries.listing(reader, queries.Filters(term_to=TODAY))
    assert [(line.called, line.term_ends) for line in late.rows] == [("百园村支部", MAY)]
    assert queries.overview(reader, date(2026, 6, 2)) == queries.Overview(total=7, more=False, late=1, soon=1)
    soon = queries.listing(reader, queries.Filters(term_from=TODAY, order="term"))
    assert [line.called for line in soon.rows] == ["泾川镇机关支部"]


def test_before_the_first_record_there_is_nothing(cast: Cast) -> None:
    assert queries.tree(scope(cast, as_of=date(2019, 12, 31))) == ()


def test_the_operator_sees_the_whole_tree(cast: Cast) -> None:
    everything = operator("命令行", TODAY).scope
    assert [line.called for line in queries.tree(everything)] == ["县委"]
    assert queries.listing(everything, queries.Filters()).total == 7
    assert queries.record(everything, key(cast, "branch")).rights == queries.Rights(True, True)


def test_rights_on_a_record_follow_from_posts(cast: Cast) -> None:
    found_by = {
        who: queries.record(scope(cast, who), key(cast, "township")).rights
        for who in ("county_officer", "township_officer")
    }
    assert found_by["county_officer"] == queries.Rights(True, True)
    assert found_by["township_officer"] == queries.Rights(True, False)
    assert queries.record(scope(cast, "secretary"), key(cast, "branch")).rights == queries.Rights(False, False)


def test_forms_offer_what_the_reader_may_write(cast: Cast) -> None:
    offered = queries.beneath(scope(cast, "township_officer"), "write_organisations")
    assert [line.called for line in offered] == ["泾川镇党委", "百园村支部", "泾川镇机关支部"]
    assert queries.beneath(scope(cast, "secretary"), "write_organisations") == ()


def more(cast: Cast) -> None:
    """Two further branches with all that a record shows, so that one becomes three."""
    for name in ("城东村", "城西村"):
        made = found(cast, name=f"中共泾县泾川镇{name}支部委员会")
        Term.objects.create(organisation_id=made, starts_on=SINCE, basis="register")
        found(cast, "branch", f"{name}党小组", kind="group")
    for number, full_name in enumerate(("新园村", "古园村", "百园村")):
        day = date(2026, 5, 1 + number)
        words = {"organisation_id": key(cast, "branch"), "full_name": f"中共泾县泾川镇{full_name}支部委员会"}
        reshaping.rename(**act(cast, on=day, **words))
        Term.objects.create(organisation_id=key(cast, "branch"), starts_on=day, basis="register")


@pytest.mark.parametrize("grown", [False, True], ids=["one row", "three rows"])
def test_reading_takes_a_fixed_number_of_queries(cast: Cast, grown: bool, django_assert_num_queries) -> None:
    if grown:
        more(cast)
    else:
        Term.objects.create(organisation_id=key(cast, "branch"), starts_on=SINCE, basis="register")
    reader = scope(cast)
    with django_assert_num_queries(3):
        queries.tree(reader, key(cast, "township"))
    with django_assert_num_queries(2):
        queries.siblings(reader, key(cast, "branch"), key(cast, "township"))
    with django_assert_num_queries(4):
        queries.listing(reader, queries.Filters(text="泾川", under=key(cast, "township")))
    with django_assert_num_queries(2):
        queries.search(reader, "泾川")
    with django_assert_num_queries(3):
        queries.overview(reader, TODAY)
    with django_assert_num_queries(2):
        queries.opened(reader, [key(cast, "township")])
    with django_assert_num_queries(10):
        queries.record(reader, key(cast, "branch"))


def test_facts_have_their_fixed_columns(cast: Cast) -> None:
    made = found(cast)
    Term.objects.create(organisation_id=made, starts_on=SINCE, ends_on=TODAY, basis="register")
    ending.dissolve(**act(cast, on=MAY, organisation_id=made))
    period = {"subject_id", "valid_from", "valid_to"}
    for rows in (facts.organisations(), facts.of_kind("branch"), facts.terms()):
        assert set(rows.first()) == period
    assert set(facts.guided().query.values_select) | {"subject_id"} == period
    assert list(facts.dissolved()) == [{"subject_id": made, "happened_on": MAY}]
    assert list(facts.changes("dissolve")) == [{"subject_id": made, "happened_on": MAY}]
    assert set(facts.of_division().first()) == {*period, "division_code"}
