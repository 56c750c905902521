"""The app, for its command."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Has a command and no tables: the mark of a demonstration is a row of the intake."""

    name = "zhendi.demonstration"
    verbose_name = "演示县"
