"""Whom the messages did not reach: they are called instead."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from zhendi.domain.messaging.models import Message, State
from zhendi.domain.messaging.queries.batches import FAILED
from zhendi.kernel.scope import Scope


def failed_subjects(scope: Scope, purpose: str, *, period: str = "") -> dict[int, str]:
    """Subjects of a purpose ("mobile.monthly"; "mobile." = all that begin so) whose last message did not arrive, with
    the reason; ``period``: of this period only. One query.
    """
    later = Message.objects.filter(
        subject_id=OuterRef("subject_id"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk"),
        state__in=(State.SENT, State.DELIVERED, State.SENDING),
    )  # fmt: skip
    found = Message.objects.visible_to(scope).filter(state__in=FAILED).exclude(subject_id=None)
    found = found.filter(purpose__startswith=purpose) if purpose.endswith(".") else found.filter(purpose=purpose)
    if period:
        found = found.filter(batch__period=period)
    rows = found.filter(~Exists(later)).order_by("pk").values_list("subject_id", "reason")
    return {int(subject): reason for subject, reason in rows if subject is not None}
