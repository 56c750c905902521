"""What is done with units. Taking in the register is re-exported: the door of intake calls it by the app's name."""

from zhendi.domain.setup.operations.register import NONE, UNITS, UnitRow, apply, current_coverage, derive, plan

__all__ = ["NONE", "UNITS", "UnitRow", "apply", "current_coverage", "derive", "plan"]
