"""Whose request it is when a reverse proxy stands in between."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that lock-outs are counted by.

    Behind our own proxy (``ZHENDI_BEHIND_PROXY=1``) it is the last entry of ``X-Forwarded-For``: the one that
    the proxy itself wrote. Everything before it was written by the caller and may be forged.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return forwarded.rsplit(",", maxsplit=1)[-1].strip() or direct
