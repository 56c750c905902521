"""The words of an election's steps: what a button says, what it means, the fields of its form."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """A step: last word of its address, what its button says, what it means, the fields of its form."""

    word: str
    title: str
    note: str
    fields: tuple[str, ...]
    said: str
    grave: bool = False


STEPS = (
    Step(
        "ask",
        "向上级请示换届",
        "请示里写明届满日期、名额和选举方式；附上日程",
        ("number", "note"),
        "已请示，等上级批复。",
    ),
    Step("permit", "同意换届", "上级党委研究以后批复，要有文号", ("number*", "note"), "已同意，可以提名了。"),
    Step(
        "voters",
        "公布选民名单",
        "一行写一个村民；公布以后可以申诉，村委会选举要公布满规定的天数才能投票",
        ("names",),
        "选民名单已公布。",
    ),
    Step(
        "nominate",
        "提名",
        "谁提名谁负责，联名的写明几人签名",
        ("office", "way", "person", "by", "backers"),
        "已记下提名。",
    ),
    Step("close", "提名结束", "每个职务的人选够差额才能结束", (), "提名结束，等上级审查资格。"),
    Step("check", "资格审查", "逐项核实，判为不合格的写明理由", ("check",), "审查结论已记下。"),
    Step(
        "ballot",
        "拟定投票",
        "名册按规定生成；锁定名册、封箱、投票和计票在投票页上办",
        ("ballot", "tellers"),
        "投票已拟定。下一步锁定名册，由监票人封箱。",
    ),
    Step("slate", "报候选人预备人选", "排好顺序，差额要够；不填序号的不列入", ("order", "number"), "已报上级批准。"),
    Step("approve-slate", "批准候选人", "批准以后才能开会选举", ("number*",), "候选人已批准，可以开会选举了。"),
    Step("return-slate", "退回候选人", "写明理由，由下级重新报", ("reason",), "已退回，由下级重新报。", True),
    Step(
        "give-up", "减少名额", "选出的接近应选名额，半数以上选举人同意，空缺的可以不再选", ("agreed",), "名额已减少。"
    ),
    Step(
        "first-meeting",
        "登记委员会第一次会议",
        "委员会选出书记、副书记，其他委员分工",
        ("first-meeting", "note"),
        "职务已登记，下一步报告结果。",
    ),
    Step("report", "报告选举结果", "书记、副书记报批准，委员报备案", ("number", "note"), "已报告，等上级批复。"),
    Step(
        "approve",
        "批准任职",
        "批复以后写入任职和新一届任期，没有再次当选的同日卸任",
        ("number*",),
        "已批准，任职和任期已经写入。",
    ),
    Step("publish", "公布结果", "在公开栏张贴，网上同时能查", ("note",), "已公布，这次换届办完了。"),
    Step(
        "annul",
        "不予认可，重新选举",
        "程序有差错的，写明理由，按批准的候选人整次重新选举",
        ("reason",),
        "已退回，整次重新选举。",
        True,
    ),
    Step("refuse", "不同意换届", "写明理由", ("reason",), "没有同意。", True),
    Step(
        "postpone",
        "批准延期换届",
        "一般不超过一年，日程重新倒排",
        ("ends_on", "number*"),
        "已延期，日程重新排好了。",
        True,
    ),
    Step("cancel", "取消选举", "经上级同意才能取消，写明理由", ("number*", "reason"), "选举已取消。", True),
)
# What stands in the course of an election, by the code of the step.
TITLES = {
    "opened": "启动准备", "asked": "请示换届", "permitted": "同意换届", "refused": "不同意换届", "nominated": "提名结束",
    "reopened": "重新提名", "checked": "资格审查完", "trusted": "信任投票结束", "slated": "报候选人", "returned": "退回候选人",
    "slate_approved": "批准候选人", "balloting": "拟定投票", "settled": "登记计票结果", "given_up": "减少名额",
    "elected": "选举产生", "first_meeting": "委员会第一次会议", "reported": "报告结果", "approved": "批准任职",
    "annulled": "不予认可", "published": "公布结果", "postponed": "延期换届", "cancelled": "取消选举",
}  # fmt: skip
WAYS = (("organisation", "组织提名"), ("joint", "联名推荐"), ("self", "自荐"))
OFFICES = {
    "secretary": "书记", "deputy_secretary": "副书记", "organisation_member": "组织委员", "publicity_member": "宣传委员",
    "discipline_member": "纪检委员",
}  # fmt: skip
