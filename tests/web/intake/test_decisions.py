"""Correcting columns and deciding doubts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.web.intake import made
from zhendi.intake.models import Decision, Mapping, Run

if TYPE_CHECKING:
    from tests.people import Cast

FIRST, SECOND = made.DOUBTS
Sent = list[tuple[object, ...]]


def test_a_correction_is_remembered_and_all_is_checked_again(cast: Cast, county_run: Run, sent: Sent) -> None:
    address = f"/intake/{county_run.pk}/files/{county_run.files.get().pk}/columns"
    client = cast.client("county_officer")
    assert 'value="id" selected' in client.get(address).content.decode()
    answer = client.post(address, {"sheet": made.SHEET, "column-A": "name", "column-B": ""})
    assert answer.headers["Location"] == f"/intake/{county_run.pk}"
    assert Mapping.objects.get().columns == {"A": "name", "B": ""}
    assert sent == [(county_run.pk, "--judge")]


def test_a_wrong_correction_comes_back_as_it_was_chosen(cast: Cast, county_run: Run, sent: Sent) -> None:
    address = f"/intake/{county_run.pk}/files/{county_run.files.get().pk}/columns"
    answer = cast.client("county_officer").post(address, {"sheet": made.SHEET, "column-A": "id", "column-Z": "name"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "重新选择" in text
    assert text.count('value="id" selected') == 2  # column A as typed now, B as it was
    assert not Mapping.objects.exists()
    assert sent == []


def test_doubts_that_are_alike_are_decided_together_but_for_the_one_chosen_alone(
    cast: Cast, county_run: Run, sent: Sent
) -> None:
    address = f"/intake/{county_run.pk}/doubts"
    client = cast.client("county_officer")
    assert "先出现的一行算数" in client.get(address).content.decode()
    client.post(address, {"group-duplicate_person": "first", f"doubt-{SECOND}": "second"})
    assert dict(Decision.objects.values_list("key", "choice")) == {FIRST: "first", SECOND: "second"}
    assert sent == [(county_run.pk, "--judge")]


def test_choices_are_kept_on_the_page(cast: Cast, county_run: Run, sent: Sent) -> None:
    client = cast.client("county_officer")
    client.post(f"/intake/{county_run.pk}/doubts", {f"doubt-{FIRST}": "second"})
    Run.objects.filter(pk=county_run.pk).update(state="judged")
    text = client.get(f"/intake/{county_run.pk}/doubts").content.decode()
    assert text.count('value="second" selected') == 1
    assert "1 处还没有判定" in text


def test_a_wrong_choice_keeps_the_others(cast: Cast, county_run: Run, sent: Sent) -> None:
    fields = {f"doubt-{FIRST}": "second", f"doubt-{SECOND}": "nonsense"}
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/doubts", fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不在可选范围内" in text
    assert text.count('value="second" selected') == 1
    assert not Decision.objects.exists()
    assert sent == []


def test_nothing_chosen_says_what_to_do(cast: Cast, county_run: Run, sent: Sent) -> None:
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/doubts", {})
    assert answer.status_code == 422
    assert "还没有选" in answer.content.decode()


def test_a_run_that_is_written_is_not_decided_any_more(cast: Cast, county_run: Run, sent: Sent) -> None:
    Run.objects.filter(pk=county_run.pk).update(state="done")
    client = cast.client("county_officer")
    answer = client.post(f"/intake/{county_run.pk}/doubts", {"group-duplicate_person": "first"})
    assert answer.status_code == 422
    assert "不能再改" in answer.content.decode()
    assert "存下判定" not in client.get(f"/intake/{county_run.pk}/doubts").content.decode()


def test_doubts_with_choices_of_their_own_are_decided_together_by_place(cast: Cast, sent: Sent) -> None:
    rows = [
        [*row[:10], [[f"{name}甲", f"在{name}甲"], [f"{name}乙", f"在{name}乙"]]]
        for name, row in zip("一二", made.FINDINGS[2:4], strict=True)
    ]
    run = made.run(cast.organisations["county"].path, findings=rows)
    client = cast.client("county_officer")
    assert "都算后出现的那个支部" in client.get(f"/intake/{run.pk}/doubts").content.decode()
    client.post(f"/intake/{run.pk}/doubts", {"group-duplicate_person": "#1"})
    assert dict(Decision.objects.values_list("key", "choice")) == {FIRST: "一乙", SECOND: "二乙"}


def test_an_answer_by_a_place_that_is_not_there_is_refused(cast: Cast, county_run: Run, sent: Sent) -> None:
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/doubts", {"group-duplicate_person": "#7"})
    assert answer.status_code == 422
    assert not Decision.objects.exists()


def test_samples_of_columns_are_masked(cast: Cast, county_run: Run) -> None:
    address = f"/intake/{county_run.pk}/files/{county_run.files.get().pk}/columns"
    text = cast.client("county_officer").get(address).content.decode()
    assert "999999198001011234" not in text
    assert "999999********1234" in text


def test_the_day_of_a_checked_run_is_changed_on_its_page_and_all_is_checked_again(
    cast: Cast, county_run: Run, sent: Sent
) -> None:
    client = cast.client("county_officer")
    assert 'name="day"' in client.get(f"/intake/{county_run.pk}").content.decode()
    answer = client.post(f"/intake/{county_run.pk}/check", {"day": "2026-05-31"})
    assert answer.headers["Location"] == f"/intake/{county_run.pk}"
    county_run.refresh_from_db()
    assert (county_run.as_of, county_run.as_of_given) == (date(2026, 5, 31), True)
    assert sent == [(county_run.pk, "--judge")]


def test_a_day_that_is_none_comes_back_on_the_page_of_the_run(cast: Cast, county_run: Run, sent: Sent) -> None:
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/check", {"day": "上月底"})
    assert answer.status_code == 422
    assert "上月底" in answer.content.decode()
    assert not sent
