"""At which field a refusal stands: what is wrong is said where it is mended, not at the top of the form.

The core refuses a command as a whole. Most of its reasons are about one thing that was typed; where that has a field on
the form, the sentence goes there. Reasons about the order itself (its phase, its limits, who may) stay at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hotline.core.decision import Refusal
from hotline.core.vocabulary import FIELD_LABELS, ContactField, RefusalCode
from hotline.desk.forms.shape import FormShape
from hotline.infra.tongues import SEVERAL

R = RefusalCode
UNITS = ("lead", "unit", "assisting", "suggested", "accused")
"""Fields in which a unit is chosen; where a form has two, the refusal names the unit and the first is looked at."""
DAYS = ("due_on", "until", "days", "due_at", "on")
AT: Mapping[RefusalCode, Sequence[str]] = {
    R.UNKNOWN_UNIT: UNITS,
    R.UNIT_TWICE: ("assisting", *UNITS),
    R.UNIT_BUSY: UNITS,
    R.NOT_BELOW: UNITS,
    R.ACCUSED_UNIT: UNITS,
    R.UNKNOWN_NATURE: ("nature",),
    R.UNKNOWN_CLASS: ("content_class",),
    R.UNKNOWN_REASON: ("reason",),
    R.NOT_TOLD: ("told",),
    R.SOURCE_MISSING: ("source_ref", "basis"),
    R.CONSENT_MISSING: ("consent",),
    R.AUDIT_FAILED: ("audit",),
    R.TOO_LONG: DAYS,
    R.NEEDS_SIGNATURE: ("signed", "stamped"),
    R.BAD_DATE: DAYS,
    R.TOO_FAR: DAYS,
    R.DAY_TOO_NEAR: DAYS,
    R.PARTS_OPEN: ("parts_missing",),
    R.GROUNDS_MISSING: ("grounds",),
    R.ANSWER_TOO_SHORT: ("public_text",),
    R.SECRET_IS_PRIVATE: ("disclosure",),
    R.WAIVER_WITHOUT_GROUND: ("reason",),
    R.NO_SUPERIOR: ("mode",),
    R.SELF_LINK: ("other",),
    R.ALREADY_LINKED: ("other",),
    R.NO_SUCH_ORDER: ("other", "parent"),
    R.UNKNOWN_PROCEDURE: ("kind",),
    R.UNKNOWN_OUTCOME: ("outcome",),
    R.IDENTITY_UNCHECKED: ("checked",),
}
"""The fields a reason is about, the likeliest first."""


def field_of(shape: FormShape, refusal: Refusal, shown: Iterable[str] | None = None) -> str:
    """The field of `shape` at which the refusal stands; empty when it is about the order as a whole.

    `shown`: the names of the fields that are on the form, where some of the command's are left out.
    """
    there = set(shown) if shown is not None else {f.name for f in shape.fields}
    return next((name for name in _about(shape, refusal) if name in there), "")


def contact_of(refusal: Refusal) -> str:
    """The first field of the caller's that the hotline requires for this nature and that is empty."""
    if refusal.code is not R.IDENTITY_MISSING:
        return ""
    words = refusal.params.get("fields", "").split(SEVERAL)
    return next((f.value for f in ContactField if f.zh in words), "")


def _about(shape: FormShape, refusal: Refusal) -> Sequence[str]:
    if refusal.code not in (R.FIELD_MISSING, R.FIELD_INVALID):
        return AT.get(refusal.code, ())
    word = refusal.params.get("field", "")
    return [f.name for f in shape.fields if word in (FIELD_LABELS.get(f.name), f.label)]
