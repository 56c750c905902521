"""The door for receipts and replies: gateways knock here, each proving itself; to everyone else it is closed.

Bodies, numbers and the proof are never logged; what cannot be proven and a gateway that is not set look the same.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhendi.domain.messaging.gateways import named
from zhendi.domain.messaging.operations import receipts as operations
from zhendi.domain.messaging.operations import replies
from zhendi.domain.mobile.operations import contacts
from zhendi.kernel import clock

_LARGEST = 4 * 1024 * 1024  # bytes
_AT_ONCE = 50  # receipts and replies


@csrf_exempt
@login_not_required
@require_POST
def receipts(request: HttpRequest, gateway: str) -> HttpResponse:
    """A push of a gateway. 404 for whoever cannot prove to be it, 400 for what cannot be read."""
    carrier = named(gateway)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if carrier is None or not length.isdigit() or int(length) > _LARGEST:
        return HttpResponse(status=404)
    now = clock.now()
    try:
        found = carrier.read(dict(request.headers), request.GET.dict(), request.body, now=now)
    except PermissionError:
        return HttpResponse(status=404)
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    if found.notices:
        operations.absorb(gateway=gateway, notices=found.notices, on=now.date())
    if found.answers:
        replies.take(gateway=gateway, answers=found.answers, on=now.date())
    if 0 < len(found.notices) + len(found.answers) <= _AT_ONCE:
        contacts.gather(now=now)  # the board moves at once; after a large push the clock sees to it within a minute
    return JsonResponse(dict(found.acknowledgement))
