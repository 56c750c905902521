"""The API against its own schema: whatever is asked, the answer is one of those described."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import token_of
from tests.people import Cast
from zhendi.api.urls import api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
product = cache(get_wsgi_application)  # made once the data folder is there


def application(environ: Any, start_response: Any) -> Any:
    """The product as a server calls it."""
    return product()(environ, start_response)


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application


@pytest.fixture
def token(cast: Cast, settings: Any) -> Iterator[str]:
    """A county officer's, whose calls are not limited; the connection stays open as under Django's own test client."""
    settings.API_CALLS_A_MINUTE = 10**6
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token_of(cast, "county_officer")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,  # an extra word with nothing in it is not sent at all: by chance such a call breaks no rule
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_of_those_described(case: Any, token: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
