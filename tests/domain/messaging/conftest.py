"""Fixtures of the outbox."""

from tests.domain.messaging.world import gateways, wanted

__all__ = ["gateways", "wanted"]
