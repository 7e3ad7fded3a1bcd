"""What the spreadsheets of units and people say: headings, and the words for yes, no and states."""

UNIT_HEADINGS = {
    "id": "代码",
    "name": "名称",
    "short_name": "简称",
    "parent": "上级单位",
    "level": "层级",
    "kind": "类别",
    "areas": "区域代码",
    "handles_orders": "承办工单",
    "active": "状态",
}
PEOPLE_HEADINGS = {
    "username": "账号",
    "name": "姓名",
    "title": "职务",
    "unit": "单位",
    "roles": "岗位",
    "lines": "号码",
    "active": "状态",
}
YES, NO = "是", "否"
AT_WORK, RETIRED = "在用", "停用"
SEVERAL, COLON, STOP, NOTHING = "、", "：", "；", "—"
SEPARATORS = "、,，;；|"
