"""``zhendi follow``: movements follow the membership, gatherings the movements, by the clock (``schedule.toml``)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhendi.domain.mobile.operations.following import follow
from zhendi.domain.mobile.operations.gatherings import look
from zhendi.kernel import clock


class Command(BaseCommand):
    """Safe to repeat: nothing changes when nothing has happened."""

    help = "外出登记随党籍和组织关系变动：去世、出党的结束，换了支部的跟过去"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Follow as of today."""
        today = clock.today()
        self.stdout.write(f"外出登记变动 {follow(on=today)} 项，聚集地变动 {look(on=today)} 处。")
