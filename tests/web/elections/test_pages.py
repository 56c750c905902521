"""Pages of elections: the list and its export, one election with its forms, papers, and the public result."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.domain.democracy.polling import Polling
from tests.web.reading import text
from zhendi.domain.democracy.election_lists import checks
from zhendi.domain.democracy.models import Election, ElectionBallot, Nominee
from zhendi.domain.democracy.operations import election_results
from zhendi.domain.orgs.models import Term
from zhendi.domain.people.models import Post
from zhendi.kernel import clock
from zhendi.web.duties import doing

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
REFUSED = 422


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(date(2026, 6, 1)):
        yield


def post(cast: Cast, who: str, polling: Polling, word: str, **fields: Any) -> Any:
    """Answer the form of a step."""
    return cast.client(who).post(reverse("election-step", args=[polling.pk, word]), fields)


def finished(cast: Cast) -> Polling:
    """An election whose result is published."""
    polling = Polling(cast, "secretary").ready(2)
    polling.round({polling.voters[0].name: 9, polling.voters[1].name: 2})
    election_results.report(**polling.act(election_id=polling.pk))
    election_results.approve(**polling.act("township_officer", election_id=polling.pk, number="泾川委〔2026〕20号"))
    election_results.publish(**polling.act("township_officer", election_id=polling.pk))
    return polling


def test_the_whole_way_by_its_forms(cast: Cast) -> None:
    branch = cast.organisations["branch"]
    Term.objects.create(organisation=branch, starts_on=date(2021, 9, 1), ends_on=date(2026, 9, 1))
    polling = Polling.__new__(Polling)
    from tests.domain.ballots.hall import people

    polling.cast, polling.day, polling.voters, polling.branch = cast, date(2026, 6, 1), people(cast, 9), branch
    made = cast.client("secretary").post(
        reverse("election-new"), {"organisation": branch.pk, "sort": "committee", "seats_member": 3}
    )
    polling.pk = Election.objects.get().pk
    assert made.headers["Location"] == reverse("election", args=[polling.pk])
    assert post(cast, "secretary", polling, "ask", number="百园请〔2026〕3号").status_code == 302
    assert post(cast, "township_officer", polling, "permit", number="泾川委〔2026〕12号").status_code == 302
    office = polling.office().pk
    for person in polling.voters[:4]:
        words = {"office": office, "way": "organisation", "person": person.pk, "by": "上届支委会"}
        assert post(cast, "secretary", polling, "nominate", **words).status_code == 302
    assert post(cast, "secretary", polling, "close").status_code == 302
    for one in Nominee.objects.order_by("pk"):
        words = {"nominee": one.pk, "passed": [each.code for each in checks()], "qualified": "yes"}
        assert post(cast, "township_officer", polling, "check", **words).status_code == 302
    keys = list(Nominee.objects.order_by("-pk").values_list("pk", flat=True))
    order = {f"order-{key}": number for number, key in enumerate(keys, 1)}
    assert post(cast, "secretary", polling, "slate", stroke_order="1", **order).status_code == 302
    assert Nominee.objects.get(position=1).pk == keys[0]
    assert post(cast, "township_officer", polling, "approve-slate", number="15号").status_code == 302
    tellers = [cast.people[name].pk for name in ("member", "mobile_member")]
    words = {"office": office, "held_on": "2026-06-01", "tellers": tellers, "threshold": 2}
    assert post(cast, "secretary", polling, "ballot", **words).status_code == 302
    ballot = ElectionBallot.objects.get()
    a, b, c, d = polling.names(0, 1, 2, 3)
    polling.voted(ballot, {a: 12, b: 11, c: 10, d: 3}, given=12)
    page = text(cast.client("secretary").get(reverse("election", args=[polling.pk])))
    assert "登记计票结果" in page
    settle = cast.client("secretary").post(reverse("election-act", args=[polling.pk, "settle"]), {"ballot": ballot.pk})
    assert settle.status_code == 302
    first = Nominee.objects.get(name=a)
    given = {"present": 3, "secretary": first.pk, "votes-secretary": 3}
    assert post(cast, "secretary", polling, "first-meeting", **given).status_code == 302
    assert post(cast, "secretary", polling, "report", number="5号").status_code == 302
    assert post(cast, "township_officer", polling, "approve", number="20号").status_code == 302
    assert Post.objects.get(organisation=branch, role="secretary", valid_to=None).person == polling.voters[0]
    assert post(cast, "township_officer", polling, "publish").status_code == 302
    assert polling.election.published_on == date(2026, 6, 1)


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast) -> None:
    polling = Polling(cast).permitted()
    words = {
        "office": polling.office().pk,
        "way": "joint",
        "person": polling.voters[0].pk,
        "by": "张某等",
        "backers": 1,
    }
    answer = post(cast, "secretary", polling, "nominate", **words)
    assert answer.status_code == REFUSED
    page = text(answer)
    assert "至少要3人签名" in page
    assert 'value="张某等"' in page
    again = post(cast, "secretary", polling, "close")
    assert again.status_code == REFUSED
    assert "至少要有4名人选" in text(again)


def test_what_is_typed_wrongly_at_the_beginning_is_refused_under_its_field(cast: Cast) -> None:
    words = {"organisation": cast.organisations["branch"].pk, "sort": "secretary", "term_ends_on": "2026-09-01"}
    client = cast.client("secretary")
    none = client.post(reverse("election-new"), words)
    assert (none.status_code, "没有填写选几名" in text(none)) == (REFUSED, True)
    odd = client.post(reverse("election-new"), {**words, "seats_secretary": "一"})
    assert (odd.status_code, "没看懂" in text(odd)) == (REFUSED, True)
    day = client.post(reverse("election-new"), {**words, "seats_secretary": "1", "term_ends_on": "九月"})
    assert (day.status_code, "没看懂" in text(day)) == (REFUSED, True)
    assert not Election.objects.exists()


def test_a_term_that_ends_leads_to_the_form_of_its_organisation_and_then_to_the_election(cast: Cast) -> None:
    branch = cast.organisations["branch"]
    duty: Any = SimpleNamespace(
        rule="0.2.term", subject=branch.pk, kind="organisation", path=branch.path, where_id=branch.pk
    )
    address, words = doing.place(duty, cast.scope("secretary"))
    assert (address, words) == (reverse("election-new-at", args=[branch.pk]), "换届")
    client = cast.client("secretary")
    assert "百园村支部" in text(client.get(address))
    assert cast.client("stranger").get(address).status_code == 404
    began = {"organisation": branch.pk, "sort": "secretary", "seats_secretary": 1, "term_ends_on": "2026-09-01"}
    assert client.post(reverse("election-new"), began).status_code == 302
    assert client.get(address).headers["location"] == reverse("election", args=[Election.objects.get().pk])


def test_twice_the_same_post_makes_one_election(cast: Cast) -> None:
    words = {
        "organisation": cast.organisations["branch"].pk, "sort": "secretary", "seats_secretary": 1, "term_ends_on": "2026-09-01",
    }  # fmt: skip
    client = cast.client("secretary")
    assert client.post(reverse("election-new"), words).status_code == 302
    assert client.post(reverse("election-new"), words).status_code == REFUSED
    assert Election.objects.count() == 1


def test_steps_are_found_only_by_whom_they_belong_to(cast: Cast) -> None:
    polling = Polling(cast)
    for who, word, status in (
        ("secretary", "ask", 200), ("secretary", "permit", 404), ("township_officer", "permit", 404),
        ("stranger", "ask", 404), ("secretary", "nonsense", 404), ("township_officer", "postpone", 200),
        ("township_officer", "cancel", 200), ("secretary", "cancel", 404),
    ):  # fmt: skip
        address = reverse("election-step", args=[polling.pk, word])
        assert cast.client(who).get(address).status_code == status, (who, word)
    assert cast.client("stranger").get(reverse("election", args=[polling.pk])).status_code == 404


def test_every_form_of_the_way_opens(cast: Cast) -> None:
    polling = Polling(cast, two_rounds=True).permitted()
    office = polling.office().pk

    def opens(who: str, *words: str, query: str = "") -> None:
        for word in words:
            address = reverse("election-step", args=[polling.pk, word]) + query
            assert cast.client(who).get(address).status_code == 200, word

    opens("secretary", "nominate", "close", "voters")
    polling.checked(5)
    opens("township_officer", "check", query=f"?nominee={Nominee.objects.earliest('pk').pk}")
    polling.publish_voters(10)
    opens("secretary", "ballot", query=f"?office={office}")
    polling.round(dict.fromkeys(polling.names(0, 1, 2, 3, 4), 8), given=10)
    opens("secretary", "slate")
    polling.slated()
    opens("secretary", "ballot", query=f"?office={office}")
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    polling.round({a: 12, b: 11, c: 6, d: 4, e: 2})
    opens("secretary", "ballot", "give-up", query=f"?office={office}")
    polling.round({c: 8, d: 3}, nominee_ids=list(Nominee.objects.filter(name__in=(c, d)).values_list("pk", flat=True)))
    opens("secretary", "first-meeting", "report")
    opens("township_officer", "annul")


def test_small_deeds_on_the_page(cast: Cast) -> None:
    polling = Polling(cast, two_rounds=True).permitted()

    def act(who: str, deed: str, **fields: Any) -> Any:
        return cast.client(who).post(reverse("election-act", args=[polling.pk, deed]), fields)

    person = polling.voters[8].pk
    assert act("secretary", "exclude", person=person, ground="bedridden", evidence="证明").status_code == 302
    twice = act("secretary", "exclude", person=person, ground="bedridden", evidence="证明")
    assert (twice.status_code, "已经在扣除名单里" in text(twice)) == (REFUSED, True)
    one = polling.election.exclusions.get().pk
    assert act("secretary", "consent", exclusion=one, number="7号").status_code == REFUSED
    assert act("township_officer", "consent", exclusion=one, number="7号").status_code == 302
    assert act("secretary", "pass", exclusion=one, agreed="10").status_code == 302
    assert act("secretary", "drop", exclusion=one).status_code == 302
    polling.publish_voters(10)
    assert act("secretary", "object", name="孙三", text="漏了我").status_code == 302
    objection = polling.election.objections.get().pk
    assert act("secretary", "answer", objection=objection, answer="已补").status_code == 302
    [key, *_] = polling.nominate(polling.voters[:5])
    assert act("secretary", "withdraw", nominee=key).status_code == 302
    assert act("secretary", "nonsense").status_code == 404
    assert act("stranger", "withdraw", nominee=key).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    from zhendi.domain.democracy.queries import elections
    from zhendi.domain.democracy.queries.elections import Filters

    for key in ("branch", "second", "office")[:number]:
        one = cast.organisations[key]
        Election.objects.create(
            organisation=one, path=one.path, committee=cast.organisations["county"], sort="secretary",
            opened_on=date(2026, 5, 1), term_ends_on=date(2026, 9, 1),
        )  # fmt: skip
        Term.objects.create(organisation=one, starts_on=date(2021, 9, 1), ends_on=date(2026, 9, 1))
    scope = cast.scope("county_officer", date(2026, 6, 1))
    with django_assert_num_queries(2):
        assert len(elections.listing(scope, Filters()).rows) == number
    with django_assert_num_queries(2):
        assert elections.figures(scope).running == number
    Election.objects.all().update(ended_on=date(2026, 5, 2), end="cancelled")
    with django_assert_num_queries(2):
        assert len(elections.ending(scope).rows) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_record_takes_the_same_queries_for_one_and_for_three_nominees(
    cast: Cast, number: int, django_assert_num_queries: Any
) -> None:
    from zhendi.domain.democracy.queries import election_records

    polling = Polling(cast).permitted()
    polling.nominate(polling.voters[:number])
    scope = cast.scope("secretary", date(2026, 6, 1))
    with django_assert_num_queries(11):
        assert len(election_records.record(scope, polling.pk).nominees) == number


def test_the_list_searches_filters_and_shows_terms_that_end(cast: Cast) -> None:
    polling = Polling(cast)
    second = cast.organisations["second"]
    Term.objects.create(organisation=second, starts_on=date(2023, 8, 1), ends_on=date(2026, 8, 1))
    client = cast.client("township_officer")
    page = text(client.get(reverse("elections")))
    assert "百园村支部" in page
    assert "泾川镇机关支部" in text(client.get(reverse("elections"), {"state": "ending"}))
    assert "没有符合这些条件的" in text(client.get(reverse("elections"), {"q": "茂林"}))
    late = polling.election
    late.due_on = date(2026, 5, 31)
    late.save(update_fields=["due_on"])
    assert "过 1 天" in text(client.get(reverse("elections"), {"state": "late"}))
    assert cast.client("clerk").get(reverse("elections")).status_code == 404


def test_either_list_goes_out_as_a_workbook_and_the_trail_says_so(cast: Cast) -> None:
    from zhendi.kernel.audit.models import Entry

    Polling(cast)
    for state in ("", "ending"):
        answer: Any = cast.client("township_officer").post(reverse("elections-export"), {"state": state})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert content[:2] == b"PK"
        assert Entry.objects.latest("no").action == "export.elections"


def test_papers_are_set_at_their_stage(cast: Cast) -> None:
    polling = finished(cast)
    client = cast.client("township_officer")
    for paper in ("plan", "slate", "minutes", "report"):
        answer = client.get(reverse("election-paper", args=[polling.pk, paper]))
        assert answer.content[:5] == b"%PDF-", paper
    early = Election.objects.create(
        organisation=cast.organisations["second"], path=cast.organisations["second"].path, sort="secretary",
        committee=cast.organisations["township"], opened_on=date(2026, 5, 1), term_ends_on=date(2026, 9, 1),
    )  # fmt: skip
    assert client.get(reverse("election-paper", args=[early.pk, "plan"])).content[:5] == b"%PDF-"
    assert client.get(reverse("election-paper", args=[early.pk, "report"])).status_code == 404


def test_the_public_page_opens_with_the_publication(cast: Cast, client: Any) -> None:
    early = Election.objects.create(
        organisation=cast.organisations["second"], path=cast.organisations["second"].path, sort="secretary",
        committee=cast.organisations["township"], opened_on=date(2026, 5, 1), term_ends_on=date(2026, 9, 1),
    )  # fmt: skip
    assert client.get(reverse("election-result", args=[early.pk])).status_code == 404
    polling = finished(cast)
    page = text(client.get(reverse("election-result", args=[polling.pk])))
    assert polling.voters[0].name in page
    assert polling.voters[1].name not in page, "who was not elected is not shown here"
    assert reverse("vote-result", args=[ElectionBallot.objects.get().vote_id]) in page


def test_a_past_day_shows_the_stage_of_that_day(cast: Cast) -> None:
    polling = Polling(cast)
    polling.later(1)
    with clock.frozen(date(2026, 6, 2)):
        polling.permitted()
        page = text(cast.client("township_officer").get(reverse("elections"), {"as_of": "2026-06-01", "state": "all"}))
    assert "启动准备" in page
