"""``zhendi messages``: send what is due, ask after what is uncertain (run by the clock every minute)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from zhendi.domain.messaging.operations import byhand, codes, resolving, sending
from zhendi.kernel import clock

_SPAN = timedelta(seconds=50)  # of one run, so that other jobs of the clock get their turn


class Command(BaseCommand):
    """Safe to run from several processes at once."""

    help = "发送到点的短信，查询没有结果的短信"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Ask first: what was certainly not taken goes out again in the same run."""
        if settings.DEMONSTRATION:
            byhand.demonstrate(now=clock.now())
        codes.clear(now=clock.now())
        asked = resolving.run(now=clock.now)
        sent = sending.run(now=clock.now, span=_SPAN)
        if any(asked) or any(sent):
            self.stdout.write(
                f"短信：发出{sent.accepted}，不用再发{sent.dropped}，推后{sent.later}，没发到{sent.failed}，"
                f"待查{sent.unsure + asked.open}，转人工{asked.unknown}"
            )
