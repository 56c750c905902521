"""Letters in the standing cast's county."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from zhendi.domain.messaging.models import Letter
from zhendi.domain.messaging.operations.letters import runs
from zhendi.domain.messaging.operations.letters.runs import Addressee, Drafted, Words
from zhendi.kernel.errors import Refused

TODAY = date(2026, 9, 10)
AUTUMN = ("mid_autumn", 2026)
HOME = "安徽省泾县泾川镇6组6号"


def act(cast: Cast, who: str = "secretary", on: date = TODAY, **words: Any) -> dict[str, Any]:
    """The words that every operation takes."""
    return {"actor": cast.actor(who, TODAY), "on": on, **words}


def words(**changed: Any) -> Words:
    """What stands on the letters."""
    given = {
        "title": "2026年中秋节慰问信",
        "body": "中秋节快乐。{寄语}\n\n{支部}问您好。",
        "signer": "百园村支部",
        "dated": TODAY,
        "sender": "泾县泾川镇百园村",
        "sender_postcode": "242500",
    }
    return Words(**{**given, **changed})


def receiver(cast: Cast, subject: int = 1, name: str = "燕南飞", **more: Any) -> Addressee:
    """Somebody to be written to, who belongs to the branch."""
    given = {
        "person_id": None,
        "path": cast.organisations["branch"].path,
        "salutation": f"{name}同志",
        "branch": "百园村支部",
    }
    return Addressee(**{"subject_id": subject, "name": name, "place": "浙江省杭州市", **given, **more})


def draft(cast: Cast, to: Sequence[Addressee], who: str = "secretary", **more: Any) -> Drafted:
    """A run for Mid-Autumn."""
    branch = cast.organisations["branch"].pk
    return runs.draft(
        **act(cast, who),
        organisation_id=branch,
        festival=AUTUMN[0],
        year=AUTUMN[1],
        addressees=to,
        **{"words": words(), **more},
    )


def letter(run_id: int, name: str = "燕南飞") -> Letter:
    """The latest letter to somebody in a run."""
    return Letter.objects.filter(run=run_id, name=name).order_by("-attempt")[0]


def refusal(call: Callable[..., object], **given: Any) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(**given)
    return caught.value
