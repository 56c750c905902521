import re

import pytest


@pytest.mark.parametrize("who", ["county_officer", "township_officer", "secretary", "clerk", "member", "villager"])
def test_everybody_has_a_first_page(cast, who):
    answer = cast.client(who).get("/")
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text


def test_roles_find_different_things_on_their_first_page(cast):
    pages = {who: cast.client(who).get("/").text for who in ("county_officer", "secretary", "member")}
    assert 'href="/intake/' in pages["county_officer"]
    assert 'href="/intake/' not in pages["secretary"]
    assert 'href="/audit/"' in pages["secretary"]
    assert 'href="/audit/"' not in pages["member"]


def test_a_township_without_a_secretary_is_shown_to_who_may_appoint(cast):
    assert "个组织没有书记" in cast.client("township_officer").get("/").text
    assert "个组织没有书记" not in cast.client("secretary").get("/").text


def test_the_figures_count_what_the_reader_sees_and_no_more(cast):
    text = cast.client("township_officer").get("/").text
    assert "<strong>3<small>个" in text
    assert cast.client("county_officer").get("/").text.count("<strong>7<small>个") == 1


def test_everybody_finds_the_own_record_from_the_first_page(cast):
    for who in ("secretary", "member", "clerk"):
        address = f"/members/{cast.people[who].pk}"
        client = cast.client(who)
        assert f'href="{address}"' in client.get("/").text
        assert client.get(address).status_code == 200, who


def test_every_place_on_the_first_page_opens(cast):
    for who in ("county_officer", "township_officer", "secretary", "clerk", "member", "villager"):
        client = cast.client(who)
        for address in set(re.findall(r'href="(/[^"#]*)"', client.get("/").text)):
            if not address.startswith("/static/"):
                assert client.get(address).status_code == 200, (who, address)


@pytest.mark.parametrize("more", [0, 2])
def test_the_first_page_costs_the_same_queries_however_many_posts(cast, django_assert_num_queries, more):
    client = cast.client("secretary")
    for role in ("publicity_member", "discipline_member")[:more]:
        cast.appoint("member", role, "branch")
    client.get("/")
    with django_assert_num_queries(11):
        client.get("/")


@pytest.mark.parametrize("hits", [1, 3])
def test_a_search_costs_the_same_queries_for_one_hit_and_for_three(cast, django_assert_num_queries, hits):
    from zhendi.domain.people.models import Person

    people = [cast.people[who] for who in ("member", "mobile_member", "secretary")][:hits]
    Person.objects.filter(pk__in=[person.pk for person in people]).update(name="欧阳春")
    client = cast.client("township_officer")
    client.get("/search")
    with django_assert_num_queries(9):
        text = client.get("/search", {"q": "欧阳春"}).text
    assert text.count("<b>欧阳春</b>") == hits


@pytest.mark.parametrize("words", ["石守成", "ssc", "shishoucheng"])
def test_a_person_is_found_by_name_and_by_pinyin(cast, words):
    assert "石守成" in cast.client("township_officer").get("/search", {"q": words}).text.partition("<main")[2]


def test_an_organisation_is_found_by_its_short_name(cast):
    assert "百园村支部委员会" in cast.client("township_officer").get("/search", {"q": "百园村"}).text


def test_what_lies_outside_the_readers_reach_is_not_found(cast):
    text = cast.client("stranger").get("/search", {"q": "石守成"}).text
    assert "没有找到" in text
    assert cast.client("stranger").get("/search", {"q": "百园村"}).text.count("支部委员会") == 0


def test_the_search_keeps_what_was_typed_and_escapes_it(cast):
    text = cast.client("secretary").get("/search", {"q": "<i>石x"}).text
    assert 'value="&lt;i&gt;石x"' in text
    assert "<i>石x" not in text


def test_an_empty_search_asks_nothing_of_the_database(cast, django_assert_max_num_queries):
    client = cast.client("secretary")
    client.get("/search")
    with django_assert_max_num_queries(4):
        answer = client.get("/search", {"q": "   "})
    assert answer.status_code == 200
    assert "没有找到" not in answer.text


def test_whoever_is_still_there_keeps_the_session(cast):
    assert cast.client("member").get("/stay").status_code == 204
