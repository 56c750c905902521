"""A kept file as the answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhendi.kernel.uploads import Content


def sent(found: Content, *, public: bool = False) -> HttpResponse:
    """A file to be looked at or kept: what it is, and nothing the browser may guess; only a public one may stay there."""
    response = HttpResponse(found.content, content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=found.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    if not public:
        response["Cache-Control"] = "no-store"
    return response
