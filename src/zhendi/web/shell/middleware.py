"""The gate before every page: who is reading, what they may see, and what must be done before anything else.

Closed by default: a view is open to whoever has not signed in only if it says so
(``django.contrib.auth.decorators.login_not_required``). The API has its own gate (tokens).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django_htmx.http import HttpResponseClientRedirect

from zhendi.domain.people.operations import sessions
from zhendi.domain.people.queries import accounts
from zhendi.domain.people.queries.scope import actor_of, scope_by
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Scope
from zhendi.web.shell import errors, standpoint
from zhendi.web.shell.request import Request

API = "/api/"
_VERIFY, _PASSWORD, _SET_UP = "account-verify", "account-password", "account-second-factor"
# Open at every gate: one must be able to leave, and to see large letters.
_ALWAYS = {"sign-out", "account-large-type"}
_PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
Respond = Callable[[Request], HttpResponseBase]


class Gate:
    """Puts the reader into the request, closes the doors, and keeps what was read out of caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        """One request."""
        if request.path.startswith(API):
            return _hardened(self.get_response(request), private=True)
        _attach(request)
        response = self.get_response(request)
        return _hardened(response, private=request.sign_in is not None)

    def process_view(
        self, request: Request, view: Callable[..., Any], _args: tuple[Any, ...], _words: dict[str, Any]
    ) -> HttpResponse | None:
        """A redirect to what must be done first, or nothing."""
        if request.path.startswith(API) or not getattr(view, "login_required", True):
            return None
        if request.sign_in is None:
            return _go(request, f"{reverse('sign-in')}?{urlencode({'next': _here(request)})}")
        name = request.resolver_match.url_name if request.resolver_match else None
        first = first_needed(request)
        return _go(request, reverse(first)) if first and name != first and name not in _ALWAYS else None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """What is not visible is not found; a refusal that no form took back is said on a page of its own."""
        if request.path.startswith(API):
            return None
        if isinstance(exception, NotVisible):
            return errors.not_found(request, exception)
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def _attach(request: Request) -> None:
    """Session, account and scope as one query gave them, when the session was read (one more for guides)."""
    request.now, request.today, request.sign_in = clock.now(), clock.today(), None
    session = request.session
    found = session.reader if SESSION_KEY in session else None  # asking reads it, where nothing has yet
    if found and _belongs(session, found.account):
        request.user = found.account
    account = request.user  # Django's own way, where ours did not fit: a changed secret, a session that is no more
    if account.is_authenticated and found and found.account.pk == account.pk:
        request.sign_in = found.session
        sessions.seen(sign_in_id=request.sign_in.sign_in_id, last=request.sign_in.seen_at, now=request.now)
        request.whole_scope = scope_by(account, found.held, today=request.today)
        request.scope = standpoint.chosen(request, request.whole_scope)
        request.actor = actor_of(account, request.scope)
        return
    if account.is_authenticated:
        logout(request)
    request.whole_scope = request.scope = Scope(None, None, "", (), request.today)
    request.actor = Actor(None, "", request.scope)


def _belongs(session: SessionBase, account: AbstractBaseUser) -> bool:
    """Whether Django would find this account in the session: the same key, a known door, an unchanged password."""
    return (
        session.get(SESSION_KEY) == str(account.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    )


def first_needed(request: Request) -> str | None:
    """The page that must come before all others: show the second factor, choose a password, set the factor up."""
    state = request.sign_in
    assert state is not None
    assert request.user.is_authenticated
    if settings.SECOND_FACTOR and state.has_second_factor and not state.verified:
        return _VERIFY
    if request.user.must_change_password:
        return _PASSWORD
    if not state.has_second_factor and accounts.second_factor_required(request.whole_scope):
        return _SET_UP
    return None


def _here(request: Request) -> str:
    """Where the reader wanted to go; for a part of a page, the page."""
    if request.htmx and request.htmx.current_url_abs_path:
        return str(request.htmx.current_url_abs_path)
    return request.get_full_path() if request.method == "GET" else "/"


def _go(request: Request, address: str) -> HttpResponse:
    """A redirect that takes the whole window along when only a part of the page was asked for."""
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _hardened(response: HttpResponseBase, *, private: bool) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
    if private:
        response.headers.setdefault("Cache-Control", "no-store, private")
    return response
