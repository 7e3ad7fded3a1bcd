"""中文 that the commands say to whoever runs them."""

from __future__ import annotations

from collections.abc import Mapping

STOPPING = "正在停止"
STARTING_DATABASE = "正在启动数据库"
DATABASE_AGAIN = "数据库意外停止，正在重新启动"
SAMPLE = "正在准备样例城市"
SAMPLE_FAILED = "样例数据没有载入成功；`hotline run --no-sample` 可以不载入样例启动"
FRONTEND = "正在整理前端文件"
ALREADY_RUNNING = "这个文件夹里已经有一个一号通在运行（数据库正被使用），请先停止它"
PORT_TAKEN = "{host}:{port} 不能使用（{why}）；请换一个端口：make run PORT=…"
READY = "一号通已启动：{address}   （按 Ctrl-C 停止）"
NO_SUCH_ORDER = "{number}：没有这张工单"
DIFFERENCE = "{order}：{what}"
SEALED_DIFFERS = "{order}：案卷与封存时不一致：{what}"
REINDEXED = "已重建 {orders} 张工单的搜索索引"
VERIFIED = "核对 {orders} 张工单、{events} 个事件，{broken} 处不一致"

COVERAGE: Mapping[str, str] = {
    "heading": "# 需求与测试",
    "intro": (
        "每一条需求由哪些测试和案例证明。本页由 `make test` 的结果生成（`hotline coverage --write`），不要手改；"
        "已有测试的需求失去最后一个测试时，测试失败。需求目录是 `docs/requirements.toml`。"
    ),
    "columns": "| 编号 | 需求 | 测试数 | 规则包 | 测试文件 |",
    "none": "没有",
    "later": "以后",
    "unknown": "需求目录里没有 {ident}，请在 docs/requirements.toml 登记，或改正测试里的编号。",
    "lost": "{ident} {title}：原来有测试，现在没有了。",
    "not_later": "{ident} 已有测试，请从 docs/requirements.toml 的 [later] 里去掉。",
    "no_run": "还没有完整的测试结果，请先运行 make test。",
    "without_summary": "没有测试的 {count} 条：{ids}",
    "later_summary": "以后做的 {count} 条：{ids}",
}
"""What `hotline coverage` and a test run say of requirements."""
