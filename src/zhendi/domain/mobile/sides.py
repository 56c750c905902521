"""What both registers say of one movement and can be told apart: the columns, and their words."""

FIELDS = {
    "moved_on": "离开、到达日期",
    "employer": "工作单位",
    "trade": "行业",
    "reason": "外出原因",
    "group": "人员类别",
    "returns_on": "预计返回",
    "phone": "电话",
}
