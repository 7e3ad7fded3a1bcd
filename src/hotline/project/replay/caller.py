"""The invented citizen behind a row. Nothing of a real person is made up: the number has an area code nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from hotline.core.vocabulary import ContactField
from hotline.project.replay.life import Life
from hotline.project.replay.phrases import phrase, phrases
from hotline.project.sample import messages as sample

DIGITS = 8
ACCUSING = frozenset({"complaint", "report"})


@dataclass(frozen=True, slots=True)
class Caller:
    """What the citizen tells of himself or herself; printing shows nothing of it."""

    name: str = ""
    phone: str = ""
    address: str = ""
    workplace: str = ""

    @property
    def known(self) -> frozenset[ContactField]:
        return frozenset(f for f in ContactField if getattr(self, f.value, ""))

    def __repr__(self) -> str:
        return "Caller"


def caller_of(life: Life, nature: str, area: str) -> Caller:
    """The same citizen always has the same name and telephone, so that a second call is seen to be a second one."""
    if life.happens("anonymous", "agent.without_contact"):
        return Caller()
    key = life.row.citizen or f"#{life.row.line}"
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
    names, titled = phrases("names"), phrases("titled")
    caller = Caller(
        name=names[number % len(names)] + titled[number // 16 % len(titled)],
        phone=f"0000-{number % 10**DIGITS:0{DIGITS}d}",
    )
    if nature in ACCUSING and not life.happens("withholds", "agent.withholds_identity"):
        place = next((a["name"] for a in sample.load("areas")["areas"] if a["code"] == area), "")
        address = phrase("address").format(area=place, number=number % 200 + 1)
        return Caller(caller.name, caller.phone, address, phrase("workplace"))
    return caller
