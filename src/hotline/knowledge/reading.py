"""Which reader a file is for."""

from __future__ import annotations

from hotline.knowledge.documents import read_document
from hotline.knowledge.guides import is_guide, read_guides
from hotline.knowledge.importing import Given, Plan, read_lines, read_sheet


def read(content: bytes, name: str, given: Given) -> Plan:
    """The plan of a file, by the ending of its name and, for CSV, by its columns."""
    ending = name.lower().rpartition(".")[2]
    if ending == "docx":
        return read_document(content, given)
    if ending == "jsonl":
        return read_lines(content, given)
    if ending == "csv" and is_guide(content):
        return read_guides(content, given)
    return read_sheet(content, name, given)
