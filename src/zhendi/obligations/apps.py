"""Django's registration of the app, and its one listener: what was done is derived at once."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """Duties, figures and their explanation."""

    name = "zhendi.obligations"
    label = "obligations"
    verbose_name = "应办事项"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of every deed as it is entered in the trail; put the county's own numbers in force for all."""
        from zhendi.kernel import parameters  # noqa: PLC0415 - models are there only now
        from zhendi.kernel.audit import deeds  # noqa: PLC0415 - models are there only now
        from zhendi.obligations import operations  # noqa: PLC0415 - models are there only once all apps are
        from zhendi.policy.load import OVERRIDES, load  # noqa: PLC0415 - models are there only once all apps are

        deeds.listen(operations.after)
        if parameters.county_file(OVERRIDES):
            parameters.install(load().parameters)
