"""我的账号: password, user name, second factor, sessions, tokens. What is secret is shown once, in the answer itself."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.people import passwords
from zhendi.domain.people.operations import accounts, second_factor, sessions, tokens
from zhendi.domain.people.queries import accounts as queries
from zhendi.kernel.errors import Refused
from zhendi.web.account.signing import OWN_NAMES, mark_verified, safe_next
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.frame import LARGE_COOKIE
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_MONTH = 30  # days offered first as the life of a token
_YEAR = 365 * 24 * 60 * 60  # seconds


@require_safe
def account(request: Request) -> HttpResponse:
    """The own account."""
    return _page(request)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    """Change the password; the first page for whoever got it from somebody else."""
    assert request.user.is_authenticated
    form = blank()
    if request.method == "POST":
        refused = _changed(request)
        if refused is None:
            messages.success(request, "密码已更改，其他设备上的登录已退出。")
            return redirect("account")
        form = kept(request, refused, "current", "again", **OWN_NAMES)
    return render(
        request,
        "account/password.html",
        status=_status(form),
        form=form,
        rules=passwords.rules(),
        must=request.user.must_change_password,
    )


@require_POST
def username(request: Request) -> HttpResponse:
    """Another user name."""
    assert request.user.is_authenticated
    try:
        accounts.rename_user(
            actor=request.actor,
            on=request.today,
            account_id=request.user.pk,
            username=request.POST.get("username", ""),
        )
    except Refused as refused:
        return _page(request, name=kept(request, refused, "username"))
    messages.success(request, "用户名已更改。")
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: Request) -> HttpResponse:
    """Set the second factor up, or move it to another telephone; ends with the recovery codes, shown once."""
    form = blank()
    if request.method == "POST":
        try:
            codes = second_factor.confirm_setup(
                actor=request.actor, on=request.today, now=request.now, token=request.POST.get("token", "")
            )
        except Refused as refused:
            form = kept(request, refused, "token")
        else:
            mark_verified(request)
            return _codes(request, codes)
    setup = second_factor.begin_setup(actor=request.actor)
    picture = segno.make(setup.address, error="m", micro=False).svg_data_uri(scale=5, border=3)
    return render(
        request,
        "account/second_factor.html",
        status=_status(form),
        form=form,
        picture=picture,
        secret=" ".join(setup.secret[start : start + 4] for start in range(0, len(setup.secret), 4)),
        required=queries.second_factor_required(request.whole_scope),
    )


@require_POST
def new_codes(request: Request) -> HttpResponse:
    """Fresh recovery codes."""
    try:
        return _codes(request, second_factor.new_recovery_codes(actor=request.actor, on=request.today))
    except Refused as refused:
        return _page(request, factor=kept(request, refused, "password"))


@sensitive_post_parameters()
@require_POST
def turn_off(request: Request) -> HttpResponse:
    """Give the second factor up."""
    try:
        second_factor.turn_off(
            actor=request.actor,
            on=request.today,
            password=request.POST.get("password", ""),
            required=queries.second_factor_required(request.whole_scope),
        )
    except Refused as refused:
        return _page(request, factor=kept(request, refused, "password"))
    messages.success(request, "两步验证已停用。")
    return redirect("account")


@require_POST
def end_session(request: Request, sign_in_id: int) -> HttpResponse:
    """Sign out on one device."""
    sessions.end_one(actor=request.actor, now=request.now, sign_in_id=sign_in_id)
    return redirect("account")


@require_POST
def end_others(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    assert request.sign_in is not None
    ended = sessions.end_others(actor=request.actor, now=request.now, keep=request.sign_in.sign_in_id)
    messages.success(request, f"已退出其他设备上的 {ended} 处登录。" if ended else "没有其他设备在登录。")
    return redirect("account")


@require_POST
def issue_token(request: Request) -> HttpResponse:
    """A new token, shown once."""
    days = request.POST.get("days", "")
    try:
        issued = tokens.issue_token(
            actor=request.actor,
            on=request.today,
            now=request.now,
            name=request.POST.get("name", ""),
            areas=request.POST.getlist("areas"),
            days=int(days) if days.isdecimal() and len(days) < 6 else 0,
        )
    except Refused as refused:
        return _page(request, token=kept(request, refused, "name", "areas", "days"))
    return _page(request, issued=issued.text)


@require_POST
def revoke_token(request: Request, token_id: int) -> HttpResponse:
    """End a token."""
    tokens.revoke_token(actor=request.actor, on=request.today, now=request.now, token_id=token_id)
    messages.success(request, "令牌已停用。")
    return redirect("account")


@login_not_required
@require_POST
def large_type(request: Request) -> HttpResponse:
    """大字 on or off: remembered per person, and by the browser for the pages before signing in."""
    large = request.POST.get("large") == "1"
    if request.sign_in is not None:
        accounts.set_large_type(actor=request.actor, large=large)
    answer = HttpResponseRedirect(safe_next(request.POST.get("next", "")))
    answer.set_cookie(
        LARGE_COOKIE,
        "lg" if large else "",
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _changed(request: Request) -> Refused | None:
    """Change the password and carry this session on under a new key; gives what stood in the way."""
    assert request.sign_in is not None
    assert request.user.is_authenticated
    if request.POST.get("new_password", "") != request.POST.get("again", ""):
        return Refused("两次填的新密码不一样。", field="again")
    try:
        accounts.change_password(
            actor=request.actor,
            on=request.today,
            now=request.now,
            current=request.POST.get("current", ""),
            password=request.POST.get("new_password", ""),
            keep_session=request.sign_in.sign_in_id,
        )
    except Refused as refused:
        return refused
    request.user.refresh_from_db(fields=["password"])
    update_session_auth_hash(request, request.user)
    sessions.rebind(sign_in_id=request.sign_in.sign_in_id, session_key=request.session.session_key or "")
    return None


def _page(
    request: Request,
    *,
    name: Form | None = None,
    factor: Form | None = None,
    token: Form | None = None,
    issued: str = "",
) -> HttpResponse:
    """The own account, with the one of its forms that was refused."""
    assert request.sign_in is not None
    own = queries.own_account(request.whole_scope, sign_in_id=request.sign_in.sign_in_id, now=request.now)
    refused = name or factor or token
    return render(
        request,
        "account/account.html",
        status=_status(refused) if refused else 200,
        own=own,
        areas=queries.areas(),
        most_days=settings.API_TOKEN_DAYS,
        issued=issued,
        name_form=name or blank(username=own.username),
        factor_form=factor or blank(),
        token_form=token or blank(days=_MONTH),
    )


def _codes(request: Request, codes: Sequence[str]) -> HttpResponse:
    return render(request, "account/recovery_codes.html", codes=tuple(codes))


def _status(form: Form) -> int:
    return REFUSED if form.faulty else 200
