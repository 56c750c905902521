"""Tables of units, of their coverage and of the ground they stand on."""

from zhendi.domain.setup.models.areas import Area
from zhendi.domain.setup.models.plans import Proposal, ProposalUnit
from zhendi.domain.setup.models.units import Coverage, Exemption, Unit, UnitChange
from zhendi.domain.setup.models.visits import Liaison, Visit

__all__ = ["Area", "Coverage", "Exemption", "Liaison", "Proposal", "ProposalUnit", "Unit", "UnitChange", "Visit"]
