"""Django's registration of the app."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.ballots"
    label = "ballots"
    verbose_name = "投票"
    default_auto_field = "django.db.models.BigAutoField"
