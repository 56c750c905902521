"""The app's name."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit trail."""

    name = "zhendi.kernel.audit"
    label = "audit"
    verbose_name = "留痕"
