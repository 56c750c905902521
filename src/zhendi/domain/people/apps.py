"""Django's registration of the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, memberships, posts, accounts."""

    name = "zhendi.domain.people"
    label = "people"
    verbose_name = "党员与人员"
    default_auto_field = "django.db.models.BigAutoField"
