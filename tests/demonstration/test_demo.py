"""The demonstration county: built by the real intake, all or nothing, with five people who see different things."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.test import RequestFactory

from zhendi.demo.generate import generate
from zhendi.demonstration import accounts, county
from zhendi.demonstration.accounts import ACCOUNTS
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Account, Membership, Person, Post, Transfer
from zhendi.domain.people.queries.scope import scope_of
from zhendi.intake import queries
from zhendi.intake.models import Run
from zhendi.kernel import clock
from zhendi.kernel.audit import verification
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import Refused
from zhendi.obligations.models import Derivation, Figure

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
MEMBERS = 300


@pytest.fixture
def built(tmp_path: Path) -> county.Built:
    return county.build(tmp_path, members=MEMBERS, seed=5, on=ON, now=clock.now(), months=0)


@pytest.fixture
def grown(tmp_path: Path) -> county.Built:
    with clock.frozen(ON):
        return county.build(tmp_path, members=MEMBERS, seed=5, on=ON, now=clock.now())


def test_county_is_taken_in_by_the_real_intake(built: county.Built, tmp_path: Path) -> None:
    run = Run.objects.get()
    assert (run.origin, run.state, run.as_of) == ("demo", "done", ON)
    good = generate(tmp_path / "again", members=MEMBERS, seed=5, on=ON).good
    assert _resident().count() == len([each for each in good if each[0] not in _travelled()])
    assert (built.members, built.rejected) == (MEMBERS, _left_out())


def test_history_is_what_intakes_of_every_quarter_leave(grown: county.Built) -> None:
    days = [date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 30), date(2026, 3, 30), ON]
    assert list(Run.objects.order_by("pk").values_list("as_of", "state")) == [(day, "done") for day in days]
    assert [Membership.objects.as_of(day).count() for day in days] == sorted(
        Membership.objects.as_of(day).count() for day in days
    )
    assert Membership.objects.as_of(days[0]).count() < Membership.objects.current().count()
    assert Membership.objects.exclude(valid_to=None).exists()
    assert Post.objects.exclude(valid_to=None).filter(role="secretary").exists()
    assert verification.verify().holds


def test_county_officer_sees_the_intakes_since_the_accounts_were_opened(grown: county.Built) -> None:
    account = Account.objects.select_related("person").get(username="xianwei")
    seen = Run.objects.visible_to(scope_of(account, today=ON)).order_by("pk")
    assert [run.as_of for run in seen] == [date(2025, 9, 30), date(2025, 12, 30), date(2026, 3, 30), ON]


def test_history_ends_where_a_county_without_one_stands(grown: county.Built, tmp_path: Path) -> None:
    good = generate(tmp_path / "again", members=MEMBERS, seed=5, on=ON).good
    rows = _resident().select_related("person", "organisation")
    held = {(row.person.citizen_number, row.organisation.full_name, row.standing) for row in rows}
    assert held == {tuple(each) for each in good if each[0] not in _travelled()}


def _resident() -> QuerySet[Membership]:
    """Memberships of those who neither came nor went by a letter, which no roster tells of."""
    return Membership.objects.current().exclude(person__in=Transfer.objects.exclude(person=None).values("person"))


def _travelled() -> set[str]:
    """Citizen numbers of those who came or went by a letter."""
    return {each.person.citizen_number for each in Transfer.objects.exclude(person=None).select_related("person")}


def test_every_month_of_the_history_has_its_figures(grown: county.Built) -> None:
    months = sorted(set(Figure.objects.values_list("month", flat=True)))
    assert months == [add_months(date(2025, 6, 1), number) for number in range(13)]
    root = Organisation.objects.get(parent=None).path
    phones = Figure.objects.filter(rule="0.2.member-phone", path=root).order_by("month")
    assert phones[12].met / (phones[12].met + phones[12].overdue + phones[12].due) > phones[0].met / (
        phones[0].met + phones[0].overdue + phones[0].due
    )
    assert Derivation.objects.get().as_of == ON


def test_history_longer_than_a_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="12"):
        county.build(tmp_path, members=MEMBERS, seed=5, on=ON, now=clock.now(), months=13)


def test_officers_hold_their_posts_since_the_history_begins(grown: county.Built) -> None:
    roles = ("county_officer", "township_officer", "clerk")
    assert set(Post.objects.filter(role__in=roles).values_list("valid_from", flat=True)) == {date(2025, 6, 30)}


def test_installation_is_marked_and_the_mark_is_written_down(built: county.Built) -> None:
    found = queries.demonstration()
    assert (found.members, found.seed, found.on) == (MEMBERS, 5, ON)
    assert Entry.objects.filter(action="intake.demonstration").count() == 1
    assert verification.verify().holds


def test_five_accounts_open_with_the_passwords_that_are_listed(built: county.Built) -> None:
    request = RequestFactory().get("/")
    for listed in ACCOUNTS:
        account = authenticate(request, username=listed.username, password=listed.password)
        assert isinstance(account, Account)
        assert account.username == listed.username


def test_five_people_see_different_things(built: county.Built) -> None:
    seen = []
    for listed in ACCOUNTS:
        account = Account.objects.select_related("person").get(username=listed.username)
        scope = scope_of(account, today=ON)
        rights = frozenset(verb for grant in scope.grants for verb in grant.may)
        seen.append((Organisation.objects.visible_to(scope).count(), rights))
    counts = [count for count, _ in seen]
    assert counts[0] == Organisation.objects.count()
    assert counts[0] > counts[1] > counts[2] > counts[3] == counts[4] == 0
    assert len(set(seen)) == 5
    assert "intake" in seen[0][1]
    assert "intake" not in seen[2][1]


def test_county_is_built_only_where_there_is_nothing(built: county.Built, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ZHENDI_DATA_DIR"):
        county.build(tmp_path, members=MEMBERS, seed=5, on=ON, now=clock.now())


def test_county_that_is_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="300"):
        county.build(tmp_path, members=10, seed=5, on=ON, now=clock.now())


def test_building_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(accounts, "open_all", broken)
    with pytest.raises(KeyboardInterrupt):
        county.build(tmp_path, members=MEMBERS, seed=5, on=ON, now=clock.now())
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()
    assert queries.demonstration() is None


def test_command_builds_and_lists(settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DATA_DIR = tmp_path
    call_command("demo", members=MEMBERS, seed=5, history=3)
    assert f"生成党员 {MEMBERS} 名" in capsys.readouterr().err
    assert (tmp_path / "demo/名册").is_dir()
    call_command("demo", "accounts")
    said = capsys.readouterr()
    lines = [line.split() for line in said.out.splitlines()]
    assert [(words[0], words[1]) for words in lines] == [(each.username, each.password) for each in ACCOUNTS]
    assert "虚构" in said.err
    assert "两步验证已关闭" in said.err


def test_production_gets_no_demonstration(settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo")
    assert not Organisation.objects.exists()


def test_command_lists_no_accounts_where_people_are_real() -> None:
    with pytest.raises(CommandError, match="不是演示县"):
        call_command("demo", "accounts")


def _left_out() -> int:
    """Rows that the run rejected."""
    return sum(file.counts.get("rejected", 0) for file in Run.objects.get().files.all())
