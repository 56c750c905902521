"""Who calls: the token, what it may read, and how often. Cookies of the pages open nothing here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from zhendi.api.paging import Dated, Parameters
from zhendi.domain.people.operations import tokens
from zhendi.domain.people.queries.scope import scope_of
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Scope


class TooMany(Exception):
    """The token has used up its calls of this minute."""


class AreaClosed(Exception):
    """The token was not made for what was asked; its owner can make another."""


class Token(HttpBearer):
    """``Authorization: Bearer zd_…``: a personal token, made on the page of the own account.

    It shows what its owner's posts show on the day of the call, and only the area named when it was made.
    """

    def __init__(self, area: str) -> None:
        super().__init__()
        self.area = area

    def authenticate(self, request: HttpRequest, token: str) -> Scope | None:  # noqa: ARG002 - the library's form
        """The owner's scope; ``None`` (401) for a token that is unknown, revoked or expired."""
        caller = tokens.called(text=token, now=clock.now())
        if caller is None:
            return None
        if caller.calls > settings.API_CALLS_A_MINUTE:
            raise TooMany
        if self.area not in caller.areas:
            raise AreaClosed
        return scope_of(caller.account, today=clock.today())


def scope_on(request: HttpRequest, parameters: Parameters) -> Scope:
    """The caller's scope, looking at the day asked for.

    ``Refused`` for a day that has not come yet; a parameter that the address does not know is invalid (422), so that a
    slip of the pen does not pass for "no filter".
    """
    unknown = [name for name in request.GET if name not in type(parameters).model_fields]
    if unknown:
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])
    scope: Scope = request.auth  # type: ignore[attr-defined]  # put there by the library from ``Token``
    as_of = parameters.as_of if isinstance(parameters, Dated) else None
    if as_of is None:
        return scope
    if as_of > scope.as_of:
        raise Refused("as_of 是将来的日期，请填今天或以前的日期。", code="as_of_future", field="as_of")
    return scope.on(as_of)
