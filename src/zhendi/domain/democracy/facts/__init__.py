"""What the engine may count of decisions and elections: fixed columns, no judgement. Named by ``policy/opinions/facts.toml``."""

from zhendi.domain.democracy.facts.decisions import (
    announced,
    carried_out,
    decided,
    decision_places,
    decision_titles,
    decisions_of_vote,
    fault,
    in_force,
    organisations_deciding,
    put_up,
    rated,
    resolution,
    resolved,
    satisfaction,
    surveyed,
    village_branch,
    voted,
)
from zhendi.domain.democracy.facts.elections import (
    elected,
    election_held,
    election_places,
    election_titles,
    election_valid,
    organisations_electing,
    result_reported,
    two_rounds,
    village_election,
)

__all__ = [
    "announced", "carried_out", "decided", "decision_places", "decision_titles", "decisions_of_vote", "elected",
    "election_held", "election_places", "election_titles", "election_valid", "fault", "in_force",
    "organisations_deciding", "organisations_electing", "put_up", "rated", "resolution", "resolved",
    "result_reported", "satisfaction", "surveyed", "two_rounds", "village_branch", "village_election", "voted",
]  # fmt: skip
