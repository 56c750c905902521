"""The form behind the certificate's code: a receiving organisation says how a member's half-year was. Nothing is shown."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhendi.domain.mobile.operations import feedback
from zhendi.domain.mobile.operations.certificates import allow_scan
from zhendi.domain.mobile.queries import certificates as queries
from zhendi.kernel.errors import Refused
from zhendi.web.certificates.scans import TOO_MANY
from zhendi.web.mobile.feedback import FIELDS, halves, read
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_LONGEST = 64
_OWN = ("organisation", "by", "phone")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, mark: str) -> HttpResponse:
    """The form, for a code that is good; 404 else, 429 for one source that asks too often."""
    token = mark[:_LONGEST]
    if not allow_scan(address=request.META.get("REMOTE_ADDR", ""), now=request.now):
        return render(request, "certificates/scan.html", status=TOO_MANY, said=None)
    said = queries.answer(token, request.today)
    if not said.good:
        return render(request, "certificates/scan.html", status=404, said=said, mark=mark)
    form, done = blank(half=halves(request)[0][0]), False
    if request.method == "POST":
        try:
            feedback.give_by_code(on=request.today, token=token, said=read(Typed(dict(request.POST.lists()))))
            done = True
        except Refused as refused:
            form = kept(request, refused, *FIELDS, *_OWN)
    response = render(
        request, "certificates/feedback.html", status=REFUSED if form.faulty else 200, form=form, done=done, said=said,
        halves=halves(request),
    )  # fmt: skip
    response.headers["X-Robots-Tag"] = "noindex"
    return response
