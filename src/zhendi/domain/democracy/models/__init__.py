"""Tables of decisions and elections."""

from zhendi.domain.democracy.models.decision_records import (
    DecisionCheck,
    DecisionEntry,
    DecisionFile,
    DecisionHarm,
    DecisionNotice,
    DecisionObjection,
    DecisionReview,
    DecisionSurvey,
)
from zhendi.domain.democracy.models.decisions import Decision, DecisionFault, DecisionRound, DecisionStep
from zhendi.domain.democracy.models.election_votes import ElectionBallot, Exclusion
from zhendi.domain.democracy.models.elections import (
    Election,
    ElectionOffice,
    ElectionStep,
    Nominee,
    PlannedStep,
    VoterObjection,
)

__all__ = [
    "Decision", "DecisionCheck", "DecisionEntry", "DecisionFault", "DecisionFile", "DecisionHarm", "DecisionNotice", "DecisionObjection", "DecisionReview", "DecisionRound", "DecisionStep", "DecisionSurvey",
    "Election", "ElectionBallot", "ElectionOffice", "ElectionStep", "Exclusion", "Nominee", "PlannedStep", "VoterObjection",
]  # fmt: skip
