"""People whose account leads nowhere: staff of units without a unit, staff of the centre without a hotline."""

from __future__ import annotations

from django.db.models import Q

from hotline.accounts import policies
from hotline.accounts.models import Person


def without_place(limit: int = 20) -> list[Person]:
    """Active people who see no order for want of a unit or a hotline, by name."""
    of_unit, of_centre = ([role.value for role in roles] for roles in (policies.UNIT, policies.CENTRE))
    nowhere = Q(roles__overlap=of_unit, unit__isnull=True) & ~Q(roles__overlap=of_centre)
    without_line = Q(roles__overlap=of_centre, lines=[]) & ~Q(roles__overlap=of_unit)
    return list(Person.objects.filter(nowhere | without_line, is_active=True).order_by("name", "id")[:limit])
