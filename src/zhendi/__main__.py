"""The product's command line: ``script/zhendi VERB …`` (``python -m zhendi VERB …``).

A verb is a management command of one of the apps. Before it runs the data folder is made ready, so that the
first command in an empty folder finds a database.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class

from zhendi.config import folder, ready

# These look at the program or bring the database about themselves.
_AS_IT_IS = frozenset(
    {
        "check",
        "collectstatic",
        "diffsettings",
        "findstatic",
        "help",
        "makemigrations",
        "migrate",
        "showmigrations",
        "sqlmigrate",
        "squashmigrations",
        "version",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; gives the exit status: 0 done, 1 refused or failed, 2 wrong use or unsafe settings."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhendi.config.settings")
    if not words or words[0] in {"-h", "--help", "help"}:
        words = ["help", *words[1:]]
    words[0] = words[0].replace("-", "_") if not words[0].startswith("-") else words[0]
    os.umask(0o077)  # databases, exports, keys: for their owner alone
    if not _as_it_is(words):
        folder.make(folder.data_dir(os.environ))
    return _run(words)


def _run(words: list[str]) -> int:
    try:
        django.setup()
    except ImproperlyConfigured as unsafe:
        print(unsafe, file=sys.stderr)
        return 2
    if words == ["help"]:
        return _list_verbs()
    if not _as_it_is(words):
        ready.database()
    ManagementUtility(["zhendi", *words]).execute()
    return 0


def _as_it_is(words: list[str]) -> bool:
    return words[0] in _AS_IT_IS or words[0].startswith("-") or bool({"-h", "--help"} & set(words))


def _list_verbs() -> int:
    ours = sorted(name for name, app in get_commands().items() if str(app).startswith("zhendi."))
    print("用法:script/zhendi 命令 [参数 …]    (script/zhendi 命令 --help 查看一条命令的用法)\n")
    for name in ours:
        print(f"  {name.replace('_', '-'):<18}{load_command_class(get_commands()[name], name).help}")
    print("\n  migrate           更新数据库结构(其他命令会自动完成)\n  check             检查设置")
    return 0


if __name__ == "__main__":
    sys.exit(main())
