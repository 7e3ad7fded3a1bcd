"""中文 of this room: why a file is not taken, or not given out yet."""

from __future__ import annotations

from hotline.handling.doubts import Doubt, Fault

FAULTS: dict[Fault, str] = {
    Fault.EMPTY: "这个文件是空的，没有上传。请重新选择。",
    Fault.TOO_BIG: "文件超过 {most} MB，没有上传。请压缩或分成几个文件。",
    Fault.NOT_ALLOWED: "这类文件不能作为附件，没有上传。可以上传：{kinds}。",
}

DOUBTS: dict[Doubt, str] = {
    Doubt.NAME_DIFFERS: "文件名的后缀与内容不符，先由督办员或中心主任查看后放行。",
    Doubt.MACROS: "文档里有宏，先由督办员或中心主任查看后放行。",
    Doubt.SCRIPT: "文档里有脚本，先由督办员或中心主任查看后放行。",
    Doubt.OLD_FORMAT: "旧版 Office 文件可能带宏，先由督办员或中心主任查看后放行。",
    Doubt.HELD: "文件检查没有放行，先由督办员或中心主任查看后放行。",
}
