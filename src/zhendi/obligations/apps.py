"""Django's registration of the app."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """Duties, figures and their explanation."""

    name = "zhendi.obligations"
    label = "obligations"
    verbose_name = "应办事项"
    default_auto_field = "django.db.models.BigAutoField"
