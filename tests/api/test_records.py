"""What the API gives of organisations, members and runs, and what it keeps back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.api.conftest import Caller
from tests.people import SINCE, Cast
from zhendi.kernel import clock

API = "/api/v1"


def names(client: Client, address: str) -> list[str]:
    return [row.get("name") or row["short_name"] for row in client.get(f"{API}/{address}").json()["items"]]


def test_organisations_are_those_of_the_posts(cast: Cast, caller: Caller) -> None:
    assert names(caller("township_officer"), "organisations") == ["泾川镇党委", "百园村支部", "泾川镇机关支部"]
    assert names(caller("secretary"), "organisations") == ["百园村支部"]
    assert names(caller("stranger"), "organisations") == ["茂林镇党委", "茂林村支部"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("text=百园", ["百园村支部"]), ("text=byc", ["百园村支部"]), ("kind=committee", ["泾川镇党委"]), ("text=茂林", []),
     ("status=dissolved", []), ("size=1&page=2", ["百园村支部"]), ("page=9", [])],
)  # fmt: skip
def test_list_of_organisations_is_narrowed(cast: Cast, caller: Caller, query: str, found: list[str]) -> None:
    client = caller("township_officer")
    if query.startswith("text=byc"):
        cast.organisations["branch"].versions.update(keys="baiyuancun byc")
    assert names(client, f"organisations?{query}") == found


def test_record_of_an_organisation_counts_its_members_and_names_what_is_above(cast: Cast, caller: Caller) -> None:
    answer = caller("county_officer").get(f"{API}/organisations/{cast.organisations['branch'].pk}").json()
    assert answer["full_name"] == "中共泾县泾川镇百园村支部委员会"
    assert answer["members"] == {"full": 3, "probationary": 0}
    assert [each["short_name"] for each in answer["chain"]] == ["县委", "泾川镇党委"]
    assert answer["versions"][0]["valid_from"] == SINCE.isoformat()


def test_day_before_the_beginning_shows_nothing(cast: Cast, caller: Caller) -> None:
    client, before = caller("county_officer"), SINCE - timedelta(days=1)
    assert client.get(f"{API}/organisations?as_of={before}").json()["total"] == 0
    assert client.get(f"{API}/members?as_of={before}").json()["total"] == 0
    assert client.get(f"{API}/organisations/{cast.organisations['branch'].pk}?as_of={before}").status_code == 404


def test_members_are_those_of_the_posts(cast: Cast, caller: Caller) -> None:
    assert set(names(caller("secretary"), "members")) == {"石守成", "江水生", "燕南飞"}
    assert names(caller("stranger"), "members") == ["外来客"]
    assert names(caller("secretary"), "members?text=jss") == ["江水生"]


def test_record_of_a_member_is_masked(cast: Cast, caller: Caller) -> None:
    person = cast.people["member"]
    answer = caller("secretary").get(f"{API}/members/{person.pk}")
    body = answer.content.decode()
    assert answer.json()["joined"] == "2001-07-01"
    assert [row["organisation_id"] for row in answer.json()["memberships"]] == [cast.organisations["branch"].pk]
    assert str(person.citizen_number) not in body
    for phone in person.phones.all():
        assert str(phone.number) not in body
    assert str(person.residence) not in body


@pytest.mark.parametrize("name", ["township_officer", "secretary", "county_officer"])
def test_whole_numbers_stand_in_no_answer(cast: Cast, caller: Caller, name: str) -> None:
    client = caller(name)
    bodies = [client.get(f"{API}/members").content.decode()]
    bodies += [client.get(f"{API}/members/{person.pk}").content.decode() for person in cast.people.values()]
    for person in cast.people.values():
        assert not any(str(person.citizen_number) in body for body in bodies)


def test_stranger_finds_no_record_of_another_township(cast: Cast, caller: Caller) -> None:
    client = caller("stranger")
    for key in ("branch", "township", "county"):
        assert client.get(f"{API}/organisations/{cast.organisations[key].pk}").status_code == 404
    absent = client.get(f"{API}/members/999999")
    hidden = client.get(f"{API}/members/{cast.people['member'].pk}")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)


def test_list_asked_for_under_an_organisation_out_of_sight_gives_nothing(cast: Cast, caller: Caller) -> None:
    client = caller("stranger")
    for area in ("organisations", "members"):
        answer = client.get(f"{API}/{area}?under={cast.organisations['township'].pk}")
        assert answer.status_code == 404 or answer.json()["items"] == []


def test_lists_cost_the_same_queries_with_one_row_and_with_three(cast: Cast, caller: Caller) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = caller("county_officer")
    for area in ("organisations", "members"):
        counted = []
        for size in (1, 3):
            with CaptureQueriesContext(
                connection,
            ) as made:
                client.get(f"{API}/{area}?size={size}")
            counted.append(len(made))
        assert counted[0] == counted[1]


def test_run_shows_its_files_and_findings_to_its_own_side_only(cast: Cast, caller: Caller) -> None:
    from zhendi.intake.models import Run, RunFile

    path = cast.organisations["township"].path
    run = Run.objects.create(
        actor="田晓禾", origin="web", path=path, as_of=date(2026, 6, 30), fingerprint="0" * 64, created_at=clock.now(),
        state=Run.State.DONE, counts={},
    )  # fmt: skip
    RunFile.objects.create(run=run, position=1, name="名册.xlsx", size=1, sha256="0" * 64, register="members")
    client = caller("township_officer")
    assert [row["id"] for row in client.get(f"{API}/runs").json()["items"]] == [run.pk]
    record = client.get(f"{API}/runs/{run.pk}").json()
    assert [file["name"] for file in record["details"]] == ["名册.xlsx"]
    assert client.get(f"{API}/runs/{run.pk}/findings").json()["total"] == 0
    stranger = caller("stranger")
    assert stranger.get(f"{API}/runs").json()["total"] == 0
    assert stranger.get(f"{API}/runs/{run.pk}").status_code == 404
    assert stranger.get(f"{API}/runs/{run.pk}/findings").status_code == 404
