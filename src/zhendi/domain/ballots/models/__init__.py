"""Tables of votes (``votes``), of who may vote (``roll``), of paper (``papers``). The box (``box``) is not named here:
only ``operations`` may open it (.importlinter).
"""

from zhendi.domain.ballots.models import box as box
from zhendi.domain.ballots.models.papers import PaperCount, SheetBatch
from zhendi.domain.ballots.models.roll import RollEntry
from zhendi.domain.ballots.models.votes import Candidate, Complaint, Teller, Vote, VoteStep

__all__ = [
    "Candidate", "Complaint", "PaperCount", "RollEntry", "SheetBatch", "Teller", "Vote", "VoteStep",
]  # fmt: skip
