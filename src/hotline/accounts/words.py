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

UNIT_KINDS = {
    "bank": "银行",
    "branch": "分公司、分支机构",
    "bureau": "部门",
    "bus": "公交",
    "business": "业务部门",
    "card": "一卡通",
    "centre_office": "中心科室",
    "civil_affairs": "民政部门",
    "community": "社区、村",
    "company": "企业",
    "complaint_station": "投诉站",
    "contractor": "外包单位",
    "county": "县级单位",
    "county_hotline": "县级热线机构",
    "court": "法院",
    "delivery": "送货部门",
    "delivery.city": "市送货部门",
    "department": "内设部门",
    "depot": "配送站",
    "depot.county": "县配送站",
    "district": "区级单位",
    "emergency_desk": "紧急热线服务台",
    "enforcement": "执法队",
    "enterprise": "公共服务企业",
    "gas": "供气",
    "government": "政府",
    "group": "集团",
    "hall": "营业厅",
    "heat": "供热",
    "hospital": "医院",
    "hotline_centre": "热线中心",
    "hotline_desk": "热线工作台",
    "hotline_office": "热线管理机构",
    "inspection": "监察机构",
    "inspection_team": "检查队",
    "judicial": "司法机关",
    "justice": "司法行政部门",
    "land": "国土部门",
    "law_firm": "律师事务所",
    "leaders_office": "领导办公室",
    "legal_aid": "法律援助机构",
    "line_department": "联网部门",
    "livestock_expert": "养殖专家组",
    "maintenance": "维护部门",
    "market": "市场部门",
    "market.city": "市市场部门",
    "market.haiyuan": "海原市场部门",
    "market.zhongning": "中宁市场部门",
    "market_desk": "供求服务台",
    "mediation_committee": "调解委员会",
    "metro": "地铁",
    "monopoly": "专卖部门",
    "monopoly.city": "市专卖部门",
    "monopoly.county": "县专卖部门",
    "petition_office": "信访部门",
    "planting_expert": "种植专家组",
    "police": "公安机关",
    "power": "供电",
    "procuratorate": "检察院",
    "rail": "轨道",
    "remote": "边远地区供电所",
    "rural": "农村供电所",
    "section": "科、所、队",
    "special_service": "专门服务单位",
    "station": "派出所、站",
    "street": "街道办事处",
    "subsidiary": "下属企业",
    "supervision": "督查机构",
    "telecom": "通信",
    "town": "镇政府",
    "township": "乡镇、街道",
    "travel_agency": "旅行社",
    "urban": "城区供电所",
    "utility": "公用企业",
    "water": "供水",
}
"""The kinds of units that packs know, as people call them. A hotline may name kinds of its own: they stay as typed."""


def kind_of(word: str) -> str:
    """The kind that a person means: by its word, by its id, or a new one as it is typed."""
    return _BY_WORD.get(word.strip(), word.strip())


_BY_WORD = {word: kind for kind, word in UNIT_KINDS.items()}
