"""Django's registration of the app."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.mobile"
    label = "mobile"
    verbose_name = "流动党员"
    default_auto_field = "django.db.models.BigAutoField"
