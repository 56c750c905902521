"""The outbox: templates, batches, messages, the gateways that carry them, what comes back (shared engine).

Facts owned: what was sent to whom on which day by which gateway, whether it arrived, and what was answered. It knows no
clause: a purpose ("mobile.monthly") is registered by the app that writes to people, which also says before each sending
whether a message is still wanted. Exactly once toward the receiver: docs/decisions and ``operations/sending.py``.
"""
