"""What the pages of a run say, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.intake import made
from zhendi.intake.models import Run

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Cast

GATE = 4  # session, account, sign-in, posts


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_with_one_run_and_with_three(cast: Cast) -> None:
    path, client = cast.organisations["county"].path, cast.client("county_officer")
    made.run(path)
    one = queries(client, "/intake/")
    made.run(path, files=3)
    made.run(path, files=3)
    assert queries(client, "/intake/") == one <= GATE + 3


@pytest.mark.parametrize("page", ["", "/findings", "/differences", "/doubts", "/write"])
def test_a_page_costs_the_same_with_one_file_and_with_three(cast: Cast, page: str) -> None:
    path, client = cast.organisations["county"].path, cast.client("county_officer")
    small, large = made.run(path), made.run(path, files=3)
    one = queries(client, f"/intake/{small.pk}{page}")
    assert queries(client, f"/intake/{large.pk}{page}") == one <= GATE + 6


def test_the_run_says_what_was_read_and_what_it_would_change(cast: Cast, county_run: Run) -> None:
    text = cast.client("county_officer").get(f"/intake/{county_run.pk}").content.decode()
    assert "写入 4 条" in text
    assert f"/intake/{county_run.pk}/differences?register=members&amp;change=new" in text
    assert "level=rejected" in text
    assert "下载退回行" in text
    assert "2 处拿不准" in text


def test_a_whole_file_that_was_refused_says_why(cast: Cast, county_run: Run) -> None:
    county_run.files.update(fault="文件加了密码，去掉密码再导入。")
    text = cast.client("county_officer").get(f"/intake/{county_run.pk}").content.decode()
    assert "整份没有读：文件加了密码，去掉密码再导入。" in text


def test_findings_are_chosen_by_level_and_kind(cast: Cast, county_run: Run) -> None:
    client, home = cast.client("county_officer"), f"/intake/{county_run.pk}/findings"
    rejected = client.get(home, {"level": "rejected"}).content.decode()
    assert "校验码不对" in rejected
    assert "日期没有写明" not in rejected
    assert "第 3 行 B 列" in rejected
    assert "没有这样的行" in client.get(home, {"level": "rejected", "kind": "date_unknown"}).content.decode()


def test_whole_numbers_of_persons_are_not_shown(cast: Cast, county_run: Run) -> None:
    client = cast.client("county_officer")
    pages = ("", "/findings", "/differences", "/doubts")
    assert not any(
        "999999198001011234" in client.get(f"/intake/{county_run.pk}{page}").content.decode() for page in pages
    )


def test_findings_come_in_pages(cast: Cast) -> None:
    one = made.FINDINGS[0]
    rows = [[*one[:1], number, *one[2:]] for number in range(1, 121)]
    run = made.run(cast.organisations["county"].path, findings=rows)
    client = cast.client("county_officer")
    last = client.get(f"/intake/{run.pk}/findings", {"page": 3}).content.decode()
    assert "第 101–120 处，共 120 处" in last
    assert "第 120 行" in last
    assert "第 100 行" not in last


def test_a_change_is_shown_field_by_field(cast: Cast, county_run: Run) -> None:
    text = (
        cast.client("county_officer")
        .get(f"/intake/{county_run.pk}/differences", {"change": "changed"})
        .content.decode()
    )
    assert "<del>高中</del>" in text
    assert "<ins>大专</ins>" in text


def test_who_is_missing_is_only_told(cast: Cast, county_run: Run) -> None:
    text = (
        cast.client("county_officer")
        .get(f"/intake/{county_run.pk}/differences", {"change": "missing"})
        .content.decode()
    )
    assert "不在的人" in text
    assert "不会删除" in text


def test_htmx_gets_the_list_alone(cast: Cast, county_run: Run) -> None:
    headers = {"hx-request": "true", "hx-target": "region"}
    text = cast.client("county_officer").get(f"/intake/{county_run.pk}/findings", headers=headers).content.decode()
    assert "校验码不对" in text
    assert "<html" not in text


def test_progress_is_told_as_a_piece_and_leads_on_when_it_has_ended(
    cast: Cast, county_run: Run, sent: list[tuple[object, ...]]
) -> None:
    client, address = cast.client("county_officer"), f"/intake/{county_run.pk}/progress"
    piece = {"hx-request": "true", "hx-target": "progress"}
    assert client.get(address, headers=piece).headers["HX-Redirect"] == f"/intake/{county_run.pk}"
    assert client.get(address).headers["Location"] == f"/intake/{county_run.pk}"
    client.post(f"/intake/{county_run.pk}/check")
    told = client.get(address, headers=piece).content.decode()
    assert "准备中" in told
    assert "<html" not in told
    whole = client.get(f"/intake/{county_run.pk}").content.decode()
    assert 'hx-trigger="every 1s"' in whole
    assert f'href="{address}"' in whole  # the way without script


def test_an_interrupted_run_says_so_and_can_be_taken_up_again(
    cast: Cast, county_run: Run, sent: list[tuple[object, ...]]
) -> None:
    Run.objects.filter(pk=county_run.pk).update(state="writing", started_at=made.NOON)
    client, home = cast.client("county_officer"), f"/intake/{county_run.pk}"
    text = client.get(home).content.decode()
    assert "写入中断，没有写入任何内容，可以重新开始。" in text
    assert client.post(f"{home}/check").status_code == 302
    assert sent == [(county_run.pk,)]
    county_run.refresh_from_db()
    assert county_run.state == Run.State.WRITING


def test_a_failed_run_says_why_and_is_checked_again(
    cast: Cast, county_run: Run, sent: list[tuple[object, ...]]
) -> None:
    Run.objects.filter(pk=county_run.pk).update(state="failed", failure="检查时出错，请把日志交给维护人员。")
    client, home = cast.client("county_officer"), f"/intake/{county_run.pk}"
    assert "检查时出错" in client.get(home).content.decode()
    client.post(f"{home}/check")
    assert sent == [(county_run.pk, "--judge")]
