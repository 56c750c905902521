"""The demonstration's activities and letters: a year of branch life with its gaps, symposia, two runs of letters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from zhendi.demo.chronicle import YEAR
from zhendi.domain.activities.models import Invitation
from zhendi.domain.activities.operations import attending, demands, entering, inviting, minutes, planning
from zhendi.domain.activities.operations.entering import Held
from zhendi.domain.messaging.models import Letter
from zhendi.domain.messaging.operations.letters import addresses, posting, runs
from zhendi.domain.messaging.operations.letters.runs import Addressee, Words
from zhendi.domain.messaging.queries import letters as texts
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries.receivers import Receiver, receivers
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Post
from zhendi.kernel import clock
from zhendi.kernel.dates import add_months
from zhendi.kernel.festivals import festivals
from zhendi.kernel.scope import Actor

_BRANCHES = ("branch", "joint_branch", "elderly_branch")
_SLACK_ONES = 8  # every eighth branch keeps its meetings badly
_QUARTER = 3
_SYMPOSIA, _GUESTS = 12, 25
_TALK = "书记通报了一年来村里的变化。\n大家说了在外的难处：工资、孩子上学、老人看病。\n商定：路灯年内修好，转学材料由便民点代问。"
_ASKED = ("村口的路灯不亮，晚上回家看不见路", "孩子转学回来要哪些材料", "家里老人的医保在外地怎么报")


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """What branches held in the month up to the day."""
    dice = random.Random(f"{seed}:life:{end.year}:{end.month}")  # noqa: S311 - a demonstration, to be the same each time
    with clock.frozen(end):
        ledger = list(_life(end, dice))
        if ledger:
            entering.enter(actor=actor, on=end, ledger=ledger)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """Symposia of the Spring Festival with minutes and demands, an activity to come, letters of the last festival."""
    dice = random.Random(f"{seed}:gatherings")  # noqa: S311 - a demonstration, to be the same each time
    away = receivers(actor.scope.on(on))
    places = sorted({each.branch_id for each in away if each.branch_id is not None})
    for branch in dice.sample(places, min(_SYMPOSIA, len(places))):
        _symposium(branch, [each for each in away if each.branch_id == branch][:_GUESTS], on, actor, dice)
    _letters(away, on, actor, dice)


def _life(end: date, dice: random.Random) -> Iterator[Held]:
    first = end.replace(day=1)
    standing = Organisation.objects.filter(kind__in=_BRANCHES, dissolved_on=None, founded_on__lte=first)
    for pk, sort in standing.order_by("path").values_list("pk", "kind"):
        kept = 0.4 if pk % _SLACK_ONES == 0 else 0.96
        for kind, title in [*_due(end), *_visits(end, sort)]:
            if dice.random() < kept:
                day = min(first + timedelta(days=dice.randint(2, 26)), end)
                yield Held(pk, kind, title, day, "党员活动室")


def _due(end: date) -> Iterator[tuple[str, str]]:
    """Kinds that fall into a month, with their titles."""
    yield "party_day", f"{end.month}月主题党日"
    yield "committee_meeting", f"{end.month}月支委会"
    if end.month % _QUARTER == 0:
        quarter = end.month // _QUARTER
        yield "members_meeting", f"第{quarter}季度党员大会"
        yield "lecture", f"第{quarter}季度党课"
    if end.month == YEAR:
        yield "life_meeting", f"{end.year}年度组织生活会"


def _visits(end: date, sort: str) -> Iterator[tuple[str, str]]:
    """Branches of the old go to see those who cannot come, in the last month of a quarter."""
    if sort == "elderly_branch" and end.month % _QUARTER == 0:
        yield "home_visit", f"第{end.month // _QUARTER}季度上门送学"


def _symposium(branch: int, guests: list[Receiver], on: date, actor: Actor, dice: random.Random) -> None:
    day = _last("spring", on) + timedelta(days=dice.randint(2, 6))
    guests = [each for each in guests if day <= on]
    owner = Post.objects.filter(organisation=branch, role="secretary", valid_to=None).values_list("person", flat=True)
    if not guests:
        return
    at = datetime.combine(day, time(15), clock.ZONE)
    given = planning.Plan(
        "symposium",
        f"{day.year}年春节返乡党员座谈会",
        at,
        "村部会议室",
        "电话拨入，号码由联系人告知",
        "一、通报村里的变化\n二、听在外的难处\n三、商量怎么办",
    )
    one = planning.plan(actor=actor, on=on, organisation_id=branch, given=given)
    invited = [inviting.Guest(each.name, each.person_id, each.id) for each in guests]
    inviting.invite(actor=actor, on=on, activity_id=one, guests=invited)
    keys = Invitation.objects.filter(activity=one).order_by("pk").values_list("pk", flat=True)
    ways = {pk: dice.choice(("on_site", "on_site", "remote", "excused")) for pk in keys}
    marks = attending.attend(actor=actor, on=on, activity_id=one, held_on=day, ways=ways)
    there = {mark.reference: mark.proof for mark in marks if mark.reference is not None and mark.proof}
    then = [each.id for each in receivers(actor.scope.on(day), ids=list(there))]
    if then:
        contacts.note(
            actor=actor, on=on, movement_ids=then, way="symposium", happened_on=day, proofs=[there[key] for key in then]
        )
    minutes.write(actor=actor, on=on, activity_id=one, text=_TALK, recorder="文书")
    for person in owner[:1]:
        due = day + timedelta(days=dice.choice((60, 90, 200)))
        made = demands.put(
            actor=actor, on=on, activity_id=one, text=dice.choice(_ASKED), owner_id=person, due_on=due
        )  # fmt: skip
        if dice.random() < 0.6:
            demands.answer(actor=actor, on=on, demand_id=made, text="已经问过，材料清单发给您了。")


def _letters(away: list[Receiver], on: date, actor: Actor, dice: random.Random) -> None:
    """Letters of the festival before today of the branch with most members away: posted, one came back, one waits."""
    festival = max(
        (each for each in festivals(on.year) if each.day <= on and each.code in _MAJOR),
        key=lambda each: each.day,
        default=None,
    )
    counted: dict[int, int] = {}
    for each in away:
        counted[each.branch_id or 0] = counted.get(each.branch_id or 0, 0) + 1
    if festival is None or not counted:
        return
    day = max(festival.day - timedelta(days=10), add_months(on, -6))
    branch = max(sorted(counted), key=lambda key: counted[key])
    place = Organisation.objects.filter(pk=branch).first()
    then = [each for each in receivers(actor.scope.on(day)) if each.branch_id == branch]
    if place is None or len(then) < 3 or not all(each.address for each in then[:2]):
        return
    with clock.frozen(day):
        run = _run(place, festival.code, then, day, actor)
    _came_back(run, on, actor, dice)


_MAJOR = ("spring", "party", "mid_autumn", "national")


def _run(place: Organisation, code: str, then: list[Receiver], day: date, actor: Actor) -> int:
    wishes = texts.group_texts(place.path)
    to = [
        Addressee(each.id, each.person_id, each.path, each.name, each.salutation, each.branch, each.place, wishes.get(each.group, ""), each.address)
        for each in then
    ]  # fmt: skip
    title = texts.festival_title(code, day.year)
    words = Words(
        f"{title}慰问信", texts.festival_text(place.path, code), place.full_name, day, place.full_name
    )  # fmt: skip
    made = runs.draft(
        actor=actor, on=day, organisation_id=place.pk, festival=code, year=day.year, words=words, addressees=to, use_home=True
    )  # fmt: skip
    wanted = {each.id: (each.name, each.salutation) for each in then}
    posting.printed(actor=actor, on=day, run_id=made.run_id, form="pdf", wanted=wanted)
    sent = posting.post(actor=actor, on=day, run_id=made.run_id, posted_on=day, wanted=wanted)
    ids = [each.subject_id for each in sent]
    proofs = [f"letter:{each.letter_id}" for each in sent]
    contacts.note(actor=actor, on=day, movement_ids=ids, way="letter", happened_on=day, proofs=proofs)
    return made.run_id


def _came_back(run_id: int, on: date, actor: Actor, dice: random.Random) -> None:
    """One letter came back and goes to the address asked for since then; it waits to be printed."""
    sent = list(Letter.objects.filter(run=run_id, state="posted").order_by("number").values_list("pk", flat=True))
    one = dice.choice(sent)
    posting.returned(actor=actor, on=on, letter_id=one, returned_on=on, reason="已搬走")
    contacts.withdraw(actor=actor, on=on, way="letter", proofs=[f"letter:{one}"], reason="信件退回")
    again = posting.again(actor=actor, on=on, letter_id=one)
    addresses.enter(actor=actor, on=on, letter_id=again, address="新桥路工地三号宿舍楼，问过家里人", remark="家属说的")


def _last(code: str, on: date) -> date:
    """The latest such festival not after the day."""
    return max(
        each.day for year in (on.year - 1, on.year) for each in festivals(year) if each.code == code and each.day <= on
    )
