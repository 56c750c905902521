"""What a member brings is answered by the branch in time, forwarded without a new clock, and kept from strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhendi.domain.matters import operations, queries
from zhendi.domain.matters.models import Matter
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

if TYPE_CHECKING:
    from tests.people import Cast

MONDAY, IN_TIME, LATE = date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 9)


def own(cast: Cast, name: str = "mobile_member") -> Actor:
    """The member by the own page: no account, no post."""
    person = cast.people[name]
    scope = replace(cast.scope(name, MONDAY), account_id=None, grants=())
    return Actor(None, person.name, scope)


@pytest.fixture
def asked(cast: Cast) -> int:
    """Help that the mobile member asked for on a Monday."""
    return operations.bring(
        actor=own(cast), on=MONDAY, kind="help", title="工资被拖欠", text="厂里三个月没发，老板姓钱"
    )


def test_help_goes_to_the_own_branch_with_five_working_days(cast: Cast, asked: int) -> None:
    matter = Matter.objects.get(pk=asked)
    assert (matter.organisation, matter.due_on) == (cast.organisations["branch"], IN_TIME)
    page = queries.listing(cast.scope("secretary", MONDAY), queries.Filters(), today=MONDAY)
    assert [(line.person, line.state_title) for line in page.lines] == [("燕南飞", "待答复")]


def test_what_was_written_stands_neither_in_the_table_nor_in_the_trail(cast: Cast, asked: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM matters_matter WHERE id = %s", [asked])
        assert "老板" not in str(cursor.fetchone())
    assert "老板" not in "".join(f"{each.summary}{each.detail}" for each in Entry.objects.all())
    assert "老板" in queries.record(cast.scope("secretary", MONDAY), asked).text


def test_a_stranger_finds_nothing_and_may_do_nothing(cast: Cast, asked: int) -> None:
    for name in ("stranger", "member"):
        with pytest.raises(NotVisible):
            queries.record(cast.scope(name, MONDAY), asked)
        with pytest.raises(NotVisible):
            operations.answer(actor=cast.actor(name, MONDAY), on=MONDAY, matter_id=asked, note="好")
    assert queries.listing(cast.scope("stranger", MONDAY), queries.Filters(), today=MONDAY).total == 0
    with pytest.raises(NotVisible):
        operations.withdraw(actor=own(cast, "member"), on=MONDAY, matter_id=asked)


def test_the_answer_closes_when_the_member_is_content(cast: Cast, asked: int) -> None:
    operations.answer(actor=cast.actor("secretary", LATE), on=IN_TIME, matter_id=asked, note="已联系劳动监察")
    operations.accept(actor=own(cast), on=LATE, matter_id=asked)
    record = queries.record(own(cast).scope, asked)
    assert [step.action for step in record.steps] == ["提出", "答复", "办结"]
    assert (record.line.state, record.own, record.may_answer) == ("closed", True, False)


def test_a_member_who_is_not_content_is_owed_a_new_answer(cast: Cast, asked: int) -> None:
    operations.answer(actor=cast.actor("secretary", LATE), on=IN_TIME, matter_id=asked, note="正在问")
    operations.reopen(actor=own(cast), on=IN_TIME, matter_id=asked, note="还是没有发")
    matter = Matter.objects.get(pk=asked)
    assert (matter.state, matter.answered_on, matter.due_on) == ("open", None, date(2026, 6, 15))


def test_handing_over_does_not_set_the_clock_back(cast: Cast, asked: int) -> None:
    township = cast.organisations["township"].pk
    operations.forward(
        actor=cast.actor("secretary", LATE), on=LATE, matter_id=asked, organisation_id=township, note="要镇里出面"
    )
    matter = Matter.objects.get(pk=asked)
    assert (matter.path, matter.due_on) == (cast.organisations["township"].path, IN_TIME)
    with pytest.raises(NotVisible):
        operations.answer(actor=cast.actor("secretary", LATE), on=LATE, matter_id=asked, note="好")
    operations.answer(actor=cast.actor("township_officer", LATE), on=LATE, matter_id=asked, note="已办", closes=True)


BAD: dict[str, tuple[Callable[..., object], dict[str, object], str]] = {
    "no words": (operations.bring, {"kind": "help", "title": " "}, "没有填写事由"),
    "too long": (operations.bring, {"kind": "help", "title": "长" * 61}, "最多60个字"),
    "unknown kind": (operations.bring, {"kind": "gift", "title": "事"}, "请选择要办的事"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_says_what_to_do(cast: Cast, case: str) -> None:
    deed, words, said = BAD[case]
    with pytest.raises(Refused, match=said):
        deed(actor=own(cast), on=MONDAY, **words)
    assert not Matter.objects.exists()


def test_who_has_no_branch_is_told_whom_to_call(cast: Cast) -> None:
    with pytest.raises(Refused, match="没有您所在的支部"):
        operations.bring(actor=own(cast, "villager"), on=MONDAY, kind="help", title="事")


def test_ten_waiting_matters_are_enough(cast: Cast) -> None:
    for number in range(10):
        operations.bring(actor=own(cast), on=MONDAY, kind="help", title=f"第{number}件")
    with pytest.raises(Refused, match="还有许多事"):
        operations.bring(actor=own(cast), on=MONDAY, kind="help", title="又一件")


def test_what_is_answered_is_not_answered_again(cast: Cast, asked: int) -> None:
    secretary = cast.actor("secretary", MONDAY)
    operations.answer(actor=secretary, on=MONDAY, matter_id=asked, note="好", closes=True)
    with pytest.raises(Refused, match="已办结"):
        operations.answer(actor=secretary, on=MONDAY, matter_id=asked, note="好")
    with pytest.raises(Refused, match="没有等您确认的答复"):
        operations.accept(actor=own(cast), on=MONDAY, matter_id=asked)


def test_the_duty_to_answer_appears_and_is_met_in_the_same_transaction(cast: Cast) -> None:
    from zhendi.obligations import operations as duties
    from zhendi.obligations.models import Obligation

    with clock.frozen(MONDAY):
        duties.derive(on=MONDAY)
        asked = operations.bring(actor=own(cast), on=MONDAY, kind="help", title="工资被拖欠")
        duty = Obligation.objects.get(rule="3.5b.help", subject=asked)
        assert (duty.status, duty.due_on) == ("due", IN_TIME)
        operations.answer(actor=cast.actor("secretary", MONDAY), on=MONDAY, matter_id=asked, note="已办", closes=True)
        duty.refresh_from_db()
    assert duty.status == "met"


def test_the_secretary_enters_what_a_member_told_and_the_member_sees_it(cast: Cast) -> None:
    person = cast.people["mobile_member"].pk
    made = operations.bring_for(
        actor=cast.actor("secretary", MONDAY), on=MONDAY, person_id=person, kind="help", title="电话里提出的求助"
    )
    matter = Matter.objects.get(pk=made)
    assert (matter.organisation, matter.due_on) == (cast.organisations["branch"], IN_TIME)
    assert [line.id for line in queries.own(own(cast).scope)] == [made]
    assert Entry.objects.filter(subject_type="matters.Matter", subject_id=made).count() == 1


def test_nobody_enters_for_one_whom_they_do_not_keep(cast: Cast) -> None:
    person = cast.people["mobile_member"].pk

    def enter(who: str, **more: object) -> None:
        said: dict[str, object] = {"person_id": person, "kind": "help", "title": "求助"} | more
        operations.bring_for(actor=cast.actor(who, MONDAY), on=MONDAY, **said)  # type: ignore[arg-type]  # of a table

    for who in ("stranger", "member"):
        with pytest.raises(NotVisible):
            enter(who)
    with pytest.raises(NotVisible):
        enter("secretary", person_id=cast.people["villager"].pk)
    for wrong in ({"kind": "nonsense"}, {"title": ""}):
        with pytest.raises(Refused):
            enter("secretary", **wrong)
    assert not Matter.objects.exists()
