"""Django's registration of the app."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Party organisations."""

    name = "zhendi.domain.orgs"
    label = "orgs"
    verbose_name = "党组织"
    default_auto_field = "django.db.models.BigAutoField"
