"""What other rooms change in the knowledge base; each name is explained where it is defined."""

from __future__ import annotations

from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import Refused
from hotline.knowledge.announcing import Notice, announce, prolong, take_back
from hotline.knowledge.announcing import answered as announcement_used
from hotline.knowledge.entries import New, act, create, publish_at_once, write
from hotline.knowledge.sending import send
from hotline.knowledge.using import answered, chosen, not_helpful

__all__ = [
    "Content",
    "New",
    "Notice",
    "Refused",
    "act",
    "announce",
    "announcement_used",
    "answered",
    "chosen",
    "create",
    "not_helpful",
    "prolong",
    "publish_at_once",
    "send",
    "take_back",
    "write",
]
