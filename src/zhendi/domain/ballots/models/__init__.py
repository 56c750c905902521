"""Tables of votes (``votes``), of who may vote (``roll``), for whom (``proxies``), by a printed code (``slips``), of paper
(``papers``). The box (``box``) is not named here: only ``operations`` may open it (.importlinter).
"""

from zhendi.domain.ballots.models import box as box
from zhendi.domain.ballots.models.papers import PaperCount, SheetBatch
from zhendi.domain.ballots.models.proxies import Proxy
from zhendi.domain.ballots.models.roll import RollEntry
from zhendi.domain.ballots.models.slips import Guess, Slip
from zhendi.domain.ballots.models.votes import Candidate, Complaint, Teller, Vote, VoteStep

__all__ = [
    "Candidate", "Complaint", "Guess", "PaperCount", "Proxy", "RollEntry", "SheetBatch", "Slip", "Teller", "Vote",
    "VoteStep",
]  # fmt: skip
