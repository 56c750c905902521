"""Tables of units, of their coverage and of the ground they stand on."""

from zhendi.domain.setup.models.areas import Area
from zhendi.domain.setup.models.co_building import CoBuilding, SharedDocument
from zhendi.domain.setup.models.corrections import Correction
from zhendi.domain.setup.models.model_points import ModelEvidence, ModelJudgement, ModelPoint
from zhendi.domain.setup.models.plans import Bond, BondUnit, Industry, KeptPlan, Proposal, ProposalUnit
from zhendi.domain.setup.models.procedure_files import Attachment
from zhendi.domain.setup.models.procedures import Procedure, ProcedureItem, ProcedureStep, ProcedureUnit
from zhendi.domain.setup.models.units import Coverage, Exemption, Unit, UnitChange
from zhendi.domain.setup.models.visits import Liaison, Visit

__all__ = [
    "Area", "Attachment", "Bond", "BondUnit", "CoBuilding", "Correction", "Coverage", "Exemption", "Industry", "KeptPlan", "Liaison", "ModelEvidence", "ModelJudgement", "ModelPoint", "Procedure", "ProcedureItem", "ProcedureStep", "ProcedureUnit", "Proposal", "ProposalUnit", "SharedDocument", "Unit", "UnitChange", "Visit",
]  # fmt: skip
