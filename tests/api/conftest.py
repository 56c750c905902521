"""Callers of the API: the standing cast with their tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.people import Cast
from zhendi.domain.people.operations import tokens
from zhendi.kernel import clock

AREAS = ("organisations", "members", "runs")
Caller = Callable[..., Client]


def token_of(cast: Cast, name: str, areas: tuple[str, ...] = AREAS, days: int = 30) -> str:
    """A fresh token of somebody's."""
    now = clock.now()
    made = tokens.issue_token(actor=cast.actor(name), on=clock.today(), now=now, name="报表", areas=areas, days=days)
    return made.text


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """``caller("secretary").get("/api/v1/…")``: a client that shows somebody's token."""

    def call(name: str, **options: Any) -> Client:
        return Client(headers={"authorization": f"Bearer {token_of(cast, name, **options)}"})

    return call
