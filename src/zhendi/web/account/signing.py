"""The doors: signing in and out, showing the second factor, setting a new password with a code."""

from __future__ import annotations

from urllib.parse import urlencode

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.people import passwords
from zhendi.domain.people.authentication import locked_until
from zhendi.domain.people.operations import accounts, second_factor, sessions
from zhendi.domain.people.queries.reader import reader_of
from zhendi.kernel.errors import Refused
from zhendi.web.account.device import device_words, masked_address
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

# What an operation calls a field otherwise than the pages.
OWN_NAMES = {"password": "new_password"}
_WRONG = "账号或密码不对。忘了密码，找本支部书记当面重设。"
_WRONG_CODE = "账号或一次性码不对，或者码已用过、已过期。"


@login_not_required
@never_cache
@sensitive_post_parameters("username", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The sign-in page. Wrong name, wrong password and closed account get one and the same answer."""
    onward = safe_next(request.POST.get("next") or request.GET.get("next", ""))
    if request.sign_in is not None and request.method != "POST":
        return HttpResponseRedirect(onward)
    if request.method != "POST":
        return _sign_in_page(request, onward, blank())
    typed = request.POST.get("username", "")
    account = authenticate(request, username=typed, password=request.POST.get("password", ""))
    if account is None:
        return _sign_in_page(request, onward, Form({"username": [typed]}, message=_WRONG))
    _end_earlier(request)
    login(request, account)
    _note(request, account.pk)
    return HttpResponseRedirect(_by_way_of_verifying(request, onward))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this session."""
    if request.sign_in is not None:
        sessions.end(sign_in_id=request.sign_in.sign_in_id, now=request.now)
    logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Show the second factor: the telephone's number, or a recovery code. The session goes on under a new key."""
    assert request.sign_in is not None
    assert request.user.is_authenticated
    onward = safe_next(request.POST.get("next") or request.GET.get("next", ""))
    if request.sign_in.verified or not request.sign_in.has_second_factor:
        return HttpResponseRedirect(onward)
    form = blank()
    if request.method == "POST":
        try:
            second_factor.verify(
                account_id=request.user.pk,
                on=request.today,
                now=request.now,
                token=request.POST.get("token", ""),
            )
        except Refused as refused:
            form = Form(errors={"token": refused.message})
        else:
            mark_verified(request)
            return HttpResponseRedirect(onward)
    return render(request, "account/verify.html", form=form, next=onward, status=_status(form))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: Request) -> HttpResponse:
    """Set a new password with the code that one's own secretary handed over."""
    if request.method != "POST":
        return _recover_page(request, blank())
    typed, code, password = (request.POST.get(name, "") for name in ("username", "code", "new_password"))
    account = authenticate(request, username=typed, recovery_code=code)
    if account is None:
        return _recover_page(request, kept(request, Refused(_WRONG_CODE, field="code")))
    if password != request.POST.get("again", ""):
        return _recover_page(request, kept(request, Refused("两次填的新密码不一样。", field="again")))
    try:
        accounts.use_code(on=request.today, now=request.now, account_id=account.pk, code=code, password=password)
    except Refused as refused:
        return _recover_page(request, kept(request, refused, "username", "code", **OWN_NAMES))
    return _sign_in_page(request, "/", blank(username=typed), notice="新密码已设好，用它登录。")


def locked(request: Request, _response: HttpResponse, credentials: dict[str, str] | None) -> HttpResponse:
    """The answer of the lock-out: when to try again, and who can help sooner. Known and unknown names read the same."""
    until = locked_until(request, credentials).astimezone(request.now.tzinfo)
    message = f"错了太多次，先停一停，{until:%H:%M} 以后再试。等不及，找本支部书记当面解锁。"
    return _sign_in_page(request, "/", Form(message=message), status=settings.AXES_HTTP_RESPONSE_CODE)


def mark_verified(request: Request) -> None:
    """The second factor was shown: note it and change the session's key, as after every step up."""
    assert request.sign_in is not None
    sessions.verified(sign_in_id=request.sign_in.sign_in_id, now=request.now)
    request.session.cycle_key()
    sessions.rebind(sign_in_id=request.sign_in.sign_in_id, session_key=request.session.session_key or "")


def safe_next(address: str) -> str:
    """Where to go afterwards: a page of our own, else the first page."""
    own = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if own else settings.LOGIN_REDIRECT_URL


def _by_way_of_verifying(request: Request, onward: str) -> str:
    """The page of the second factor where there is one, which leads onward: the gate itself remembers no address."""
    found = reader_of(request.session.session_key or "", request.now)
    if not settings.SECOND_FACTOR or found is None or not found.session.has_second_factor:
        return onward
    return f"{reverse('account-verify')}?{urlencode({'next': onward})}"


def _end_earlier(request: Request) -> None:
    """Nothing that was there before signing in is carried over."""
    if request.sign_in is not None:
        sessions.end(sign_in_id=request.sign_in.sign_in_id, now=request.now)
    request.session.flush()


def _note(request: Request, account_id: int) -> None:
    sessions.begin(
        account_id=account_id,
        session_key=request.session.session_key or "",
        now=request.now,
        device=device_words(request.headers.get("user-agent", "")),
        address=masked_address(get_client_ip_address(request) or ""),
    )


def _sign_in_page(request: Request, onward: str, form: Form, *, notice: str = "", status: int = 0) -> HttpResponse:
    """``second_factor_off``: an installation that does without says so on its first page."""
    return render(
        request,
        "account/sign_in.html",
        status=status or _status(form),
        form=form,
        next=onward,
        notice=notice,
        second_factor_off=not settings.SECOND_FACTOR,
    )


def _recover_page(request: Request, form: Form) -> HttpResponse:
    return render(request, "account/recover.html", status=_status(form), form=form, rules=passwords.rules())


def _status(form: Form) -> int:
    return REFUSED if form.faulty else 200
