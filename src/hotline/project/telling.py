"""What rooms have to tell somebody becomes a notice: they do not know each other, they meet here."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

from hotline.infra import clock
from hotline.insight import raising
from hotline.knowledge import keeping
from hotline.knowledge.keeping import Telling
from hotline.supervision import notices
from hotline.supervision.audience import Holder


def tell_knowledge() -> int:
    """Write the notices that are due now; returns how many. Told and written down in one transaction."""
    with transaction.atomic():
        found = keeping.to_tell()
        for telling in found:
            _tell(telling)
    return len(found)


def _tell(telling: Telling) -> None:
    key = f"{telling.key}.{telling.step.value}" if telling.key == keeping.RENEWAL else telling.key
    due = datetime.combine(telling.due, time(23, 59), clock.LOCAL).isoformat()
    holder = Holder(telling.holder, telling.role.value)
    notices.write_about(holder, telling.about, telling.number, key, {"title": telling.title, "due": due})


def tell_warnings() -> int:
    """Write the notices of warnings that were raised or rose; returns how many. Told and written down together."""
    with transaction.atomic():
        found = raising.to_tell()
        for telling in found:
            params = {
                "title": telling.title,
                "level": str(telling.level),
                "count": str(telling.count),
                "days": str(telling.days),
                "expected": f"{telling.expected:.1f}",
            }
            for role in telling.roles:
                notices.write_about(Holder(telling.line, role.value), telling.warning, "", "warning_raised", params)
        for line, warning, title in raising.renamed():
            notices.retitle(line, warning, title)
    return sum(len(telling.roles) for telling in found)
