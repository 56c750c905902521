"""Whoever has no business with a record does not find it: by page, by API, by guessing keys, by export.

The loop runs over the table of addresses itself, so that a new address cannot be forgotten (``addresses.py``).
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.api.conftest import token_of
from tests.people import SINCE, Cast, citizen_number, sign_in
from tests.security.addresses import DEEDS, LISTS, OPEN, OWN_PAGE, PUBLISHED, VOTING, Address, addresses
from zhendi.kernel import clock
from zhendi.kernel.audit import record

ALL = addresses()
WITH_KEYS = [each for each in ALL if each.keyed and each.route not in VOTING]
CLOSED = [each for each in ALL if each.route not in OPEN | OWN_PAGE | VOTING | PUBLISHED]
SHOWN = [each for each in ALL if each.route in LISTS]
ABSENT = 987654321
# Sealed by their state, not by the reader: the one in charge may also be told "not found" there.
STATE = (
    {"intake/<int:run_id>/progress", "transfers/<int:transfer_id>/letter", "me/messages/<int:message_id>/answer"}
    | {
        "activities/demands/<int:demand_id>/close",
        "activities/<int:activity_id>/cancel",
        "activities/<int:activity_id>/withdraw",
        "letters/one/<int:letter_id>/returned",
        "letters/one/<int:letter_id>/again",
    }
    # A procedure that has just begun has no paper, no file and no such step yet; a point that is not published has no page.
    | {
        "procedures/<int:procedure_id>/files/<int:file_id>",
        "procedures/<int:procedure_id>/files/<int:file_id>/remove",
        "procedures/<int:procedure_id>/paper/<str:paper>",
        "decisions/<int:decision_id>/<str:step>",
        "decisions/<int:decision_id>/result",
        "decisions/<int:decision_id>/result/<int:file_id>",
        "decisions/<int:decision_id>/paper/<str:paper>",
        "decisions/<int:decision_id>/rounds/<int:number>",
        "decisions/<int:decision_id>/files/<int:file_id>",
        "decisions/<int:decision_id>/files/<int:file_id>/remove",
        "decisions/<int:decision_id>/harms/<int:harm_id>/<str:deed>",
        "elections/<int:election_id>/paper/<str:paper>",
        "elections/<int:election_id>/act/<str:deed>",
        "elections/<int:election_id>/<str:step>",
        "elections/<int:election_id>/result",
        "procedures/<int:procedure_id>/<str:step>",
        "organisations/<int:organisation_id>/directions/<int:file_id>",
        "organisations/<int:organisation_id>/directions/<str:deed>",
        "organisations/<int:organisation_id>/found",  # below a committee alone; the record here is a branch
        "votes/<int:vote_id>/minutes",  # of a vote that is counted
        "votes/<int:vote_id>/proxies",  # where the rule knows proxies
        "votes/<int:vote_id>/proxies/withdraw",
        "votes/<int:vote_id>/proxies/notice",
        "model-points/<int:point_id>/page",
        "model-points/<int:point_id>/page/<int:file_id>",
        "model-points/<int:point_id>/pictures/<int:file_id>",
    }
    | {f"units/<int:unit_id>/{word}" for word in ("uncover", "resume", "visit", "reopen")}
)
OWN = {"sign_in_id", "token_id"}
Caller = Callable[[str, Address], Client]


@pytest.fixture
def records(cast: Cast) -> dict[str, int]:
    """Keys of records of one subtree, which the stranger's is not."""
    from zhendi.domain.orgs.models import Term
    from zhendi.domain.people.models import Post, SignIn, Suspension

    branch, member = cast.organisations["branch"], cast.people["member"]
    record(
        actor=None, action="people.correct", on=SINCE, subject_type="people.Person", subject_id=member.pk,
        path=branch.path, summary="更正江水生的学历", detail={},
    )  # fmt: skip
    secretary = Client()
    sign_in(secretary, cast.accounts["secretary"])
    token_of(cast, "secretary")
    term = Term.objects.create(
        organisation=branch, starts_on=SINCE, ends_on=SINCE + timedelta(days=1800), basis=Term.Basis.values[0]
    )
    return {
        "unit": (unit := _unit(cast)),
        "outlet": _outlet(cast),
        "proposal": _proposal(unit),
        "plan": _plan(cast),
        "bond": _bond(unit),
        "industry": _industry(cast),
        "transfer": _transfer(cast),
        "certificate": _certificate(cast),
        "organisation": branch.pk,
        "person": member.pk,
        **_run(cast),
        "entry": _entry(),
        "sign_in": SignIn.objects.get(account=cast.accounts["secretary"]).pk,
        "token": cast.accounts["secretary"].tokens.get().pk,
        "post": Post.objects.get(person=cast.people["secretary"]).pk,
        "suspension": Suspension.objects.create(
            person=member,
            ground="probation",
            valid_from=SINCE,
            valid_to=SINCE + timedelta(days=300),
            decision="〔2020〕1号",
        ).pk,
        "term": term.pk,
        "obligation": _duty(cast),
        "consequence": _consequence(cast),
        "matter": _matter(cast),
        "procedure": _procedure(cast),
        **_decision(cast),
        "election": _election(cast),
        "point": _point(cast),
        **_vote(cast),
        **_messages(cast),
        **_movement(cast),
        **_activity(cast),
        **_letters(cast),
    }


def _decision(cast: Cast) -> dict[str, int]:
    """A major decision of the other subtree, just proposed, with an objection and a report of harm."""
    from zhendi.domain.democracy.models import Decision, DecisionHarm, DecisionObjection

    branch = cast.organisations["branch"]
    one = Decision.objects.create(
        organisation=branch, path=branch.path, kind="village", second_rule="representatives", title="百园村机耕路",
        reason="雨天难走", text="硬化", proposer="branch", proposed_on=SINCE,
    )  # fmt: skip
    objection = DecisionObjection.objects.create(decision=one, name="江水生", text="占地", on=SINCE)
    harm = DecisionHarm.objects.create(decision=one, name="江水生", text="淹田", on=SINCE)
    return {"decision": one.pk, "objection": objection.pk, "harm": harm.pk}


def _election(cast: Cast) -> int:
    """An election of the other subtree, just begun."""
    from zhendi.domain.democracy.models import Election

    branch, town = cast.organisations["branch"], cast.organisations["township"]
    return Election.objects.create(
        organisation=branch, path=branch.path, committee=town, sort="secretary", opened_on=SINCE, term_ends_on=SINCE,
    ).pk  # fmt: skip


def _procedure(cast: Cast) -> int:
    """A set-up procedure of the other subtree."""
    from zhendi.domain.setup.models import Procedure

    town = cast.organisations["township"]
    return Procedure.objects.create(
        sort="found", initiator=town, path=town.path, parent=town, committee=town, kind="branch", opened_on=SINCE,
        full_name="中共百园村竹器厂支部委员会", reason="有三名正式党员",
    ).pk  # fmt: skip


def _point(cast: Cast) -> int:
    """A model point of the other subtree, not published."""
    from zhendi.domain.setup.models import ModelPoint

    branch = cast.organisations["branch"]
    return ModelPoint.objects.create(organisation=branch, path=branch.path, summary="阵地好", proposed_on=SINCE).pk


def _movement(cast: Cast) -> dict[str, int]:
    """A member away of the other subtree, with a call, a contact person and a search, and one who came."""
    from zhendi.domain.mobile.models import (
        Call,
        Claim,
        Feedback,
        Gathering,
        HandOver,
        Incoming,
        Keeper,
        Outgoing,
        Search,
    )

    row, branch = Outgoing.objects.filter(person=cast.people["mobile_member"]).get(), cast.organisations["branch"]
    call = Call.objects.create(movement=row, on=SINCE, noted_at=clock.now(), result="needs_help", note="江水生转告")
    keeper = Keeper.objects.create(
        level="village", organisation=branch, path=branch.path, name="石守成", valid_from=SINCE
    )
    search = Search.objects.create(movement=row, path=row.path, lost_since=SINCE, opened_on=SINCE, opened_by="石守成")
    town = cast.organisations["township"]
    come = Incoming.objects.create(name="谷丰年", organisation=town, path=town.path, valid_from=SINCE)
    handed = HandOver.objects.create(
        office="school", name="谷丰年", citizen_number=citizen_number(88), organisation=town, path=town.path,
        valid_from=SINCE,
    )  # fmt: skip
    gathering = Gathering.objects.create(
        place="上海市松江区", employers="松江厂", organisation=town, path=town.path, valid_from=SINCE
    )
    gathering.members.create(movement=row)
    claim = Claim.objects.create(
        movement=come, organisation=town, path=town.path, claimed_on=SINCE, claimed_by="田晓禾"
    )
    said = Feedback.objects.create(
        outgoing=row, way="scan", year=2026, half=1, organisation="花桥支部", attended=1, held=1, conduct="好",
        by="周书记", said_on=SINCE,
    )  # fmt: skip
    return {
        "feedback": said.pk, "movement": row.pk, "call": call.pk, "keeper": keeper.pk, "search": search.pk, "incoming": come.pk,
        "claim": claim.pk, "hand_over": handed.pk, "gathering": gathering.pk,
    }  # fmt: skip


def _activity(cast: Cast) -> dict[str, int]:
    """An activity of the other subtree, with a demand raised there."""
    from zhendi.domain.activities.models import Activity, Demand

    branch = cast.organisations["branch"]
    one = Activity.objects.create(
        organisation=branch, path=branch.path, kind="symposium", title="燕南飞等人座谈", planned_at=clock.now(),
        made_at=clock.now(), state="held", held_on=SINCE,
    )  # fmt: skip
    demand = Demand.objects.create(
        activity=one, text="江水生想要路灯", raised_on=SINCE, owner=cast.people["secretary"], due_on=SINCE
    )
    return {"activity": one.pk, "demand": demand.pk}


def _letters(cast: Cast) -> dict[str, int]:
    """A run of letters of the other subtree, with one that waits for an address."""
    from zhendi.domain.messaging.models import Letter, LetterRun

    branch = cast.organisations["branch"]
    run = LetterRun.objects.create(
        organisation=branch, path=branch.path, festival="spring", festival_on=SINCE, title="燕南飞的信", body="好",
        signer="支部", dated=SINCE, sender="村", made_at=clock.now(),
    )  # fmt: skip
    letter = Letter.objects.create(
        run=run, number=1, subject_id=1, path=branch.path, name="燕南飞", salutation="燕南飞同志", branch="支部",
        state="missing",
    )  # fmt: skip
    return {"letter_run": run.pk, "letter": letter.pk}


def _messages(cast: Cast) -> dict[str, int]:
    """A batch of the other subtree, with a message in the outbox, a reply, somebody who wants none, a text."""
    from zhendi.domain.messaging.models import Batch, Message, OptOut, Reply, Template

    branch, now = cast.organisations["branch"], clock.now()
    batch = Batch.objects.create(
        purpose="mobile.monthly", title="燕南飞的短信", body="{姓名}您好", signature="支部", organisation=branch,
        path=branch.path, made_at=now, made_by_label="石守成", send_after=now, expires_at=now, size=1,
    )  # fmt: skip
    message = Message.objects.create(
        batch=batch, purpose=batch.purpose, path=branch.path, name="燕南飞", address="19900000006", key="k" * 24,
        variables='{"姓名": "燕南飞"}', state="sent", gateway="outbox",
    )  # fmt: skip
    reply = Reply.objects.create(
        gateway="a", number="1", sender="19900000006", text="江水生知道了", received_at=now, message=message,
        name="燕南飞", path=branch.path,
    )  # fmt: skip
    opt_out = OptOut.objects.create(
        address="19900000016", name="燕南飞", path=branch.path, source="told", valid_from=SINCE
    )
    template = Template.objects.create(
        code="t", title="江水生的模板", purpose="mobile.monthly", body="b", signature="s", organisation=branch,
        path=branch.path, made_on=SINCE,
    )  # fmt: skip
    return {
        "sms_batch": batch.pk, "message": message.pk, "reply": reply.pk, "opt_out": opt_out.pk, "template": template.pk
    }  # fmt: skip


def _matter(cast: Cast) -> int:
    """Help that a member of the other subtree asked for."""
    from dataclasses import replace

    from zhendi.domain.matters import operations
    from zhendi.kernel.scope import Actor

    scope = replace(cast.scope("member"), account_id=None, grants=())
    return operations.bring(actor=Actor(None, scope.name, scope), on=clock.today(), kind="help", title="工资被拖欠")


def _vote(cast: Cast) -> dict[str, int]:
    """A vote that the members of the other subtree's branch are to hold, with paper and an objection."""
    from zhendi.domain.ballots.models import Complaint, RollEntry, SheetBatch, Vote

    branch = cast.organisations["branch"]
    vote = Vote.objects.create(
        organisation=branch, path=branch.path, form="question", code="resolution", title="修路", held_on=clock.today()
    )
    RollEntry.objects.create(vote=vote, number=1, name="江水生", person=cast.people["member"])
    complaint = Complaint.objects.create(vote=vote, name="江水生", text="有人代填", on=clock.today())
    return {
        "vote": vote.pk,
        "sheets": SheetBatch.objects.create(vote=vote, number=1, place="hall", printed=2).pk,
        "complaint": complaint.pk,
    }


@pytest.fixture(autouse=True)
def _no_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that somebody may start is not started in earnest."""
    monkeypatch.setattr(subprocess, "Popen", lambda *_words, **_options: SimpleNamespace(pid=1, wait=int))


@pytest.fixture
def caller(cast: Cast) -> Caller:
    """``caller("stranger", address)``: signed in for pages, with a token for the API."""

    def call(name: str, address: Address) -> Client:
        if address.api:
            return Client(headers={"authorization": f"Bearer {token_of(cast, name)}"}, raise_request_exception=False)
        client = cast.client(name)
        client.raise_request_exception = False
        return client

    return call


@pytest.mark.parametrize("address", ALL, ids=str)
def test_address_is_entered_in_the_table_of_this_test(address: Address) -> None:
    assert address.entered, f"enter {address.route!r} in tests/security/addresses.py"


def test_table_of_this_test_names_no_address_that_is_gone() -> None:
    known = {each.route for each in ALL}
    assert (OPEN | OWN_PAGE | VOTING | PUBLISHED | DEEDS | LISTS.keys()) - known == set()


@pytest.mark.parametrize("address", WITH_KEYS, ids=str)
def test_stranger_does_not_find_a_record_of_another_subtree(
    address: Address, records: dict[str, int], caller: Caller
) -> None:
    client = caller("stranger", address)
    answers = [client.get(address.filled(records), follow=True), client.post(address.filled(records), follow=True)]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert 404 in {answer.status_code for answer in answers}


@pytest.mark.parametrize("address", WITH_KEYS, ids=str)
def test_what_is_hidden_looks_like_what_does_not_exist(
    address: Address, records: dict[str, int], caller: Caller
) -> None:
    client = caller("stranger", address)
    hidden = client.get(address.filled(records))
    absent = client.get(address.filled(dict.fromkeys(records, ABSENT)))
    assert hidden.status_code == absent.status_code
    assert _without_numbers(hidden) == _without_numbers(absent)


@pytest.mark.parametrize("address", WITH_KEYS, ids=str)
def test_one_in_charge_finds_it(address: Address, records: dict[str, int], caller: Caller) -> None:
    whose = "secretary" if OWN & set(address.parameters) else "county_officer"
    client = caller("member" if address.route in OWN_PAGE else whose, address)
    answer = client.get(address.filled(records))
    if answer.status_code == 405:
        answer = client.post(address.filled(records))
    assert answer.status_code < 500
    assert answer.status_code != 404 or address.route in STATE


@pytest.mark.parametrize("address", CLOSED, ids=str)
def test_nobody_comes_in_without_signing_in(address: Address, records: dict[str, int]) -> None:
    client = Client(raise_request_exception=False)
    for answer in (client.get(address.filled(records)), client.post(address.filled(records))):
        if address.api:
            assert answer.status_code in {401, 405}
        else:
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/sign-in")
        assert not _leaks(answer)


@pytest.mark.parametrize("address", SHOWN, ids=str)
@pytest.mark.parametrize("name", ["stranger", "villager"])
def test_list_holds_nothing_of_another_subtree(
    address: Address, name: str, cast: Cast, records: dict[str, int], caller: Caller
) -> None:
    client = caller("stranger", address)
    if name == "villager":
        cast.end_posts("stranger", clock.today())  # one who has no post any more
    for words in LISTS[address.route]:
        answer = client.get(f"{address.filled(records)}?{words.format(**records)}")
        assert answer.status_code < 500
        assert answer.status_code in {200, 302} or words or name == "villager"
        assert not _leaks(answer), words


@pytest.mark.parametrize(
    "route",
    ["organisations/", "members/", "posts/", "intake/", "audit/", "search", "api/v1/organisations", "api/v1/members",
     "api/v1/runs", "opinions/", "opinions/export", "opinions/townships", "opinions/<str:clause>", "duties/digest",
     "duties/below", "duties/rules/<str:rule>"],
)  # fmt: skip
def test_words_looked_for_are_there_for_the_one_in_charge(
    route: str, cast: Cast, records: dict[str, int], caller: Caller
) -> None:
    address = next(each for each in ALL if each.route == route)
    client = caller("township_officer", address)
    answers = [client.get(f"{address.filled(records)}?{words.format(**records)}") for words in LISTS[route]]
    assert any(_leaks(answer) for answer in answers)


@pytest.mark.parametrize("register", ["organisations", "members", "mobile", "units", "services"])
@pytest.mark.parametrize("whole", ["", "1"])
def test_export_holds_nothing_of_another_subtree(
    register: str, whole: str, cast: Cast, records: dict[str, int]
) -> None:
    words = {"register": register, "whole": whole, "purpose": "年度党内统计核对用"}
    mine = _export(cast, "township_officer", words)
    theirs = _export(cast, "stranger", words)
    assert register == "services" or any(word in mine for word in _FOREIGN)  # the words would show if they were there
    assert not [word for word in _FOREIGN if word in theirs]


def test_export_of_a_list_holds_nothing_of_another_subtree(cast: Cast, records: dict[str, int]) -> None:
    client = cast.client("stranger")
    client.raise_request_exception = False
    answer = client.post("/organisations/export")
    text = _text(answer)
    assert answer.status_code == 200
    assert "茂林村支部" in text
    assert not [word for word in _FOREIGN if word in text]
    assert client.post("/organisations/export", {"under": records["organisation"]}).status_code == 404


def test_export_is_not_there_for_one_without_the_post(cast: Cast) -> None:
    for name in ("member", "clerk", "villager"):
        client = cast.client(name)
        client.raise_request_exception = False
        assert client.post("/intake/exports", {"register": "members"}).status_code == 404


_FOREIGN = (
    "百园村支部", "泾川镇党委", "泾川镇机关支部", "石守成", "江水生", "燕南飞", "文秀英", "谷丰年", "田晓禾", "泾川镇竹木厂", "泾川镇为民服务中心",
)  # fmt: skip


def _leaks(answer: Any) -> list[str]:
    text = _text(answer)
    return [word for word in _FOREIGN if word in text]


def _text(answer: Any) -> str:
    """What an answer says: a page's text, JSON with its escapes read, a workbook's cells."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        book = openpyxl.load_workbook(io.BytesIO(body))
        return "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
        )
    if body[:4] == b"%PDF":  # set in glyphs, not letters: the print's own test looks at what it is filled with
        return ""
    text = body.decode()
    return str(answer.json()) if answer.headers.get("Content-Type", "").startswith("application/json") else text


def _without_numbers(answer: Any) -> str:
    return re.sub(r"\d+", "#", _text(answer))


def _export(cast: Cast, name: str, words: dict[str, str]) -> str:
    client = cast.client(name)
    client.raise_request_exception = False
    answer = client.post("/intake/exports", words)
    assert answer.status_code == 200
    return _text(answer)


def _run(cast: Cast) -> dict[str, int]:
    from zhendi.intake.models import Run, RunFile

    run = Run.objects.create(
        actor="田晓禾", origin="web", path=cast.organisations["township"].path, as_of=date(2026, 6, 30),
        fingerprint="0" * 64, created_at=clock.now(), state=Run.State.JUDGED, counts={},
    )  # fmt: skip
    file = RunFile.objects.create(run=run, position=1, name="名册.xlsx", size=1, sha256="0" * 64, register="members")
    return {"run": run.pk, "file": file.pk}


def _consequence(cast: Cast) -> int:
    from zhendi.obligations.models import Proposal

    path = cast.organisations["branch"].path
    return Proposal.objects.create(
        rule="4.5f.in-contact", subject=1, period_from=SINCE, due_on=SINCE, path=path, proposed_on=SINCE
    ).pk


def _duty(cast: Cast) -> int:
    """A duty of the branch that is overdue, with the figures of the places above it."""
    from zhendi.domain.mobile.models import Outgoing
    from zhendi.obligations.models import Figure, Obligation

    rule, path = "4.5a.contact", cast.organisations["branch"].path
    month = clock.today().replace(day=1)
    for place in (path[:4], path[:8], path):
        Figure.objects.create(rule=rule, month=month, path=place, overdue=1)
    return Obligation.objects.create(
        rule=rule, subject=Outgoing.objects.get().pk, period_from=SINCE, due_on=SINCE, status="overdue", since=SINCE,
        total=0, needed=1, path=path,
    ).pk  # fmt: skip


def _entry() -> int:
    from zhendi.kernel.audit.models import Entry

    return Entry.objects.filter(action="people.correct").values_list("no", flat=True)[0]


def _certificate(cast: Cast) -> int:
    """The certificate of the mobile member."""
    from zhendi.domain.mobile.models import Certificate, Outgoing
    from zhendi.domain.mobile.operations import certificates

    movement = Outgoing.objects.get(person=cast.people["mobile_member"])
    certificates.issue(actor=cast.actor("secretary"), on=clock.today(), movement_ids=[movement.pk])
    return Certificate.objects.get().pk


def _transfer(cast: Cast) -> int:
    """A member of the branch who asks to go to another county; the branch has not agreed yet."""
    from zhendi.domain.people.operations.transfers import sending

    return sending.apply(
        actor=cast.actor("secretary"), on=SINCE, person_id=cast.people["member"].pk,
        goal=sending.Goal(to_name="中共杭州市西湖区委组织部"), reason="work",
    )  # fmt: skip


def _plan(cast: Cast) -> int:
    from zhendi.domain.setup.models import KeptPlan

    place = cast.organisations["branch"]
    limits = {
        "minimum_full": 3, "maximum_members": 50, "maximum_units": 5, "radius": 5000, "across_townships": False,
    }  # fmt: skip
    return KeptPlan.objects.create(committee=place, path=place.path, kept_on=SINCE, by="甲", limits=limits).pk


def _industry(cast: Cast) -> int:
    from zhendi.domain.setup.models import Industry

    return Industry.objects.create(
        organisation=cast.organisations["branch"], year=2019, main="茶叶", output=120, before=100, source="年报",
        recorded_on=SINCE,
    ).pk  # fmt: skip


def _bond(unit_id: int) -> int:
    from zhendi.domain.setup.models import Bond, BondUnit, Unit

    unit = Unit.objects.get(pk=unit_id)
    made = Bond.objects.create(kind="together", path=unit.path, reason="同一位老板", set_on=SINCE)
    BondUnit.objects.create(bond=made, unit=unit)
    return made.pk


def _proposal(unit_id: int) -> int:
    from zhendi.domain.setup.models import Proposal, ProposalUnit, Unit

    hub = Unit.objects.get(pk=unit_id)
    made = Proposal.objects.create(hub=hub, path=hub.path, proposed_on=SINCE)
    ProposalUnit.objects.create(proposal=made, unit=hub)
    return made.pk


def _unit(cast: Cast) -> int:
    from zhendi.domain.setup.models import Unit

    township = cast.organisations["township"]
    unit = Unit.objects.create(
        name="泾川镇竹木厂",
        register_key="泾川镇竹木厂",
        kind="firm",
        township=township,
        path=township.path,
        valid_from=SINCE,
    )
    return unit.pk


def _outlet(cast: Cast) -> int:
    from zhendi.domain.services.models import Outlet

    township = cast.organisations["township"]
    return Outlet.objects.create(
        name="泾川镇为民服务中心", level="township", division_code="341823100000", organisation=township, path=township.path,
        valid_from=SINCE,
    ).pk  # fmt: skip
