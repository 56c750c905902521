"""The door of the API: tokens, what they open, for how long, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Caller, token_of
from tests.people import Cast
from zhendi.domain.people.operations import tokens
from zhendi.kernel import clock

RUNS = "/api/v1/runs"


def bearer(text: str) -> Client:
    return Client(headers={"authorization": f"Bearer {text}"})


def test_token_opens_what_it_was_made_for(caller: Caller) -> None:
    answer = caller("county_officer").get(RUNS)
    assert (answer.status_code, answer.json()) == (200, {"total": 0, "page": 1, "size": 50, "items": []})


def test_answers_are_kept_out_of_caches(caller: Caller) -> None:
    assert caller("county_officer").get(RUNS).headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("text", ["", "zd_", "zd_wrong", "x" * 500])
def test_token_that_is_unknown_opens_nothing(db: None, text: str) -> None:
    answer = bearer(text).get(RUNS)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "token_unknown"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_session_of_the_pages_opens_nothing(cast: Cast) -> None:
    assert cast.client("county_officer").get(RUNS).status_code == 401


def test_token_that_was_revoked_opens_nothing(cast: Cast) -> None:
    actor, now = cast.actor("county_officer"), clock.now()
    made = tokens.issue_token(actor=actor, on=clock.today(), now=now, name="旧", areas=["runs"], days=1)
    assert bearer(made.text).get(RUNS).status_code == 200
    tokens.revoke_token(actor=actor, on=clock.today(), now=now, token_id=made.token_id)
    assert bearer(made.text).get(RUNS).status_code == 401


def test_token_opens_nothing_after_its_last_day(cast: Cast) -> None:
    text = token_of(cast, "county_officer", days=2)
    with clock.frozen(clock.now() + timedelta(days=2, seconds=1)):
        assert bearer(text).get(RUNS).status_code == 401


def test_token_of_a_closed_account_opens_nothing(cast: Cast) -> None:
    client = bearer(token_of(cast, "county_officer"))
    account = cast.accounts["county_officer"]
    account.is_active = False
    account.save()
    assert client.get(RUNS).status_code == 401


def test_token_shows_only_the_own_branch_once_the_post_has_ended(cast: Cast) -> None:
    client = bearer(token_of(cast, "county_officer"))
    assert client.get("/api/v1/organisations").json()["total"] == len(cast.organisations)
    cast.end_posts("county_officer", clock.today())
    seen = client.get("/api/v1/organisations").json()["items"]
    assert [row["id"] for row in seen] == [cast.organisations["office"].pk]


@pytest.mark.parametrize(
    ("area", "address"), [("members", RUNS), ("runs", "/api/v1/members"), ("runs", "/api/v1/organisations")]
)
def test_token_made_for_something_else_is_told_so(caller: Caller, area: str, address: str) -> None:
    answer = caller("county_officer", areas=(area,)).get(address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "area_closed")


def test_calls_of_a_minute_are_limited_and_counted_anew(caller: Caller, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 3
    client = caller("county_officer")
    with clock.frozen(clock.now().replace(second=5)):
        answers = [client.get(RUNS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert client.get(RUNS).status_code == 200


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "size=201", "size=-1", "colour=red", "page=99999999999999999999"]
)
def test_parameter_out_of_bounds_or_unknown_is_refused(caller: Caller, query: str) -> None:
    answer = caller("county_officer").get(f"{RUNS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == query.partition("=")[0]


def test_day_that_has_not_come_is_refused(caller: Caller) -> None:
    answer = caller("county_officer").get(f"/api/v1/organisations?as_of={clock.today() + timedelta(days=1)}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "as_of")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(caller: Caller, method: str) -> None:
    assert getattr(caller("county_officer"), method)(RUNS).status_code == 405


def test_unknown_address_is_not_found(caller: Caller) -> None:
    assert caller("county_officer").get("/api/v1/secrets").status_code == 404


def test_reference_is_open_and_names_every_address(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for address in schema["paths"]:
        assert address in page.content.decode()
    assert "//" not in page.content.decode().replace("https://…", "")
