"""When the simulated people are at work: the centre every day, units and leaders in the pack's office calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hotline.core.calendars import Calendar
from hotline.infra.clock import LOCAL

OPEN, CLOSE = time(8, 30), time(18, 0)
DAY = timedelta(days=1)


class Hours:
    """Adds time that passes only while people are at work. Days beyond the calendar are worked from Monday to Friday:
    people go on working in a year whose holidays nobody has announced; only limits are then unknown."""

    def __init__(self, office: Calendar) -> None:
        self._office = office
        self._worked: dict[date, bool] = {}

    def desk(self, start: datetime, hours: float) -> datetime:
        """`hours` of the centre's day shift after `start`."""
        return self._add(start, hours, every_day=True)

    def office(self, start: datetime, hours: float) -> datetime:
        """`hours` of office time after `start`."""
        return self._add(start, hours, every_day=False)

    def _add(self, start: datetime, hours: float, *, every_day: bool) -> datetime:
        at, left = start.astimezone(LOCAL), timedelta(hours=hours)
        while True:
            opens, closes = (datetime.combine(at.date(), t, LOCAL) for t in (OPEN, CLOSE))
            if (every_day or self._is_worked(at.date())) and at < closes:
                at = max(at, opens)
                if left <= closes - at:
                    return at + left
                left -= closes - at
            at = datetime.combine(at.date() + DAY, OPEN, LOCAL)

    def _is_worked(self, day: date) -> bool:
        found = self._worked.get(day)
        if found is None:
            known = self._office.is_known(day)
            found = self._worked[day] = self._office.is_working_day(day) if known else day.weekday() < 5
        return found
