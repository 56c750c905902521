"""``zhendi contacts``: note what was delivered to members away (run by the clock every minute)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from zhendi.domain.mobile.operations import contacts
from zhendi.kernel import clock


class Command(BaseCommand):
    """Safe to run from several processes at once: each proof is noted once."""

    help = "把已送达的短信、已寄出的信记为联系"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Gather, and say how many."""
        noted = contacts.gather(now=clock.now())
        if noted:
            self.stdout.write(f"联系：记下{noted}")
