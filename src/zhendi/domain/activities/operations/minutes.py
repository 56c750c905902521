"""Writing the minutes; what was written before is kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.activities.models import Activity, Minutes
from zhendi.domain.activities.operations import checks, noting
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

LONGEST = 20_000  # characters


@transaction.atomic
def write(*, actor: Actor, on: date, activity_id: int, text: str, recorder: str = "") -> int:
    """Write the minutes of what was held, or a further version of them; gives the number of the version."""
    one = checks.kept(activity_id, actor=actor)
    if one.state != Activity.State.HELD:
        raise Refused("还没有登记开展。先登记出席，再写纪要。", code="not_held")
    said = checks.words(text, LONGEST, "纪要", "text")
    who = checks.words(recorder, 60, "记录人", "recorder", needed=False)
    last = one.minutes.order_by("-number").first()
    if last is not None and (last.text, last.recorder) == (said, who):
        raise Refused("和现在的一样，没有改动。", code="unchanged", field="text")
    number = last.number + 1 if last else 1
    Minutes.objects.create(
        activity=one, number=number, text=said, recorder=who, written_by=actor.scope.person_id, written_at=clock.now()
    )
    done = "更正" if last else "写下"
    noting.entry(one, "minutes", on, f"{done}“{one.title}”的纪要", actor=actor, detail={"number": number})
    return number
