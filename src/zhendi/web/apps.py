"""Django's registration of the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages. Holds no tables."""

    name = "zhendi.web"
    label = "web"
    verbose_name = "页面"
