"""What everybody may see of a decision once its resolution is published: no name of whoever objected or reported."""

from __future__ import annotations

from datetime import date

from zhendi.domain.democracy.models import DecisionFile
from zhendi.domain.democracy.queries.decision_records import Record, opened, whole
from zhendi.domain.democracy.queries.decisions import then
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator
from zhendi.kernel.uploads import Content


def published(decision_id: int, today: date) -> Record:
    """The decision for whoever asks; ``NotVisible`` before its resolution is published."""
    held = then(operator("公开", today).scope).select_related("organisation").filter(pk=decision_id)
    found = held.filter(published_on__lte=today).first()
    if found is None:
        raise NotVisible("no such decision")
    return whole(found, today, leads=False, today=today)


def picture(decision_id: int, file_id: int, today: date) -> Content:
    """A picture that the public page shows."""
    found = DecisionFile.objects.filter(pk=file_id, decision=decision_id, shown=True)
    return opened(found.filter(decision__published_on__lte=today).first())
