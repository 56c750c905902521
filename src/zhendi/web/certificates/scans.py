"""What whoever scans the QR code is told: valid or not, and which organisation issued it. Nothing personal, no sign-in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.operations.certificates import allow_scan
from zhendi.domain.mobile.queries import certificates as queries
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

TOO_MANY = 429
_LONGEST = 64


@login_not_required
@require_safe
def scan(request: Request, mark: str) -> HttpResponse:
    """The answer; 404 for a code that is none of ours, 429 for one source that asks too often."""
    if not allow_scan(address=request.META.get("REMOTE_ADDR", ""), now=request.now):
        response = render(request, "certificates/scan.html", status=TOO_MANY, said=None)
        response.headers["Retry-After"] = "60"
    else:
        said = queries.answer(mark[:_LONGEST], request.today)
        response = render(request, "certificates/scan.html", status=200 if said.known else 404, said=said, mark=mark)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
