"""Django's registration of the app."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.mobile"
    label = "mobile"
    verbose_name = "流动党员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what messages to members away are for, and who looks again before each is sent."""
        from zhendi.domain.mobile import sending  # noqa: PLC0415 - models are there only now

        sending.purposes()
