"""What supervision does: fires clocks, recomputes limits, marks notices as read."""

from hotline.supervision.calendars import Recomputed, changed_packs, recompute_calendar
from hotline.supervision.notices import read as read_notices
from hotline.supervision.sweeper import Swept, sweep

__all__ = ["Recomputed", "Swept", "changed_packs", "read_notices", "recompute_calendar", "sweep"]
