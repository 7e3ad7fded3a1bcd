"""What the pack of a line says of its knowledge base."""

from __future__ import annotations

from datetime import date

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.calendars import Calendar
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import KnowledgeRule


def rule_of(line: str, day: date) -> KnowledgeRule:
    """The rule of a line on a day. KeyError for an unknown line."""
    found = packs.load(accounts.line(line).pack).find("knowledge", Facts(), day, day)
    rule: KnowledgeRule = found.rule.value if isinstance(found, Found) else KnowledgeRule()
    return rule


def calendar_of(line: str) -> Calendar:
    """The calendar by which limits of the knowledge base count."""
    policy = packs.load(accounts.line(line).pack)
    return policy.calendars.get("office") or policy.first_calendar
