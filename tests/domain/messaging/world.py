"""A purpose, a template, receivers: what every test of the outbox needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tests.domain.messaging.fake import Fake
from tests.people import Cast
from zhendi.domain.messaging import purposes
from zhendi.domain.messaging.models import Gateway, Message, State, Template
from zhendi.domain.messaging.operations import batches
from zhendi.domain.messaging.operations.batches import Receiver
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused

DAY = date(2026, 6, 10)
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=clock.ZONE)
PURPOSE = "test.note"
RECALL = timedelta(minutes=10)


class Wanted:
    """The hook of the test's purpose: what it names is not sent; each call is kept."""

    def __init__(self) -> None:
        self.gone: dict[int | None, str] = {}
        self.calls = 0

    def __call__(self, messages: Sequence[purposes.Addressed], on: date) -> dict[int, str]:
        """Those whose subject is gone."""
        assert isinstance(on, date)
        self.calls += 1
        return {each.message_id: self.gone[each.subject_id] for each in messages if each.subject_id in self.gone}


@pytest.fixture
def wanted() -> Iterator[Wanted]:
    """The purpose of the tests, as long as the test runs."""
    hook = Wanted()
    purposes.register(purposes.Purpose(PURPOSE, "试发", hook, ("姓名", "支部", "月份")))
    purposes.register(purposes.Purpose("test.code", "验证码", hook, ("姓名",), urgent=True))
    yield hook
    for code in (PURPOSE, "test.code"):
        purposes._known.pop(code)


@pytest.fixture
def gateways(settings: Any) -> Iterator[Callable[..., tuple[Fake, ...]]]:
    """``gateways("a", "b")`` starts fake gateways and sets them in this order; moods by keyword."""
    made: list[Fake] = []

    def start(*names: str, **moods: Callable[[str, int], str]) -> tuple[Fake, ...]:
        made.extend(Fake(name, mood=moods.get(name)) for name in names)
        settings.SMS_GATEWAYS = json.dumps([fake.setting(timeout=5.0) for fake in made])
        return tuple(made)

    yield start
    for fake in made:
        fake.close()


def template(body: str = "{姓名}您好，{月份}短信。", purpose: str = PURPOSE, **more: Any) -> Template:
    """A template of the installation."""
    words = {"title": "试发", "signature": "百园村支部", "made_on": DAY, **more}
    return Template.objects.create(code=f"t{Template.objects.count()}", purpose=purpose, body=body, **words)


def number(serial: int) -> str:
    """A made-up mobile number, none of which the fake refuses by itself."""
    return f"1990{serial:07d}"


def receiver(cast: Cast, serial: int, **more: Any) -> Receiver:
    """Somebody of the branch."""
    place = cast.organisations[more.pop("place", "branch")]
    words = {"subject_id": serial, "person_id": None, "path": place.path, "name": f"党员{serial}"}
    words |= {"address": number(serial), "variables": {"姓名": f"党员{serial}", "支部": "百园村支部", "月份": "6月"}}
    return Receiver(**{**words, **more})


def send(cast: Cast, receivers: Sequence[Receiver], who: str = "secretary", **more: Any) -> int:
    """A batch, by somebody, at noon."""
    words = {"on": DAY, "now": NOON, "period": "2026-06"}
    words |= {"template_id": more.pop("template_id", None) or template().pk}
    return batches.send(actor=cast.actor(who, DAY), receivers=receivers, **{**words, **more})


def states(**where: Any) -> dict[str, int]:
    """How many messages stand where."""
    found: dict[str, int] = {}
    for state in Message.objects.filter(**where).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


class Hands:
    """A clock that a test moves; ``now`` is what the sender is told."""

    def __init__(self, at: datetime = NOON + RECALL) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment."""
        return self.at

    def on(self, **span: float) -> datetime:
        """Later."""
        self.at += timedelta(**span)
        return self.at


def awake() -> None:
    """Every gateway is well again."""
    Gateway.objects.update(paused_until=None, streak=0, penalty=0)


def refusal(call: Callable[..., object], **words: Any) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(**words)
    return caught.value


def close() -> None:
    """A thread's own connections."""
    connections.close_all()


SENT, DELIVERED = State.SENT.value, State.DELIVERED.value
