"""What both registers say of one movement and can be told apart: the columns, and their words."""

FIELDS = {"moved_on": "离开、到达日期", "employer": "工作单位", "trade": "行业", "phone": "电话"}
