"""Django's registration of the app."""

from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.democracy"
    label = "democracy"
    verbose_name = "党内民主和村级民主"
    default_auto_field = "django.db.models.BigAutoField"
