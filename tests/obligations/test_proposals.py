"""Consequences are proposed with their evidence, and a person decides; deciding carries nothing out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from tests.people import Cast
from zhendi.domain.people.models import Membership
from zhendi.domain.people.operations import posts
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations
from zhendi.obligations.models import Decision, Obligation, Proposal
from zhendi.obligations.queries import counts, proposals
from zhendi.policy.consequences import ripe
from zhendi.policy.load import load

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
LOST, VACANT = "4.5f.in-contact", "0.3.secretary"


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    operations.derive(on=TODAY)
    return cast


def lost() -> Proposal:
    return Proposal.objects.get(rule=LOST)


def decide(
    county: Cast, who: str, proposal: Proposal, verdict: str = "accept", text: str = "支部大会2026年5月19日", **more
):
    operations.decide(
        actor=county.actor(who), on=more.pop("on", TODAY), proposal_id=proposal.pk, verdict=verdict, text=text, **more
    )


def refused(code: str, *args, **words) -> Refused:
    with pytest.raises(Refused) as found:
        decide(*args, **words)
    assert found.value.code == code
    return found.value


# --- when ----------------------------------------------------------------------------------------------------


def test_what_is_proposed_is_what_stayed_overdue_for_the_time_of_the_parameter(county: Cast) -> None:
    ruled = [rule for rule in load().rules() if rule.consequence]
    assert {rule.id for rule in ruled} >= {LOST, VACANT, "0.2.term"}
    expected = {
        (duty.rule, duty.subject)
        for rule in ruled
        for duty in Obligation.objects.filter(rule=rule.id, status="overdue")
        if ripe(rule.consequence, duty.due_on, load().parameters, TODAY)
    }
    assert set(Proposal.objects.filter(state="open").values_list("rule", "subject")) == expected
    assert expected


def test_it_is_proposed_on_the_day_after_and_not_before(cast: Cast) -> None:
    operations.derive(on=TODAY)
    due = Obligation.objects.get(rule=LOST).due_on
    Proposal.objects.all().delete()
    last = due + timedelta(days=load().parameters.integer("consequence.lost_days", TODAY))
    operations.derive(on=last)
    assert not Proposal.objects.filter(rule=LOST).exists()
    operations.derive(on=last + timedelta(days=1))
    assert lost().proposed_on == last + timedelta(days=1)


def test_it_is_proposed_once(county: Cast) -> None:
    before = set(Proposal.objects.values_list("pk", "proposed_on"))
    operations.derive(on=TODAY + timedelta(days=5))
    assert set(Proposal.objects.values_list("pk", "proposed_on")) == before


def test_it_lapses_when_the_duty_is_done_in_the_same_transaction_and_comes_back_with_the_same_day(county: Cast) -> None:
    other = county.organisations["other"]
    found = Proposal.objects.get(rule=VACANT, subject=other.pk)
    post = posts.appoint(
        actor=county.actor("county_officer"), on=TODAY, person_id=county.people["stranger"].pk, role="secretary",
        organisation_id=other.pk, approval_number="泾组〔2026〕5号",
    )  # fmt: skip
    found.refresh_from_db()
    assert (found.state, found.closed_on) == ("lapsed", TODAY)
    from zhendi.domain.people.models import Post

    Post.objects.filter(pk=post.post_id).delete()
    operations.derive(on=TODAY)
    found.refresh_from_db()
    assert (found.state, found.closed_on) == ("open", None)


def test_what_is_waived_is_not_laid_before_anybody(county: Cast) -> None:
    duty = Obligation.objects.get(rule=LOST)
    until = TODAY + timedelta(days=90)
    operations.waive(
        actor=county.actor("township_officer"), on=TODAY, obligation_id=duty.pk, reason="出海", until=until
    )
    assert lost().state == "lapsed"


def test_what_was_decided_is_not_proposed_again(county: Cast) -> None:
    decide(county, "secretary", lost(), "decline", "本人已找到，正在回乡")
    operations.derive(on=TODAY + timedelta(days=40))
    assert lost().state == "declined"


# --- who, and what follows -----------------------------------------------------------------------------------


def test_the_branch_or_a_committee_above_decides_on_the_lost(county: Cast) -> None:
    for who in ("secretary", "township_officer", "county_officer"):
        assert lost().pk in {row.id for row in proposals.listing(county.scope(who)).rows}
    decide(county, "secretary", lost())
    kept = Decision.objects.get()
    assert (kept.verdict, kept.decided_on) == ("accept", TODAY)
    assert kept.evidence["source"] == "中国共产党党员教育管理工作条例"
    assert kept.evidence["after"]["code"] == "consequence.lost_days"
    assert [change[2] for change in kept.evidence["changes"]] == ["overdue"]
    assert Entry.objects.get(action="obligations.decided").summary == "停止党籍：采纳：支部大会2026年5月19日"


def test_deciding_carries_nothing_out(county: Cast) -> None:
    before = set(Membership.objects.values_list("pk", "standing", "valid_to"))
    duties = set(Obligation.objects.values_list("pk", "status"))
    decide(county, "secretary", lost())
    assert set(Membership.objects.values_list("pk", "standing", "valid_to")) == before
    assert set(Obligation.objects.values_list("pk", "status")) == duties


def test_the_reminders_that_were_sent_lie_among_the_evidence(county: Cast) -> None:
    path = county.organisations["township"].path
    operations.nudge(actor=county.actor("county_officer"), on=TODAY, rule=LOST, path=path, note="请抓紧")
    (sent,) = proposals.laid(county.scope("secretary"), lost().pk).reminders
    assert (sent.on, sent.number, sent.note) == (TODAY, 1, "请抓紧")


def test_nobody_decides_on_his_own_expired_term(county: Cast) -> None:
    branch = county.organisations["branch"]
    own = Proposal.objects.create(
        rule="0.2.term", subject=branch.pk, period_from=TODAY, due_on=TODAY, path=branch.path, proposed_on=TODAY
    )
    assert own.pk not in {row.id for row in proposals.listing(county.scope("secretary")).rows}
    refused("forbidden", county, "secretary", own)
    assert own.pk in {row.id for row in proposals.listing(county.scope("township_officer")).rows}
    township = county.organisations["township"]
    above = Proposal.objects.create(
        rule="0.2.term", subject=township.pk, period_from=TODAY, due_on=TODAY, path=township.path, proposed_on=TODAY
    )
    refused("forbidden", county, "township_officer", above)
    decide(county, "county_officer", above)


def _of_the_highest(county: Cast) -> tuple[Proposal, Proposal]:
    """The vacant post of the county committee's own secretary, and that of a township's, which the county fills."""
    own, other = county.organisations["county"], county.organisations["other"]
    made = Proposal.objects.get_or_create(
        rule=VACANT, subject=own.pk, due_on=TODAY,
        defaults={"period_from": TODAY, "path": own.path, "proposed_on": TODAY},
    )[0]  # fmt: skip
    return made, Proposal.objects.filter(rule=VACANT, subject=other.pk).latest("pk")


def test_the_highest_place_does_not_silently_decide_on_itself(county: Cast) -> None:
    own, other = _of_the_highest(county)
    rows = {row.id: row for row in proposals.listing(county.scope("county_officer"), whose=proposals.ALL).rows}
    assert (rows[own.pk].itself, rows[other.pk].itself) == (True, False)
    county.appoint("member", "secretary", "county")
    for proposal, mine in ((own, False), (other, True)):
        scope = county.scope("member")
        assert proposals.laid(scope, proposal.pk).row.mine is mine
        assert (proposal.pk in {row.id for row in proposals.listing(scope).rows}) is mine
    refused("forbidden", county, "member", own)
    decide(county, "county_officer", own, text="市委组织部2026年5月18日电话通知")
    assert Proposal.objects.get(pk=own.pk).state == "accepted"


def test_the_term_of_the_highest_place_is_for_nobody_who_bears_it(county: Cast) -> None:
    own = county.organisations["county"]
    term = Proposal.objects.create(
        rule="0.2.term", subject=own.pk, period_from=TODAY, due_on=TODAY, path=own.path, proposed_on=TODAY
    )
    county.appoint("member", "secretary", "county")
    refused("forbidden", county, "member", term)
    decide(county, "county_officer", term)


def test_the_list_of_those_to_decide_is_what_may_be_decided(county: Cast) -> None:
    for key in ("branch", "township", "county", "office", "away"):
        place = county.organisations[key]
        for rule in (LOST, "0.2.term", VACANT):
            Proposal.objects.create(
                rule=rule, subject=9000 + place.pk, period_from=TODAY, due_on=TODAY, path=place.path, proposed_on=TODAY
            )
    for who in ("secretary", "township_officer", "county_officer", "stranger", "member", "clerk", "villager"):
        scope = county.scope(who)
        everything = proposals.listing(scope, whose=proposals.ALL, size=200).rows
        assert {row.id for row in proposals.listing(scope, size=200).rows} == {row.id for row in everything if row.mine}
        assert counts.waiting(scope, on=TODAY).to_decide == sum(row.mine for row in everything)


def test_a_stranger_finds_no_proposal_of_another_subtree(county: Cast) -> None:
    for who in ("stranger", "member", "clerk", "villager"):
        with pytest.raises(NotVisible):
            decide(county, who, lost())
        with pytest.raises(NotVisible):
            proposals.laid(county.scope(who), lost().pk)
    assert not Decision.objects.exists()


# --- what is refused -----------------------------------------------------------------------------------------


def test_a_decision_needs_its_ground_and_a_known_word(county: Cast) -> None:
    assert refused("text", county, "secretary", lost(), text="  ").field == "text"
    refused("verdict", county, "secretary", lost(), "expel")
    decide(county, "secretary", lost())
    refused("closed", county, "secretary", lost())
    assert Decision.objects.count() == 1


def test_what_is_put_off_comes_back_on_its_day(county: Cast) -> None:
    for until in (None, TODAY):
        assert refused("until", county, "secretary", lost(), "postpone", until=until).field == "until"
    until = TODAY + timedelta(days=14)
    decide(county, "secretary", lost(), "postpone", "家属说月底回", until=until)
    scope = county.scope("secretary")
    assert lost().pk not in {row.id for row in proposals.listing(scope).rows}
    assert lost().pk in {row.id for row in proposals.listing(scope.on(until)).rows}
    assert lost().pk in {row.id for row in proposals.listing(scope, whose=proposals.ALL).rows}
    decide(county, "secretary", lost(), on=until)


def test_a_list_that_goes_out_is_written_down(county: Cast) -> None:
    rows = operations.export_proposals(
        actor=county.actor("county_officer"), on=TODAY, whose="all", state="open", rule=LOST
    )
    assert [row.title for row in rows] == ["燕南飞"]
    assert Entry.objects.get(action="export.proposals").summary == "导出逾期后果的建议，1条"


# --- cost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(county: Cast, rows: int, django_assert_num_queries) -> None:
    kept = Proposal.objects.filter(rule=VACANT).order_by("-path").values_list("pk", flat=True)[:rows]
    Proposal.objects.exclude(pk__in=list(kept)).delete()
    scope = county.scope("county_officer")
    with django_assert_num_queries(4):
        found = proposals.listing(scope, whose=proposals.ALL)
    assert found.total == rows


def test_the_numbers_of_the_rail_cost_one_query_and_are_those_of_the_pages(
    county: Cast, django_assert_num_queries
) -> None:
    from zhendi.obligations.queries import inbox

    for who in ("county_officer", "township_officer", "secretary"):
        scope = county.scope(who)
        with django_assert_num_queries(1):
            found = counts.waiting(scope, on=TODAY)
        sums = inbox.sums(scope, since=TODAY)
        assert (found.open, found.overdue) == (sums.open, sums.overdue)
        assert found.below == sum(each.overdue for each in inbox.overdue_below(scope, on=TODAY))
    assert connection.vendor in {"sqlite", "postgresql"}
