"""What subjects are called on pages, by kind; the apps' facts give the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zhendi.domain.activities import facts as activities
from zhendi.domain.democracy import facts as democracy
from zhendi.domain.matters import facts as matters
from zhendi.domain.mobile import facts as mobile
from zhendi.domain.orgs import facts as orgs
from zhendi.domain.people import facts as people
from zhendi.domain.services import facts as services
from zhendi.domain.setup import facts as setup
from zhendi.policy.schema import SubjectKind

_TITLES: Mapping[SubjectKind, Callable[[Sequence[int]], Mapping[int, str]]] = {
    "organisation": orgs.titles,
    "division": orgs.village_titles,
    "person": people.titles,
    "transfer": people.transfer_titles,
    "outgoing": mobile.outgoing_titles,
    "incoming": mobile.incoming_titles,
    "hand_over": mobile.hand_over_titles,
    "gathering": mobile.gathering_titles,
    "unit": setup.titles,
    "procedure": setup.procedure_titles,
    "outlet": services.titles,
    "matter": matters.titles,
    "demand": activities.demand_titles,
    "decision": democracy.decision_titles,
    "election": democracy.election_titles,
}
WORDS: Mapping[SubjectKind, str] = {
    "organisation": "个党组织",
    "division": "个村（社区）",
    "person": "名党员",
    "transfer": "件转接",
    "outgoing": "名流出党员",
    "incoming": "名流入党员",
    "hand_over": "名交接来的党员",
    "gathering": "处聚集地",
    "unit": "个单位",
    "procedure": "件组建",
    "outlet": "个网点",
    "matter": "件",
    "demand": "件诉求",
    "decision": "件重大事项",
    "election": "次选举",
}


def titles(kind: SubjectKind, keys: Sequence[int]) -> Mapping[int, str]:
    """Names by key; one query. A subject that is no more is missing."""
    return _TITLES[kind](sorted(set(keys))) if kind in _TITLES and keys else {}
