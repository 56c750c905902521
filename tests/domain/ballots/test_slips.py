"""Printed codes for villagers without an account: once, for one line of the roll, hard to guess, replaced when lost."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.ballots.hall import DAY, Hall, draft, number_of, opened
from tests.domain.ballots.test_attendance import village
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import Guess, RollEntry, Slip
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.operations import attendance, boxes, counts, preparing, proxies, rolls, sheets, slips
from zhendi.domain.ballots.queries import own
from zhendi.domain.ballots.queries import rolls as roll_queries
from zhendi.domain.ballots.sealing import blind, box
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hall(cast: Cast) -> Hall:
    """An open vote of twelve members besides the cast's own."""
    return opened(cast)


def words_of(hall: Hall) -> dict[str, Any]:
    return {"actor": hall.secretary, "on": DAY, "vote_id": hall.vote_id}


def code_of(hall: Hall, number: int) -> str:
    (made,) = slips.issue(**words_of(hall), numbers=[number])
    return made.code


def entered(code: str, address: str = "10.0.0.1", after: int = 0) -> Slip:
    return slips.enter(now=NOW + timedelta(minutes=after), on=DAY, code=code, address=address)


def cast_by(hall: Hall, slip: Slip, answer: str = "yes") -> str:
    """What the villager's browser does: blind, have signed, unblind, seal, drop."""
    vote = hall.vote
    public = blind.read_public(vote.credential_public)
    made = blind.blind(public, secrets.token_bytes(32))
    signed = boxes.credential_by_slip(on=DAY, slip_id=slip.pk, blinded=made.message)
    sealed = box.seal(bytes.fromhex(vote.box_key), choices.question(answer), vote=vote.name, length=vote.length)
    return boxes.drop(
        vote_id=vote.pk, prepared=made.prepared, signature=blind.unblind(public, made, signed), sealed=sealed
    ).receipt


def test_a_villager_votes_by_a_code_once_and_the_roll_learns_only_that(hall: Hall) -> None:
    slip = entered(code_of(hall, 1))
    assert own.slip_ballot(slip.pk)[1]
    cast_by(hall, slip)
    assert RollEntry.objects.get(vote=hall.vote_id, number=1).channel == "phone"
    assert not own.slip_ballot(slip.pk)[1]
    with pytest.raises(Refused, match="已经投过票"):
        cast_by(hall, slip, "no")
    assert Held.objects.count() == 1


def test_a_browser_that_cannot_seal_votes_by_its_code_too(hall: Hall) -> None:
    slip = entered(code_of(hall, 1))
    boxes.slip_here(on=DAY, slip_id=slip.pk, choice=choices.question("yes"))
    with pytest.raises(Refused, match="已经投过票"):
        boxes.slip_here(on=DAY, slip_id=slip.pk, choice=choices.question("no"))


def test_only_the_keyed_hash_of_a_code_is_kept_and_no_log_line_holds_it(hall: Hall) -> None:
    code = code_of(hall, 1)
    plain = code.replace(" ", "")
    assert len(plain) == slips.DIGITS
    row = Slip.objects.values().get()
    assert plain not in str(row)
    assert code not in str(row)
    assert all(plain not in f"{each.summary}{each.detail}" for each in Entry.objects.all())
    before = Entry.objects.count()
    cast_by(hall, entered(code))
    assert Entry.objects.count() == before


def test_a_code_is_read_however_it_is_typed(hall: Hall) -> None:
    code = code_of(hall, 1)
    full = code.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f" {code} ", full):
        assert entered(typed).entry.number == 1


def test_a_lost_slip_is_void_at_once_and_the_new_one_opens(hall: Hall) -> None:
    code = code_of(hall, 1)
    slip = entered(code)
    made = slips.replace(**words_of(hall), number=1)
    with pytest.raises(Refused, match="没有对上"):
        entered(code)
    with pytest.raises(NotVisible):
        boxes.credential_by_slip(on=DAY, slip_id=slip.pk, blinded=b"\x01" * 256)
    with pytest.raises(NotVisible):
        own.slip_ballot(slip.pk)
    cast_by(hall, entered(made.code))
    assert Slip.objects.get(void_on=None).handed_to == hall.vote.roll.get(number=1).name
    with pytest.raises(Refused, match="没有印过"):
        slips.replace(**words_of(hall), number=2)


def test_a_sheet_is_printed_again_until_it_is_in_somebodys_hand(hall: Hall) -> None:
    first = code_of(hall, 1)
    second = code_of(hall, 1)
    with pytest.raises(Refused, match="没有对上"):
        entered(first)
    assert slips.hand_over(**words_of(hall), numbers=[1], to="同住的女儿") == 1
    with pytest.raises(Refused, match="已经交到手里"):
        code_of(hall, 1)
    with pytest.raises(Refused, match="没有等着送"):
        slips.hand_over(**words_of(hall), numbers=[1], to="别人")
    assert entered(second).entry.number == 1
    (row,) = roll_queries.roll(hall.secretary.scope, hall.vote_id, kind="slips").rows
    assert (row.slip, row.slip_to) == ("handed", "同住的女儿")


def test_who_votes_otherwise_leaves_a_code_that_is_worth_nothing(hall: Hall) -> None:
    number = number_of(hall, 0)
    slip = entered(code_of(hall, number))
    hall.say(0, "yes")
    with pytest.raises(Refused, match="已经投过票"):
        cast_by(hall, slip)
    other = entered(code_of(hall, number_of(hall, 1)))
    sheets.print_sheets(**words_of(hall), place="hall", number=2)
    sheets.give(**words_of(hall), number=number_of(hall, 1), place="hall")
    with pytest.raises(Refused, match="已经投过票"):
        cast_by(hall, other)


def test_guessing_shuts_the_door_for_a_while_for_that_address_alone(hall: Hall) -> None:
    code = code_of(hall, 1)
    for _ in range(10):
        with pytest.raises(Refused, match="没有对上"):
            entered("000000000000")
    with pytest.raises(Refused, match="过15分钟再试"):
        entered(code)
    assert entered(code, address="10.0.0.2").entry.number == 1
    assert entered(code, after=16).entry.number == 1
    assert "10.0.0.1" not in str(Guess.objects.values().get())
    with pytest.raises(Refused, match="没有对上"):
        entered("", after=16)
    assert Guess.objects.get().failures == 1


def test_of_who_types_rightly_no_moment_is_kept(hall: Hall) -> None:
    cast_by(hall, entered(code_of(hall, 1)))
    assert not Guess.objects.exists()


def test_a_code_works_only_while_its_vote_is_open(cast: Cast, hall: Hall) -> None:
    code = code_of(hall, 1)
    slip = entered(code)
    hall.close()
    with pytest.raises(Refused, match="已截止"):
        entered(code)
    with pytest.raises(Refused, match="已截止"):
        boxes.credential_by_slip(on=DAY, slip_id=slip.pk, blinded=b"\x01" * 256)
    with pytest.raises(Refused, match="已截止"):
        code_of(hall, 2)


def test_codes_come_by_household_in_the_order_in_which_they_are_carried_round(cast: Cast) -> None:
    hall = Hall(cast, [])
    hall.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast))
    names = ["周六，二组3号", "吴七，一组1号", "郑八", "王九,一组1号"]
    rolls.add_names(actor=hall.secretary, vote_id=hall.vote_id, names=names)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    made = slips.issue(**words_of(hall), numbers=[1, 2, 3, 4])
    assert [(each.name, each.household) for each in made] == [
        ("吴七", "一组1号"), ("王九", "一组1号"), ("周六", "二组3号"), ("郑八", ""),
    ]  # fmt: skip
    assert len({each.code for each in made}) == 4


def test_no_code_for_who_has_no_vote_has_voted_or_has_given_it_away(cast: Cast) -> None:
    hall = village(cast)
    number = number_of(hall, 0)
    proxies.accept(
        **words_of(hall), giver=number, holder=number_of(hall, 1), relation="child", document="委托书"
    )  # fmt: skip
    RollEntry.objects.filter(vote=hall.vote_id, number=number_of(hall, 2)).update(right="suspended")
    for each in (number, number_of(hall, 2)):
        with pytest.raises(Refused, match="没有表决权、已经投过，或者委托了别人"):
            code_of(hall, each)
    for numbers, said in (([], "没有选人"), ([999], "没有这些号：999"), (range(1, 502), "最多印500张")):
        with pytest.raises(Refused, match=said):
            slips.issue(**words_of(hall), numbers=list(numbers))


def test_a_stranger_prints_hands_over_and_replaces_nothing(cast: Cast, hall: Hall) -> None:
    given = words_of(hall) | {"actor": cast.actor("stranger", DAY)}
    for deed, more in ((slips.issue, {"numbers": [1]}), (slips.hand_over, {"numbers": [1], "to": "x"})):
        with pytest.raises(NotVisible):
            deed(**given, **more)
    with pytest.raises(NotVisible):
        slips.replace(**given, number=1)


def test_codes_phones_and_paper_are_one_count(hall: Hall) -> None:
    for number in range(6):
        hall.say(number, "yes")
    for number in range(6, 9):
        cast_by(hall, entered(code_of(hall, number_of(hall, number))), "yes")
    attendance.register(**words_of(hall), numbers=[number_of(hall, 10)])
    hall.close()
    hall.put_shares()
    result = counts.count(**words_of(hall))
    assert (result["votes"]["yes"], result["voters"], result["present"], result["passed"]) == (9, 9, 10, True)
