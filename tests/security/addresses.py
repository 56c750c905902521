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
OPEN = {"sign-in", "recover", "account/large-type", "api/v1/docs", "api/v1/openapi.json", "api/v1/"}

# The member's own page: its door is the personal link (tests/web/me), whoever has none is sent to ``me/closed``.
OWN_PAGE = {
    "me/", "me/in/<str:token>", "me/closed", "me/leave", "me/near", "me/help", "me/changes", "me/correction", "me/record",
    "me/record/export", "me/matters/<int:matter_id>", "me/matters/<int:matter_id>/accept",
    "me/matters/<int:matter_id>/reopen", "me/matters/<int:matter_id>/withdraw",
}  # fmt: skip

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
    "members/": ("", "under={organisation}", "q=jss", "standing=any", "standing=gone", "as_of=2021-01-01"),
    "members/new": ("", "organisation={organisation}"),
    "transfers/": ("", "q=%E6%B1%9F", "side=out", "state=all", "as_of=2021-01-01"),
    "transfers/enter": ("", "committee={organisation}"),
    "posts/": ("", "under={organisation}", "q=ssc", "state=ended"),
    "posts/vacancies": ("", "under={organisation}"),
    "posts/new": ("", "q=jss", "q=jss&organisation={organisation}"),
    "opinions/": ("", "at=00010002", "state=late", "order=number", "as_of=2021-01-01"),
    "opinions/export": ("", "at=00010002"),
    "opinions/townships": ("", "at=00010002", "show=late"),
    "opinions/parameters": ("",),
    "opinions/burden": ("", "at=00010002"),
    "opinions/<str:clause>": ("", "at=00010002"),
    "duties/": ("", "tab=done", "tab=waived"),
    "duties/digest": ("",),
    "duties/below": ("",),
    "duties/rules/<str:rule>": ("", "at=00010002", "status=all", "page=2"),
    "units/": (
        "",
        "township={organisation}",
        "q=%E6%B3%BE%E5%B7%9D",
        "state=blank",
        "state=closed",
        "as_of=2021-01-01",
    ),
    "matters/": ("", "q=%E5%B7%A5", "kind=help", "state=late", "page=2"),
    "units/figures": ("", "as_of=2021-01-01"),
    "units/plans": ("", "township={organisation}", "radius=1", "across=yes", "view=blanks", "view=bonds", "as_of=2021-01-01"),
    "units/plans/kept/": ("", "page=2", "as_of=2021-01-01"),
    "units/plans/bonds/new": ("", "kind=apart"),
    "units/map": ("", "township={organisation}", "state=covered", "page=2", "as_of=2021-01-01"),
    "units/new": ("", "township={organisation}"),
    "intake/": ("", "page=2"),
    "intake/exports": ("",),
    "audit/": ("", "words=水", "area=people.", "before=1000"),
    "api/v1/organisations": ("", "under={organisation}", "text=byc", "status=all", "as_of=2021-01-01"),
    "api/v1/members": ("", "under={organisation}", "text=jss", "standing=any", "as_of=2021-01-01"),
    "api/v1/runs": ("", "page=2"),
}

# Addresses without a key that only do something, for the one who asks.
DEEDS = {
    "sign-out", "stay", "standpoint", "as-of", "account/second-factor/codes",
    "account/second-factor/off", "account/sessions/end-others", "account/tokens", "intake/upload", "account/username",
    "audit/verify", "matters/export",
    "organisations/export", "transfers/export", "units/export", "units/plans/propose", "units/plans/export", "units/plans/keep", "duties/below/nudge", "duties/rules/<str:rule>/export",
}  # fmt: skip

# What a key in an address means; the test has a record of the other subtree for each.
KEYS = {
    "organisation_id": "organisation", "person_id": "person", "member_id": "person", "run_id": "run", "file_id": "file",
    "no": "entry", "sign_in_id": "sign_in", "token_id": "token", "post_id": "post", "suspension_id": "suspension",
    "term_id": "term", "guide_id": "organisation", "other_id": "organisation", "obligation_id": "obligation",
    "unit_id": "unit", "matter_id": "matter", "proposal_id": "proposal",
    "plan_id": "plan", "bond_id": "bond",
    "transfer_id": "transfer",
}  # fmt: skip

# Keys that name no record but a part of the policy, which is the same for all: such an address is entered as one
# without keys.
PUBLIC = {"clause": "4.5a", "rule": "4.5a.contact", "step": "agree", "token": "none"}


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
        return self.route in OPEN | OWN_PAGE | LISTS.keys() | DEEDS

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
