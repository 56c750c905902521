"""Django's registration of the app."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.activities"
    label = "activities"
    verbose_name = "座谈与活动"
    default_auto_field = "django.db.models.BigAutoField"
