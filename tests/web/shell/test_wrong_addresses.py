"""An address that does not exist is 404 in our own words, whoever finds out."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import Resolver404

from tests.people import Cast
from zhendi.web.shell import errors

pytestmark = pytest.mark.django_db


def test_address_that_no_page_has_is_not_found(cast: Cast) -> None:
    answer: object = cast.client("secretary").get("/no-such-page/")
    assert getattr(answer, "status_code", None) == 404
    assert "没有找到这一页" in getattr(answer, "content", b"").decode()


@pytest.mark.parametrize("handler", [errors.bad_request, errors.forbidden, errors.not_found])
def test_handlers_take_the_exception_by_its_name_as_the_resolver_gives_it(handler: object) -> None:
    request = RequestFactory().get("/no-such-page/")
    for exception in (Resolver404({"path": "x"}), Http404("x")):
        assert handler(request, exception=exception).status_code in (400, 403, 404)  # type: ignore[operator]  # a view


def test_stranger_without_an_account_is_led_to_the_sign_in_or_told(client: Client) -> None:
    assert client.get("/no-such-page/").status_code in (302, 404)
