"""中文 that the commands say to whoever runs them."""

from __future__ import annotations

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
VERIFIED = "核对 {orders} 张工单、{events} 个事件，{broken} 处不一致"
