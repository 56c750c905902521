"""Every address of the product, with what a test must know to ask for it.

A new address must be entered here: one with keys in ``KEYS`` (once for each kind of key), one without in ``OPEN``,
``LISTS`` or ``DEEDS``. The test fails for one that is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
API = "api/"

# Addresses that whoever comes may open: they tell of no record (large letters are for the sign-in page too). api/v1/ and the API's last line answer "no such address".
OPEN = {
    "sign-in",
    "c/<str:mark>",
    "c/<str:mark>/feedback",
    "recover",
    "account/large-type",
    "api/v1/docs",
    "api/v1/openapi.json",
    "api/v1/",
    "messages/receipts/<slug:gateway>",
}

# The member's own page: its door is the personal link (tests/web/me), whoever has none is sent to ``me/closed``.
OWN_PAGE = {
    "me/", "me/in/<str:token>", "me/code", "me/code/enter", "me/closed", "me/leave", "me/near", "me/help", "me/changes",
    "me/messages/<int:message_id>/answer", "me/correction", "me/record", "me/record/export", "me/record/consent", "me/votes/<int:vote_id>", "me/votes/<int:vote_id>/credential", "me/votes/<int:vote_id>/here",
    "me/votes/<int:vote_id>/complain", "me/matters/<int:matter_id>", "me/matters/<int:matter_id>/accept",
    "me/matters/<int:matter_id>/reopen", "me/matters/<int:matter_id>/withdraw",
}  # fmt: skip

# What everybody may ask of a vote: the box takes a ballot from whoever has a signed credential, and what is counted is
# published (tests/web/ballots). Before the count there is nothing to find.
# A villager without an account enters a printed code at "vote"; without one the rest of it leads back there.
VOTING = {
    "votes/<int:vote_id>/cast", "votes/<int:vote_id>/result", "votes/<int:vote_id>/published.json",
    "vote", "vote/ballot", "vote/credential", "vote/here",
}  # fmt: skip

# The page of a model point, and of a decision, once it is published: names nobody (tests/web/procedure, tests/web/decisions).
PUBLISHED = {
    "model-points/<int:point_id>/page",
    "model-points/<int:point_id>/page/<int:file_id>",
    "decisions/<int:decision_id>/result",
    "decisions/<int:decision_id>/result/<int:file_id>",
}
# The result of an election, once it is published (tests/web/elections).
PUBLISHED |= {"elections/<int:election_id>/result"}

# Addresses without a key that show rows: words with which a stranger tries to see another subtree's.
# {organisation}, {person}, {run}: keys of the other subtree.
LISTS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "search": ("q=jss", "q=byc", "q=0005", "q=shisc"),
    "account": ("",),
    "account/verify": ("",),
    "account/password": ("",),
    "account/second-factor": ("",),
    "organisations/": (
        "",
        "view=list",
        "under={organisation}",
        "open={organisation}",
        "q=byc",
        "kind=branch&status=all",
        "as_of=2021-01-01",
    ),
    "organisations/corrections/": ("", "q=%E7%99%BE", "deed=merge", "page=2", "as_of=2021-01-01"),
    "members/": ("", "under={organisation}", "q=jss", "standing=any", "standing=gone", "as_of=2021-01-01"),
    "members/new": ("", "organisation={organisation}"),
    "transfers/": ("", "q=%E6%B1%9F", "side=out", "state=all", "as_of=2021-01-01"),
    "transfers/enter": ("", "committee={organisation}"),
    "reports/print": ("", "half=2025-2"),
    "reports/": (
        "",
        "half=2026-1",
        "view=township",
        "under=00010002",
        "q=%E7%99%BE",
        "state=missing",
        "as_of=2025-12-01",
    ),
    "certificates/": ("", "q=%E7%87%95", "state=none", "as_of=2021-01-01"),
    "posts/": ("", "under={organisation}", "q=ssc", "state=ended"),
    "posts/vacancies": ("", "under={organisation}"),
    "posts/new": ("", "q=jss", "q=jss&organisation={organisation}"),
    "opinions/": (
        "",
        "at=00010002",
        "state=late",
        "order=number",
        "as_of=2021-01-01",
        "by=area",
        "by=area&at=341823100",
    ),
    "opinions/export": ("", "at=00010002"),
    "opinions/townships": ("", "at=00010002", "show=late", "by=area&at=341823100"),
    "opinions/parameters": ("", "show=open"),
    "opinions/burden": ("", "at=00010002"),
    "opinions/<str:clause>": ("", "at=00010002"),
    "duties/": ("", "tab=done", "tab=waived", "tab=missed"),
    "duties/digest": ("",),
    "duties/below": ("",),
    "duties/proposals/": ("", "whose=all", "whose=all&state=lapsed", "rule=4.5f.in-contact", "page=9"),
    "duties/rules/<str:rule>": ("", "at=00010002", "status=all", "page=2"),
    "mobile/": ("", "q=jss", "under=0001", "state=ended", "owed=sms", "as_of=2021-01-01"),
    "mobile/statistics": ("", "province=%E4%B8%8A%E6%B5%B7%E5%B8%82", "as_of=2021-01-01"),
    "mobile/calls": ("", "page=2"),
    "mobile/feedback/": ("", "view=owed", "half=2026-1&q=%E7%87%95", "view=owed&sort=long"),
    "mobile/keepers/": ("", "q=%E6%9D%91", "bare=1"),
    "mobile/keepers/county": ("as_of=2021-01-01",),
    "mobile/lost": ("",),
    "mobile/clusters/accept": ("of=1",),
    "mobile/clusters": ("", "as_of=2021-01-01"),
    "mobile/incoming/": ("", "q=%E7%87%95", "placed=no", "reason=work&sort=back", "as_of=2021-01-01"),
    "mobile/incoming/new": ("",),
    "mobile/hand-overs/": ("", "q=%E7%87%95", "office=school", "state=late", "as_of=2021-01-01"),
    "mobile/hand-overs/new": ("",),
    "mobile/pairs/": ("", "view=claimed&q=%E8%B0%B7", "view=alike&sort=name", "view=different", "view=joined&page=2"),
    "mobile/new": ("", "q=jss"),
    "units/": (
        "",
        "township={organisation}",
        "q=%E6%B3%BE%E5%B7%9D",
        "state=blank",
        "state=closed",
        "as_of=2021-01-01",
    ),
    "votes/": ("", "q=%E4%BF%AE", "state=open", "form=election", "year=2026", "page=2"),
    "votes/new": ("", "organisation={organisation}", "form=election"),
    "outlets/": ("", "q=%E7%BD%91%E7%82%B9", "state=unplaced", "level=township", "page=2"),
    "matters/": ("", "q=%E5%B7%A5", "kind=help", "state=late", "page=2"),
    "model-points/": ("", "q=%E7%99%BE", "state=named", "page=2", "as_of=2021-01-01"),
    "co-building/": ("", "q=%E7%99%BE", "state=all", "page=2", "as_of=2021-01-01"),
    "model-points/new": ("organisation={organisation}",),
    "elections/": ("", "q=%E7%99%BE", "state=ending", "state=all", "sort=village", "page=2", "as_of=2021-01-01"),
    "elections/new": ("", "organisation={organisation}"),
    "decisions/": (
        "",
        "q=%E8%B7%AF",
        "state=all",
        "kind=village",
        "year=2020",
        "under={organisation}",
        "page=2",
        "as_of=2021-01-01",
    ),
    "decisions/new": ("", "organisation={organisation}"),
    "procedures/": ("", "q=%E5%8E%82", "state=all", "sort=found", "page=2", "as_of=2021-01-01"),
    "procedures/found": ("", "unit=1", "proposal=1", "below={organisation}"),
    "procedures/reshape": ("organisation={organisation}",),
    "units/figures": ("", "as_of=2021-01-01"),
    "units/plans": (
        "",
        "township={organisation}",
        "radius=1",
        "across=yes",
        "view=blanks",
        "view=bonds",
        "as_of=2021-01-01",
    ),
    "units/industry": ("", "q=%E8%8C%B6", "state=candidate", "page=2", "as_of=2021-01-01"),
    "units/plans/kept/": ("", "page=2", "as_of=2021-01-01"),
    "units/plans/bonds/new": ("", "kind=apart"),
    "units/map": ("", "township={organisation}", "state=covered", "page=2", "as_of=2021-01-01"),
    "units/new": ("", "township={organisation}"),
    "activities/": ("", "q=%E7%87%95", "kind=symposium", "under={organisation}", "since=2020-01-01", "page=2"),
    "activities/new": ("", "organisation={organisation}"),
    "activities/demands/": ("", "state=all", "mine=1"),
    "letters/": ("", "q=%E7%87%95", "state=missing", "festival=spring", "page=2"),
    "letters/new": ("", "organisation={organisation}", "to=all"),
    "letters/words": ("",),
    "letters/words/<str:part>/<str:code>": ("",),
    "messages/": ("", "q=%E7%9F%AD", "state=open", "page=2"),
    "messages/new": ("", "owed=1", "ids=1,2,3"),
    "messages/sent/": ("", "q=%E7%87%95", "state=failed"),
    "messages/replies/": ("", "state=waiting"),
    "messages/templates/": ("",),
    "messages/templates/new": ("",),
    "intake/": ("", "page=2"),
    "intake/exports": ("",),
    "intake/template": ("register=hand_overs", "register=members"),
    "audit/": ("", "words=水", "area=people.", "before=1000"),
    "api/v1/organisations": ("", "under={organisation}", "text=byc", "status=all", "as_of=2021-01-01"),
    "api/v1/members": ("", "under={organisation}", "text=jss", "standing=any", "as_of=2021-01-01"),
    "api/v1/runs": ("", "page=2"),
}

# Addresses without a key that only do something, for the one who asks.
DEEDS = {
    "messages/gateways/", "messages/gateways/<slug:gateway>/switch", "messages/sent/export", "mobile/calls/export", "mobile/keepers/export", "mobile/incoming/export", "mobile/clusters/export", "mobile/lost/export", "mobile/feedback/export", "mobile/pairs/export", "outlets/export",
    "sign-out", "stay", "standpoint", "as-of", "account/second-factor/codes",
    "account/second-factor/off", "account/sessions/end-others", "account/tokens", "intake/upload", "account/username",
    "activities/export", "audit/verify", "matters/export", "votes/export",
    "mobile/export", "mobile/hand-overs/export", "mobile/confirm", "mobile/classify", "mobile/contacts", "mobile/keepers/assign",
    "organisations/export", "transfers/export", "certificates/export", "certificates/many", "reports/export", "units/export", "procedures/export", "decisions/export", "elections/export", "organisations/corrections/export", "model-points/export", "co-building/export", "units/industry/export", "units/plans/propose", "units/plans/export", "units/plans/keep", "duties/below/nudge", "duties/proposals/export", "duties/rules/<str:rule>/export",
}  # fmt: skip

# What a key in an address means; the test has a record of the other subtree for each.
KEYS = {
    "organisation_id": "organisation", "person_id": "person", "member_id": "person", "run_id": "run", "file_id": "file",
    "no": "entry", "sign_in_id": "sign_in", "token_id": "token", "post_id": "post", "suspension_id": "suspension",
    "term_id": "term", "guide_id": "organisation", "other_id": "organisation", "obligation_id": "obligation", "consequence_id": "consequence",
    "election_id": "election", "procedure_id": "procedure", "point_id": "point", "decision_id": "decision", "objection_id": "objection", "harm_id": "harm",
    "unit_id": "unit", "matter_id": "matter", "vote_id": "vote", "batch_id": "sheets", "complaint_id": "complaint", "proposal_id": "proposal",
    "plan_id": "plan", "bond_id": "bond", "industry_id": "industry",
    "sms_batch_id": "sms_batch", "message_id": "message", "reply_id": "reply", "opt_out_id": "opt_out", "template_id": "template",
    "movement_id": "movement", "call_id": "call", "keeper_id": "keeper", "search_id": "search",
    "incoming_id": "incoming", "feedback_id": "feedback", "hand_over_id": "hand_over", "gathering_id": "gathering", "claim_id": "claim",
    "outlet_id": "outlet", "transfer_id": "transfer", "certificate_id": "certificate",
    "activity_id": "activity", "demand_id": "demand", "letter_run_id": "letter_run", "letter_id": "letter",
}  # fmt: skip

# Keys that name no record but a part of the policy, which is the same for all: such an address is entered as one
# without keys.
PUBLIC = {
    "part": "festival",
    "code": "spring",
    "gateway": "outbox",
    "clause": "4.5a",
    "rule": "4.5a.contact",
    "step": "agree",
    "number": "1",
    "paper": "reply",
    "deed": "publish",
    "mark": "guess",
    "token": "none",
}


@dataclass(frozen=True)
class Address:
    """One line of the table: ``route`` as written there, without the converters' names."""

    route: str
    parameters: tuple[str, ...]

    @property
    def api(self) -> bool:
        """True for an address of the API."""
        return self.route.startswith(API)

    @property
    def keyed(self) -> bool:
        """True when a key in it names a record."""
        return bool(set(self.parameters) - PUBLIC.keys())

    @property
    def entered(self) -> bool:
        """True when this table knows what to do with it."""
        if self.keyed:
            return set(self.parameters) <= KEYS.keys() | PUBLIC.keys()
        return self.route in OPEN | OWN_PAGE | VOTING | PUBLISHED | LISTS.keys() | DEEDS

    def filled(self, records: dict[str, int]) -> str:
        """The address with keys of records."""
        return "/" + _PARAMETER.sub(lambda found: PUBLIC.get(found[1]) or str(records[KEYS[found[1]]]), self.route)

    def __str__(self) -> str:
        return self.route or "(first page)"


def addresses() -> list[Address]:
    """Every line of the table of addresses, in its order."""
    return [Address(route, tuple(_PARAMETER.findall(route))) for route in dict.fromkeys(_routes(get_resolver(), ""))]


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _routes(each, route)
