"""Words to choose from in forms and filters: pairs of code and title."""

from zhendi.domain.mobile.models import Call, Outgoing, Search, SearchStep
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.mobile.models.movements import Ended, SignedBy

REASONS = tuple(Outgoing.Reason.choices)
GROUPS = tuple(Outgoing.Group.choices)
RESULTS = tuple(Call.Result.choices)
# By hand: what was not sent or called through the platform. Calls have their own page, with tries and results.
WAYS = tuple((way.value, way.label) for way in (Way.VISIT, Way.TALK, Way.REPLY, Way.CALL, Way.SMS, Way.LETTER, Way.SYMPOSIUM))  # fmt: skip
TOLD_BY = tuple((way.value, way.label) for way in SignedBy if way not in (SignedBy.INTAKE, SignedBy.SELF))
ENDINGS = tuple((way.value, way.label) for way in (Ended.RETURNED, Ended.TRANSFERRED, Ended.LEFT, Ended.MISTAKE))
MEANS = tuple((way.value, way.label) for way in SearchStep.Means if way != SearchStep.Means.DECISION)
OUTCOMES = tuple(Search.Outcome.choices)
DECISIONS = tuple(Search.Decision.choices)
