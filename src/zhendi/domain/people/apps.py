"""Django's registration of the app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """People, memberships, posts, accounts."""

    name = "zhendi.domain.people"
    label = "people"
    verbose_name = "党员与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the figures of members by triggers, made anew whenever tables may have been rebuilt."""
        post_migrate.connect(_keep_headcounts, sender=self)


def _keep_headcounts(using: str, **_: Any) -> None:
    from zhendi.domain.people import headcount  # noqa: PLC0415 - tables are not ready when this file is read

    headcount.install(using)
