"""Everything this room writes. Each function is one transaction; a refusal writes nothing."""

from hotline.appraisal.decisions import decide
from hotline.appraisal.objections import correct, object_to, rule
from hotline.appraisal.refusing import Refused
from hotline.appraisal.runs import cancel, draft, draft_for, issue, publish, recompute

__all__ = [
    "Refused",
    "cancel",
    "correct",
    "decide",
    "draft",
    "draft_for",
    "issue",
    "object_to",
    "publish",
    "recompute",
    "rule",
]
