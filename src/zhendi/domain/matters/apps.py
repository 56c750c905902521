"""Django's registration of the app."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.matters"
    label = "matters"
    verbose_name = "有时限的事项"
    default_auto_field = "django.db.models.BigAutoField"
