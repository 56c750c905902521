"""Who finds the intake, and whose runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhendi.intake.models import Run

if TYPE_CHECKING:
    from tests.people import Cast

PAGES = (
    "",
    "/progress",
    "/findings",
    "/differences",
    "/rejected",
    "/files/{file}/columns",
    "/doubts",
    "/write",
    "/undo",
    "/discard",
)
READABLE = tuple(page for page in PAGES if page not in ("/rejected", "/progress"))
DEEDS = ("/check", "/files/{file}/columns", "/doubts", "/write", "/undo", "/discard")
WITHOUT = ("secretary", "clerk", "member", "mobile_member", "villager")


def address(run: Run, page: str) -> str:
    return f"/intake/{run.pk}{page.format(file=run.files.get().pk)}"


@pytest.mark.parametrize("page", READABLE)
def test_an_officer_opens_every_page_of_a_run(cast: Cast, county_run: Run, page: str) -> None:
    assert cast.client("county_officer").get(address(county_run, page)).status_code == 200


@pytest.mark.parametrize("page", READABLE)
def test_the_county_opens_a_run_of_a_township(cast: Cast, township_run: Run, page: str) -> None:
    assert cast.client("county_officer").get(address(township_run, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_does_not_find_a_run_of_another_subtree(cast: Cast, township_run: Run, page: str) -> None:
    assert cast.client("stranger").get(address(township_run, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_township_does_not_find_a_run_of_the_county(cast: Cast, county_run: Run, page: str) -> None:
    assert cast.client("township_officer").get(address(county_run, page)).status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_a_stranger_does_nothing_to_a_run(
    cast: Cast, township_run: Run, deed: str, sent: list[tuple[object, ...]]
) -> None:
    fields = {"sheet": "党员", "column-A": "name", "group-duplicate_person": "first"}
    assert cast.client("stranger").post(address(township_run, deed), fields).status_code == 404
    township_run.refresh_from_db()
    assert township_run.state == Run.State.JUDGED
    assert sent == []


@pytest.mark.parametrize("who", WITHOUT)
def test_without_the_right_there_is_no_intake_at_all(cast: Cast, county_run: Run, who: str) -> None:
    client = cast.client(who)
    found = {
        page: client.get(page).status_code
        for page in ("/intake/", "/intake/exports", *(address(county_run, page) for page in PAGES))
    }
    assert set(found.values()) == {404}, found
    assert client.post("/intake/upload").status_code == 404
    assert client.post("/intake/exports", {"register": "members"}).status_code == 404
    assert all(client.post(address(county_run, deed)).status_code == 404 for deed in DEEDS)


@pytest.mark.parametrize("who", WITHOUT)
def test_without_the_right_the_menu_does_not_name_it(cast: Cast, who: str) -> None:
    assert 'href="/intake/"' not in cast.client(who).get("/").content.decode()


def test_with_the_right_the_menu_leads_there(cast: Cast) -> None:
    assert 'href="/intake/"' in cast.client("township_officer").get("/").content.decode()


def test_the_list_holds_the_runs_of_the_readers_subtree_only(cast: Cast, county_run: Run, township_run: Run) -> None:
    county = cast.client("county_officer").get("/intake/").content.decode()
    township = cast.client("township_officer").get("/intake/").content.decode()
    stranger = cast.client("stranger").get("/intake/").content.decode()
    links = [f'href="/intake/{run.pk}"' for run in (county_run, township_run)]
    assert [link in county for link in links] == [True, True]
    assert [link in township for link in links] == [False, True]
    assert [link in stranger for link in links] == [False, False]
    assert "还没有导入过" in stranger


def test_a_file_of_another_run_has_no_columns_here(cast: Cast, county_run: Run, township_run: Run) -> None:
    strange = township_run.files.get().pk
    client = cast.client("county_officer")
    assert client.get(f"/intake/{county_run.pk}/files/{strange}/columns").status_code == 404
    assert client.get(f"/intake/{county_run.pk}/findings", {"file": strange}).status_code == 404


def test_numbers_beyond_reason_are_not_found(cast: Cast, county_run: Run) -> None:
    client = cast.client("county_officer")
    assert client.get(f"/intake/{10**30}").status_code == 404
    assert client.get(f"/intake/{county_run.pk}/findings", {"page": "9" * 40, "file": "x'"}).status_code == 200
    assert client.get(f"/intake/{county_run.pk}/differences", {"register": "nothing"}).status_code == 404
    assert client.get(f"/intake/{county_run.pk}/differences", {"change": "nothing"}).status_code == 404
