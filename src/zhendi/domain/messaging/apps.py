"""Django's registration of the app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.messaging"
    label = "messaging"
    verbose_name = "短信"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the engine's own purpose known."""
        from zhendi.domain.messaging.operations import codes  # noqa: PLC0415 - models are there only now

        codes.purpose()
