"""The audit trail (留痕): one entry for each operation, chained by hash, never changed and never removed.

    from zhendi.kernel.audit import record

``record`` belongs into the operation's transaction, as its last act: on PostgreSQL it makes other audited writers
wait until the transaction ends, since the chain has but one end. Pages read by ``audit.queries``; what the chain
proves and what it does not is in docs/security.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhendi.kernel.audit.operations import Draft, record, record_many

__all__ = ["Draft", "record", "record_many"]


def __getattr__(name: str) -> Any:
    """Bound at first use: Django imports this package before tables may be named."""
    if name not in __all__:
        raise AttributeError(name)
    from zhendi.kernel.audit import operations  # noqa: PLC0415 - see above

    return getattr(operations, name)
