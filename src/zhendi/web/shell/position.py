"""Pages that may ask the browser where it stands; all others may not (the middleware says so)."""

from __future__ import annotations

from django.http import HttpResponse

_ASKED = "accelerometer=(), camera=(), geolocation=(self), gyroscope=(), microphone=(), payment=(), usb=()"


def allowed(response: HttpResponse) -> HttpResponse:
    """Let the page of this response ask for the position."""
    response.headers["Permissions-Policy"] = _ASKED
    return response
