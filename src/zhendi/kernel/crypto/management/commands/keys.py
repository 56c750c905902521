"""``keys``: which keys there are, new ones, and sealing everything anew under them."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhendi.kernel import clock
from zhendi.kernel.crypto import keyring, resealing
from zhendi.kernel.crypto.keyring import INDEX, SEAL, KeysUnusable, Ring

_PURPOSES = {SEAL: "加密", INDEX: "检索"}


class Command(BaseCommand):
    """Keys never appear on the screen but in ``new``, which prints a fresh set and keeps nothing."""

    help = "密钥：keys list | new | secret | rotate | reseal | drop（不写动作即 list）"
    requires_system_checks: list[str] = []  # it puts right what the checks complain of

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb")
        verbs.add_parser("list", help="列出密钥编号、算法、生成日期和用量")
        verbs.add_parser("new", help="生成一套新密钥并打印（不保存），供 ZHENDI_KEYS 使用")
        verbs.add_parser("secret", help="生成一个会话签名密钥并打印，供 ZHENDI_SECRET_KEY 使用")
        rotate = verbs.add_parser("rotate", help="增加一把新的加密密钥，并用它重新加密全部数据")
        rotate.add_argument("--index", action="store_true", help="同时更换检索密钥（须先停止服务）")
        verbs.add_parser("reseal", help="用现行密钥重新加密、重算检索值；中断后可再次运行")
        drop = verbs.add_parser("drop", help="去掉不再使用的旧密钥；还有数据用它时拒绝")
        drop.add_argument("key", metavar="编号")

    def handle(self, **options: Any) -> None:
        verb = options["verb"] or "list"
        try:
            if verb in {"new", "secret"}:
                self.stdout.write(_fresh(verb), ending="")
            elif verb == "rotate":
                self._rotate(index=options["index"])
            elif verb == "reseal":
                self._reseal()
            elif verb == "drop":
                self._drop(options["key"])
            else:
                self._list()
        except KeysUnusable as fault:
            raise CommandError(str(fault)) from fault

    def _list(self) -> None:
        ring, used = keyring.current(), resealing.usage()
        self.stdout.write(f"密钥存放：{keyring.file() or '环境变量 ZHENDI_KEYS'}")
        for key in ring.keys:
            amount = f"  {used.tokens[key.id]}项、{used.files[key.id]}个文件" if key.purpose == SEAL else ""
            now = "  现行" if key in _newest(ring) else ""
            self.stdout.write(f"{_PURPOSES[key.purpose]}  {key.id}  {key.suite}  {key.made}{amount}{now}")
        missing = sorted((used.tokens.keys() | used.files.keys()) - ring.by_id.keys())
        if missing:
            raise CommandError(f"有数据所用的密钥不在其中：{'、'.join(missing)}。请从备份中找回密钥文件。")

    def _rotate(self, *, index: bool) -> None:
        ring, made = keyring.current(), clock.today().isoformat()
        grown = ring.with_new(SEAL, made)
        if index:
            grown = grown.with_new(INDEX, made)
        _ = grown.indexing  # refuses, before anything is written, a suite that has no index key yet
        keyring.write(grown)
        if index:
            self.stdout.write("检索密钥已更换：重算完成并重新启动服务之前，按号码查找会查不到。")
        self._reseal()
        self.stdout.write("请立即备份新的密钥文件，与数据库备份分开存放。")

    def _reseal(self) -> None:
        done = resealing.reseal(self.stdout.write)
        self.stdout.write(f"完成：重新加密{done.tokens}项，重算检索值{done.indexes}项。")

    def _drop(self, name: str) -> None:
        ring, used = keyring.current(), resealing.usage()
        key = next((each for each in ring.keys if each.id == name), None)
        if key is None:
            raise CommandError(f"没有编号为 {name} 的密钥。")
        if key in _newest(ring):
            raise CommandError("这是现行密钥，不能去掉。")
        if used.tokens[name] or used.files[name]:
            raise CommandError(
                f"还有{used.tokens[name]}项数据、{used.files[name]}个已上传的文件用这把密钥，请先运行 keys reseal。"
            )
        keyring.write(ring.without(frozenset({name})))
        self.stdout.write(f"已去掉密钥 {name}。旧的数据库备份仍需要它，请把旧密钥文件同那些备份一起留存。")


def _newest(ring: Ring) -> tuple[keyring.Key, ...]:
    found = []
    for purpose in (SEAL, INDEX):
        fit = [key for key in ring.keys if key.purpose == purpose and key.suite == ring.suite]
        found += fit[-1:]
    return tuple(found)


def _fresh(verb: str) -> str:
    if verb == "secret":
        return secrets.token_urlsafe(48) + "\n"
    return keyring.new(settings.CIPHER, clock.today().isoformat()).text()
