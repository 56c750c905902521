"""Django's registration of the app."""

from django.apps import AppConfig


class MobileConfig(AppConfig):
    """See the package."""

    name = "zhendi.domain.mobile"
    label = "mobile"
    verbose_name = "流动党员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what messages to members away are for; hear of memberships that move, before the engine derives."""
        from zhendi.domain.mobile import sending  # noqa: PLC0415 - models are there only now
        from zhendi.domain.mobile.operations import following  # noqa: PLC0415 - models are there only now
        from zhendi.kernel.audit import deeds  # noqa: PLC0415 - models are there only now

        sending.purposes()
        deeds.listen(following.after)
