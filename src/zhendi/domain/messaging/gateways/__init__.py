"""What carries messages, behind one small interface: ``carriers()`` gives them in the order of the configuration."""

from zhendi.domain.messaging.gateways.configured import carriers, named
from zhendi.domain.messaging.gateways.interface import Answer, Asked, Carrier, Fate, Given, Notice, Returns, Verdict

__all__ = ["Answer", "Asked", "Carrier", "Fate", "Given", "Notice", "Returns", "Verdict", "carriers", "named"]
