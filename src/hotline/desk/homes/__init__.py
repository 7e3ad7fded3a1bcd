"""First pages: of the roles whose work is more than one list. Each answers “what must I do next, and by when”.

Who has none of these roles begins with the first list. The pages themselves are made in `desk/views/homes.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hotline.core.vocabulary import Role
from hotline.desk.queues import Entry
from hotline.desk.words import table

PREFIX = "home-"
"""What a first page is called where otherwise the name of a list stands."""


class Home(NamedTuple):
    """The first page of a role. `url`: a page of another part of the desk that is this role's first one."""

    name: str
    role: Role
    url: str = ""

    @property
    def address(self) -> str:
        return self.url or f"/start/{self.name}/"

    @property
    def label(self) -> str:
        return str(table("homes")["labels"][self.name])


HOMES = (
    Home("director", Role.CENTRE_DIRECTOR),
    Home("leader", Role.CITY_LEADER),
    Home("supervision", Role.SUPERVISOR),
    Home("dispatch", Role.DISPATCH_LEAD),
    Home("shift", Role.SHIFT_LEAD),
    Home("inspection", Role.INSPECTION),
    Home("quality", Role.QUALITY_INSPECTOR, "/quality/"),
    Home("analysis", Role.ANALYST),
    Home("knowledge", Role.KNOWLEDGE_EDITOR),
    Home("administration", Role.ADMINISTRATOR),
)
"""Who has several of these roles begins with the first one here; the others stand in the rail."""


def homes_of(person: Any) -> tuple[Home, ...]:
    """The first pages of this person's roles."""
    return tuple(home for home in HOMES if home.role in person.role_set)


def home_of(person: Any) -> Home | None:
    """Where this person begins; None: with the first list."""
    return next(iter(homes_of(person)), None)


def address_of(name: str) -> str:
    """The address of a page that is named like a list, `home-leader`; empty for any other name."""
    return next((home.address for home in HOMES if f"{PREFIX}{home.name}" == name), "")


def entries(person: Any, current: str) -> list[Entry]:
    """First pages in the rail, above the lists."""
    return [
        Entry(PREFIX + home.name, home.label, "", "", current == PREFIX + home.name, home.address)
        for home in homes_of(person)
    ]
