"""The navigation, as data: an entry shows when one of its verbs is among those of the posts in use."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from zhendi.kernel.scope import Scope
from zhendi.web.shell.addresses import Site, address, mounted


class Entry(NamedTuple):
    """A place to go to: ``name`` of its address; ``verbs``, any of which opens it (none: open to whoever signed in)."""

    name: str
    title: str
    icon: str
    verbs: tuple[str, ...] = ()
    note: str = ""
    under: tuple[str, ...] = ()


class Section(NamedTuple):
    """Entries under one word of the rail."""

    title: str
    entries: tuple[Entry, ...]


class Link(NamedTuple):
    """An entry as a page shows it."""

    name: str
    title: str
    icon: str
    address: str
    note: str
    current: bool


class Group(NamedTuple):
    """A section as a page shows it."""

    title: str
    links: tuple[Link, ...]


SECTIONS = (
    Section(
        "",
        (
            Entry("home", "首页", "home"),
            Entry("opinions", "意见落实", "checklist", ("see",), "71 条现在到哪一步，差在哪里", ("/opinions",)),
            Entry("duties", "待办", "check", ("see",), "我这里现在要办什么，哪天到期"),
            Entry("duties-below", "督办", "send", ("see",), "下面什么逾期了，催一次"),
        ),
    ),
    Section(
        "体制",
        (
            Entry(
                "organisations",
                "组织",
                "hierarchy-2",
                ("see", "see_own"),
                "组织树、沿革、班子和任期",
                ("/organisations",),
            ),
            Entry("members", "党员", "users", ("see", "see_own"), "名册、个人情况和组织关系", ("/members", "/people")),
            Entry(
                "transfers",
                "组织关系转接",
                "file-export",
                ("see",),
                "谁要转走、谁转来、介绍信哪天到期",
                ("/transfers",),
            ),
            Entry("posts", "任职", "id-badge-2", ("see",), "谁在哪个组织担任什么职务", ("/posts",)),
            Entry(
                "units",
                "单位与覆盖",
                "building-community",
                ("see",),
                "哪些单位有党组织、哪里是空白、谁来建",
                ("/units",),
            ),
            Entry(
                "units-plans",
                "设置方案",
                "route",
                ("see",),
                "空白怎样建：单独、联合还是挂靠，怎样分组最好",
                ("/units/plans",),
            ),
            Entry(
                "procedures",
                "组建办理",
                "folder",
                ("see",),
                "提出、批复、成立、规范，每一步到哪天",
                ("/procedures",),
            ),
        ),
    ),
    Section(
        "机制",
        (
            Entry(
                "mobile",
                "流动党员",
                "map-pin",
                ("see",),
                "谁在外面、谁联系、四项联系做到没有",
                ("/mobile",),
            ),
            Entry("certificates", "活动证", "id-badge-2", ("see",), "谁有证、哪张该查验、打印", ("/certificates",)),
            Entry("reports", "半年报告", "file-spreadsheet", ("see",), "流动党员情况，数字由登记册算出", ("/reports",)),
            Entry("messages", "短信", "send", ("see",), "一月一短信整批发，送达和回复看得见", ("/messages",)),
            Entry("letters", "信件", "mail", ("see",), "节日的信一次打印，装开窗信封，退回的另寄", ("/letters",)),
            Entry(
                "activities",
                "座谈与活动",
                "calendar-event",
                ("see",),
                "三会一课、主题党日、座谈会：邀请、签到、纪要、诉求",
                ("/activities",),
            ),
            Entry(
                "outlets",
                "便民网点",
                "building-community",
                ("see_services",),
                "在哪里、几点开门，党员按远近找",
                ("/outlets",),
            ),
            Entry("matters", "来信和求助", "message", ("see",), "党员从手机上求助、报告变动，限期答复", ("/matters",)),
        ),
    ),
    Section(
        "民主",
        (
            Entry(
                "decisions",
                "重大事项",
                "checklist",
                ("see",),
                "两重两轮：提议、公告、两轮投票、实施、满意度",
                ("/decisions",),
            ),
            Entry(
                "elections",
                "换届选举",
                "users",
                ("see",),
                "谁快届满、办到哪一步、选出了谁",
                ("/elections",),
            ),
            Entry("votes", "投票", "checklist", ("see",), "表决和选举：手机、投票站、纸票一起计", ("/votes",)),
        ),
    ),
    Section(
        "办理",
        (
            Entry("intake", "导入", "upload", ("intake",), "把现有的花名册和台账放进来，逐行说清", ("/intake",)),
            Entry("audit", "审计", "list-search", ("audit",), "谁在什么时候做了什么，有没有被改过", ("/audit",)),
        ),
    ),
    Section("本人", (Entry("account", "我的账号", "user-circle", (), "密码、登录的设备、两步验证", ("/account",)),)),
)
_SEARCH = Entry("search", "搜索", "search")
# The telephone's bar holds four at most; the own account is under the name at the top.
_PHONE = ("home", "duties", "opinions", "members", "organisations", "audit")
_PHONE_SIZE = 3


def groups(scope: Scope, path: str) -> tuple[Group, ...]:
    """The rail for a reader at an address; sections without an open entry are left out."""
    site = mounted()
    return _groups(_verbs(scope), _current(path, site), site)


def phone_bar(scope: Scope, path: str) -> tuple[Link, ...]:
    """The telephone's bar: the first places that are open, and the search."""
    site = mounted()
    return _phone_bar(_verbs(scope), _current(path, site), site)


def places(scope: Scope) -> tuple[Link, ...]:
    """What there is for a reader besides the first page, for the first page to list."""
    return tuple(link for group in groups(scope, "") for link in group.links if link.note)


_ENTRIES = {entry.name: entry for section in SECTIONS for entry in section.entries}
_ASKED = frozenset(verb for entry in _ENTRIES.values() for verb in entry.verbs)
_ROOTS = {root: entry.name for entry in _ENTRIES.values() for root in entry.under}


def _verbs(scope: Scope) -> frozenset[str]:
    """All of a reader that decides about the rail: which of the verbs that open an entry the posts in use carry."""
    return _ASKED if scope.everything else _ASKED.intersection(verb for grant in scope.grants for verb in grant.may)


@lru_cache(maxsize=512)
def _groups(verbs: frozenset[str], current: str, site: Site) -> tuple[Group, ...]:
    """The rail by what decides about it: the same verbs open the same entries for everybody."""
    del site  # where addresses begin: only a key here
    found = (
        Group(section.title, tuple(_link(entry, current) for entry in section.entries if _open(entry, verbs)))
        for section in SECTIONS
    )
    return tuple(group for group in found if group.links)


@lru_cache(maxsize=512)
def _phone_bar(verbs: frozenset[str], current: str, site: Site) -> tuple[Link, ...]:
    del site
    first = [_ENTRIES[name] for name in _PHONE if _open(_ENTRIES[name], verbs)][:_PHONE_SIZE]
    return tuple(_link(entry, current) for entry in (*first, _SEARCH))


def _open(entry: Entry, verbs: frozenset[str]) -> bool:
    return not entry.verbs or not verbs.isdisjoint(entry.verbs)


def _link(entry: Entry, current: str) -> Link:
    return Link(entry.name, entry.title, entry.icon, address(entry.name), entry.note, entry.name == current)


def _current(path: str, site: Site) -> str:
    """The entry at which a reader is: of two that lead to an address, the one that says more of it; "" for none."""
    found = _addresses(site).get(path, "")
    while path and not found:
        found = _ROOTS.get(path, "")
        path = path.rpartition("/")[0]
    return found


@cache
def _addresses(site: Site) -> dict[str, str]:
    del site
    return {address(name): name for name in _ENTRIES}
