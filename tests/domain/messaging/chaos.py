"""Workers, kills and two bad gateways: the same in the suite (a few hundred messages) and in the benchmark (10,000)."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from tests.domain.messaging.fake import Fake
from tests.domain.messaging.world import Hands, awake
from zhendi.domain.messaging.gateways import Notice
from zhendi.domain.messaging.models import Message
from zhendi.domain.messaging.operations import outcomes, receipts, resolving, sending

MOODS = ("ok", "ok", "ok", "busy", "broken", "broken_after", "dropped", "dropped_after")
_ROUNDS = 60


class Killed(BaseException):
    """A worker ends in the midst of its work: nothing after it runs."""


def moody(seed: int):
    """A gateway's moods, by chance, the same in each run."""
    dice, lock = random.Random(seed), threading.Lock()

    def mood(_key: str, _attempt: int) -> str:
        with lock:
            return dice.choice(MOODS)

    return mood


def send_all(hands: Hands, *, workers: int = 2, kills: float = 0.2, seed: int = 7) -> int:
    """Run workers, round after round, until nothing is left; some are killed after a gateway took their messages.
    Gives the number of kills.
    """
    dice, lock, killed = random.Random(seed), threading.Lock(), []
    whole = outcomes.write_down

    def write_down(*args: Any, **words: Any) -> outcomes.Sent:
        with lock:
            dies = dice.random() < kills
        if dies:
            killed.append(1)
            raise Killed
        return whole(*args, **words)

    outcomes.write_down = write_down
    try:
        for _ in range(_ROUNDS):
            _together([lambda: sending.run(now=hands.now, wait=lambda _: None)] * workers)
            if not Message.objects.filter(state__in=("held", "queued", "sending")).exists():
                return len(killed)
            hands.on(seconds=301)
            _together([lambda: resolving.run(now=hands.now)] * workers)
            Message.objects.filter(state="queued").update(next_try_at=hands.at, tries=0)
            awake()
    finally:
        outcomes.write_down = whole
    raise AssertionError("not done")


def _together(works: Sequence[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=_worker, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _worker(work: Callable[[], object]) -> None:
    try:
        work()
    except Killed:
        pass
    finally:
        connections.close_all()


def push_all(fakes: Sequence[Fake], hands: Hands, *, size: int = 500) -> Counter[str]:
    """All receipts, a third of them twice, in no order; gives what was new, again, strange."""
    found: Counter[str] = Counter()
    day = hands.at.date()
    for place, fake in enumerate(fakes):
        said = [
            Notice(each["key"], each["reference"], each["outcome"] == "delivered", each["code"], day)
            for each in fake.receipts(day=day.isoformat(), again=0.33, seed=place)
        ]
        for start in range(0, len(said), size):
            absorbed = receipts.absorb(gateway=fake.name, notices=said[start : start + size], on=day)
            found.update(absorbed._asdict())
    return found


def reached(fakes: Sequence[Fake]) -> Counter[str]:
    """How often each message reached a telephone."""
    return sum((fake.phones for fake in fakes), Counter())
