"""The sample city's units and people in the scratch database, and who plays which role in a life."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from bench import lives
from hotline.core.vocabulary import Role
from hotline.project.sample import messages

PACK = "dezhou-12345"
LINE = "dezhou-12345"
CODE = "12345"
"""What the pack calls the line."""
PASSWORD = "only-for-the-bench-1"
UNIT_FIELDS = ("id", "name", "level", "kind", "parent", "areas", "handles_orders")


def settle() -> None:
    """Store units, one line and all people. Nobody can sign in yet: hashing 300 passwords takes a minute."""
    from hotline.accounts import services

    services.save_units([{name: row[name] for name in UNIT_FIELDS} for row in messages.load("units")["units"]])
    services.save_lines([{"id": LINE, "name": "bench", "code": CODE, "prefix": "DZ", "pack": PACK}])
    services.save_people(
        {name: row[name] for name in ("username", "name", "title", "unit")} | {"roles": row["roles"].split("|")}
        for row in messages.rows("people")
    )


def let_in(names: Iterable[str]) -> None:
    """Give these people `PASSWORD`."""
    from hotline.accounts import services
    from hotline.accounts.models import Person

    for person in Person.objects.filter(username__in=list(names)):
        services.set_password(person, PASSWORD)


def usernames(role: Role, unit: str = "") -> list[str]:
    """Who has a role, in the whole city or in one unit."""
    return [
        row["username"]
        for row in messages.rows("people")
        if role.value in row["roles"].split("|") and unit in ("", row["unit"])
    ]


class Cast:
    """People of the database by role and unit, as the services take them."""

    def __init__(self, seed: int) -> None:
        from hotline.accounts.models import Person

        self._rng = random.Random(seed)
        self._people: dict[lives.Who, list[Any]] = defaultdict(list)
        for person in Person.objects.order_by("username"):
            for role in person.role_set:
                self._people[role, person.unit_id].append(person)
                self._people[role, ""].append(person)

    def pick(self, who: lives.Who) -> Any:
        """Somebody of that role; the system as the core knows it."""
        from hotline.core.state import SYSTEM

        return SYSTEM if who[0] is Role.SYSTEM else self._rng.choice(self._people[who])


@cache
def contact_of(life: lives.Life) -> Any:
    """The caller's invented contact."""
    from hotline.orders.services import Contact

    m = life.message
    return Contact(name=m.caller_name, phone=m.caller_phone, address=m.place, workplace=m.place)
