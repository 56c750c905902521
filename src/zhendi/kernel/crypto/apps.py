"""The app's name; it has no tables, only the command that looks after the keys and a check of them."""

from __future__ import annotations

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """Sealing: keys and their rotation."""

    name = "zhendi.kernel.crypto"
    label = "crypto"
    verbose_name = "密钥"

    def ready(self) -> None:
        """Register the check of the keys."""
        from django.core.checks import register  # noqa: PLC0415 - Django is ready only now

        from zhendi.kernel.crypto.checks import keys_fit  # noqa: PLC0415 - Django is ready only now

        register(keys_fit)
