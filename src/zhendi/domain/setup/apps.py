"""Django's registration of the app."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.setup"
    label = "setup"
    verbose_name = "单位与组织覆盖"
    default_auto_field = "django.db.models.BigAutoField"
