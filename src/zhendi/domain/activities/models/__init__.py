"""Tables of activities."""

from zhendi.domain.activities.models.demands import Demand
from zhendi.domain.activities.models.plans import Activity, Minutes
from zhendi.domain.activities.models.presence import Attendance, Invitation

__all__ = ["Activity", "Attendance", "Demand", "Invitation", "Minutes"]
