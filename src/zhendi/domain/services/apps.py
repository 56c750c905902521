"""Django's registration of the app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.services"
    label = "services"
    verbose_name = "便民服务"
    default_auto_field = "django.db.models.BigAutoField"
