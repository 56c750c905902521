"""``zhendi demo [--members N] [--seed N] [--history MONTHS]`` and ``zhendi demo accounts``: a county of generated people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhendi.demonstration import county
from zhendi.demonstration.accounts import ACCOUNTS
from zhendi.intake import queries
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused

MEMBERS, SEED = 6000, 341823


class Command(BaseCommand):
    """The installation is marked as a demonstration; one that holds anything already refuses."""

    help = "建立演示县：用生成的虚构人员走一遍真实导入；accounts 列出演示账号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many members, from which seed, with how much of a past."""
        parser.add_argument("what", nargs="?", choices=["build", "accounts"], default="build")
        parser.add_argument("--members", type=int, default=MEMBERS, help=f"党员数，默认 {MEMBERS}")
        parser.add_argument(
            "--history",
            type=int,
            default=county.HISTORY,
            metavar="MONTHS",
            help="按季补导之前几个月的名册，默认 12，0 为只导今天的",
        )
        parser.add_argument("--seed", type=int, default=SEED, help="随机种子：同一种子生成同一个县")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build the county, or list the accounts."""
        if options["what"] == "build":
            self._build(members=options["members"], seed=options["seed"], months=options["history"])
        else:
            self._list()

    def _build(self, *, members: int, seed: int, months: int) -> None:
        if settings.MODE == "production":
            raise CommandError("正式环境不建演示县：演示账号口令公开。")
        folder = Path(settings.DATA_DIR) / "demo"
        try:
            built = county.build(folder, members=members, seed=seed, on=clock.today(), now=clock.now(), months=months)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stderr.write(
            f"演示县已建成：生成党员 {built.members} 名，导入 {built.accepted} 行，退回 {built.rejected} 行。"
        )
        self.stderr.write(f"名册等原始文件在 {folder}；演示账号用 demo accounts 列出。")

    def _list(self) -> None:
        """One account a line: user name, password, whose it is."""
        if queries.demonstration() is None:
            raise CommandError("这里不是演示县，没有演示账号。空的数据文件夹中可用 demo 建立。")
        self.stderr.write("以下人员、单位、号码均为虚构。演示账号口令公开，两步验证已关闭，请勿录入真实人员：")
        for account in ACCOUNTS:
            self.stdout.write(f"{account.username:<12} {account.password:<18} {account.title}")
