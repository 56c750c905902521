"""Handing in files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhendi.intake import bridge
from zhendi.intake.models import Run

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Cast

CSV = "姓名,身份证号码\n张三,999999\n".encode()
Sent = list[tuple[object, ...]]


def hand_in(cast: Cast, *names: str, **fields: str) -> HttpResponse:
    files = [SimpleUploadedFile(name, CSV) for name in names]
    return cast.client("county_officer").post("/intake/upload", {"files": files, **fields})


def test_files_open_a_run_that_is_checked_at_once(cast: Cast, sent: Sent) -> None:
    answer = hand_in(cast, "甲.csv", "乙.csv")
    run = Run.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/intake/{run.pk}")
    assert run.state == Run.State.JUDGING
    assert sent == [(run.pk, "--judge")]
    assert run.path == cast.organisations["county"].path


def test_the_day_of_the_files_may_be_said(cast: Cast, sent: Sent) -> None:
    hand_in(cast, "甲.csv", day="2026-06-30")
    run = Run.objects.get()
    assert (run.as_of.isoformat(), run.as_of_given) == ("2026-06-30", True)


@pytest.mark.parametrize(("day", "said"), [("去年", "截至日期要写成"), ("2999-01-01", "在今天以后")])
def test_a_day_that_cannot_be_is_refused_and_stays_in_the_field(cast: Cast, sent: Sent, day: str, said: str) -> None:
    answer = hand_in(cast, "甲.csv", day=day)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'value="{day}"' in text
    assert not Run.objects.exists()
    assert sent == []


def test_without_files_the_page_says_what_to_choose(cast: Cast, sent: Sent) -> None:
    answer = cast.client("county_officer").post("/intake/upload", {"day": "2026-06-30"})
    assert answer.status_code == 422
    assert "没有可以导入的文件" in answer.content.decode()
    assert 'value="2026-06-30"' in answer.content.decode()


def test_a_file_beyond_the_limit_is_refused_by_name(cast: Cast, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "LARGEST", 10)
    answer = hand_in(cast, "太大.csv")
    assert answer.status_code == 422
    assert "文件“太大.csv”超过" in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "<script>alert(1)</script>.csv", "a\"onload='x'.csv", "=cmd|' /C calc'!A0.csv"]
)
def test_a_hostile_name_is_only_ever_shown(cast: Cast, sent: Sent, name: str) -> None:
    hand_in(cast, name, paths=json.dumps([f"../../../{name}"]))
    run = Run.objects.get()
    stored = run.files.get()
    assert not stored.name.startswith((".", "/"))
    assert stored.stored == "0000.sealed"
    text = cast.client("county_officer").get(f"/intake/{run.pk}").content.decode()
    assert "<script>alert" not in text
    assert "onload='x'" not in text


def test_the_folder_of_a_file_is_told_where_the_page_knows_it(cast: Cast, sent: Sent) -> None:
    hand_in(cast, "一.csv", "二.csv", paths=json.dumps(["名册/一.csv", "别的名字.csv"]))
    assert list(Run.objects.get().files.values_list("name", flat=True)) == ["名册/一.csv", "二.csv"]


@pytest.mark.parametrize("paths", ["{", "7", '["名册/一.csv", "多.csv"]', "[1]"])
def test_a_list_of_folders_that_does_not_fit_is_left_aside(cast: Cast, sent: Sent, paths: str) -> None:
    hand_in(cast, "一.csv", paths=paths)
    assert Run.objects.get().files.get().name == "一.csv"


def test_checking_twice_sends_one_to_work(cast: Cast, county_run: Run, sent: Sent) -> None:
    client = cast.client("county_officer")
    answers = [client.post(f"/intake/{county_run.pk}/check") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(sent) == 1
