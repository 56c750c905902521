"""The county's units from their workbook to a standardised joint branch, by way of the planner and a plan changed by hand.

Mandatory set-ups equal the truth of the samples; no proposal, acceptance or reply moves the board, the founding does; and
undoing another founding restores the figures.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.intake import answers
from tests.intake.county import TODAY, take
from tests.journeys.test_procedures import Desk
from tests.people import SINCE, Cast, citizen_number
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import CITIZEN, Account, Membership, Person, Post, SecondFactor
from zhendi.domain.setup.models import Procedure, Proposal, Unit
from zhendi.domain.setup.operations import plans as proposals
from zhendi.domain.setup.operations import procedure_deciding, procedure_founding
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.operations.procedure_opening import Founding, open_founding
from zhendi.domain.setup.procedure_lists import items
from zhendi.domain.setup.queries import plans, problems
from zhendi.kernel import clock, crypto
from zhendi.kernel.scope import Actor
from zhendi.obligations import operations as duties

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TOWNSHIP = "泾川镇"
ECONOMIC = ("coop", "assoc", "firm")  # of whom clause 3.1b speaks
NAME = "中共泾县泾川镇竹木联合支部委员会"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The county of the samples, taken in by the command line's way, and the officer of one of its townships."""
    with clock.frozen(TODAY):
        samples = answers.samples()
        take([*sorted(samples.glob("组织/*")), *sorted(samples.glob("单位/*")), *sorted(samples.glob("名册/01*"))])
    made = Cast()
    made.organisations["township"] = Organisation.objects.get(kind="committee", full_name__contains=TOWNSHIP)
    made.people["township_officer"] = Person.objects.create(
        name="田晓禾", sort_name="tian xiao he", citizen_number=citizen_number(2),
        citizen_index=crypto.index(citizen_number(2), CITIZEN), sex=2,
    )  # fmt: skip
    Post.objects.create(
        person=made.people["township_officer"], role="township_officer",
        organisation=made.organisations["township"], valid_from=SINCE,
    )  # fmt: skip
    account = Account.objects.create(
        username="township.officer", person=made.people["township_officer"], password="!", opened_on=SINCE
    )
    SecondFactor.objects.create(account=account, secret="JBSWY3DPEHPK3PXP", confirmed_at=clock.now())
    made.accounts["township_officer"] = account
    return made


def leaders() -> list[Person]:
    """Full members of the township whose names nobody shares, one for each secretary to be."""
    full = Membership.objects.current().filter(standing="full", organisation__full_name__contains=TOWNSHIP)
    names: dict[str, list[Person]] = {}
    for row in full.select_related("person").order_by("pk"):
        names.setdefault(row.person.name, []).append(row.person)
    held = set(Post.objects.filter(valid_to=None).values_list("person_id", flat=True))
    return [rows[0] for rows in names.values() if len(rows) == 1 and rows[0].pk not in held]


def economic(keys: list[int]) -> int:
    """How many of the units clause 3.1b speaks of."""
    return Unit.objects.filter(pk__in=keys, kind__in=ECONOMIC).count()


def covered(desk: Desk) -> int:
    """Covered units on the board."""
    return int(desk.covered().split("/")[0])


def adapted(desk: Desk) -> Proposal:
    """The first group of the plan, kept on its page, and one more unit put into it by hand."""
    page = desk.page
    desk.open(reverse("units-plans"))
    desk.looked_at("plan")
    desk.press("main ol.plan-groups li:has(form) >> nth=0 >> text=留下这一组")
    held = Proposal.objects.get()
    before = held.members.count()
    desk.open(reverse("units-proposal", args=[held.pk]))
    page.locator("input[name=units]:not(:checked)").first.check()
    desk.press("text=改分组")
    desk.looked_at("proposal")
    assert held.members.count() == before + 1
    return held


def begun(desk: Desk, held: Proposal) -> int:
    """Accepted, and the founding put forward from the proposal's page; gives the procedure's key."""
    desk.open(reverse("units-proposal", args=[held.pk]))
    desk.press("text=采纳，送党委")
    desk.open(reverse("units-proposal", args=[held.pk]))
    desk.press("main >> text=办理组建")
    desk.looked_at("proposal-found")
    township = Organisation.objects.get(kind="committee", full_name__contains=TOWNSHIP)
    desk.page.select_option("[name=parent]", str(township.pk))
    desk.page.fill("[name=full_name]", NAME)
    desk.page.fill("[name=reason]", "几个单位离得近，合起来党员够数")
    desk.press("main form[data-keep] button[type=submit]")
    return Procedure.objects.get(full_name=NAME).pk


def agreed(desk: Desk, held: int, keys: list[int]) -> None:
    """Every unit says yes, on the procedure's page."""
    for key in keys:
        desk.open(reverse("procedure", args=[held]))
        desk.page.select_option("[name=unit]", str(key))
        desk.page.check("[name=opinion][value=agree]")
        desk.page.fill("[name=said_by]", "负责人")
        desk.press("form[action$='/opinion'] button[type=submit]")


def another(actor: Actor, secretary: Person) -> tuple[int, int]:
    """Another group of the plan founded without a browser, the day before, since a founding is undone on a later day.

    Gives the procedure, and how many units of 3.1b it covers.
    """
    on = clock.today() - timedelta(days=1)
    found = plans.planning(actor.scope, problems.usual_limits(clock.today())).joint
    group = next(row for row in found if row.proposal_id is None and economic([unit.id for unit in row.units]))
    keys = [unit.id for unit in group.units]
    words: dict[str, Any] = {"actor": actor, "on": on}
    proposal = proposals.propose(**words, hub_id=group.hub.id, unit_ids=keys)
    proposals.accept(**words, proposal_id=proposal)
    parent = Organisation.objects.get(kind="committee", full_name__contains=TOWNSHIP).pk
    asked = Founding(parent, "中共泾县泾川镇茶业联合支部委员会", "joint_branch", keys, "离得近", proposal)
    held = open_founding(**words, founding=asked)
    for key in keys:
        procedure_deciding.opine(**words, procedure_id=held, unit_id=key, opinion="agree", said_by="负责人")
    procedure_deciding.apply(**words, procedure_id=held)
    procedure_deciding.approve(**words, procedure_id=held, number="泾川委〔2026〕8号")
    procedure_founding.carry_out(**words, procedure_id=held, meeting=Meeting(secretary_id=secretary.pk))
    return held, economic(keys)


def test_from_the_workbook_of_units_to_a_standardised_joint_branch(
    page: Any, live_server: LiveServer, cast: Cast
) -> None:
    must = Unit.objects.current().filter(kind__in=("law", "acc"), said_full__gte=3)
    own = must.filter(coverage__form="own", coverage__valid_to=None).values_list("name", flat=True)
    truth = {each["name"] for each in answers.answers()["mandatory_setups"]}
    assert set(must.values_list("name", flat=True)) - set(own) == truth
    duties.derive(on=clock.today())
    desk, (first, second, *_) = Desk(page, live_server, cast), leaders()
    begin = covered(desk)
    proposal = adapted(desk)
    keys = list(proposal.members.values_list("unit_id", flat=True))
    held = begun(desk, proposal)
    agreed(desk, held, keys)
    desk.step(held, "apply", number="竹木联合请〔2026〕1号")
    desk.step(held, "approve", number="泾川委〔2026〕9号")
    assert covered(desk) == begin, "neither a proposal nor its acceptance nor a reply covers anything"
    desk.step(held, "found", secretary=first.name)
    there = begin + economic(keys)
    assert covered(desk) == there
    undone, more = another(cast.actor("township_officer"), second)
    assert more and covered(desk) == there + more
    desk.step(undone, "undo", reason="两家单位搬走")
    assert covered(desk) == there, "undone, the figures stand as they stood"
    desk.step(held, "file")
    for each in items():
        desk.press(f"button[aria-label='已做到：{each.title}']")
    desk.step(held, "standardise")
    assert re.search("办完|规范完成", page.inner_text("main"))
    assert covered(desk) == there
