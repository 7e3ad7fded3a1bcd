"""The sample city itself: lines, units, people with one password of this installation, responsibilities."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password

from hotline import policy as packs
from hotline.accounts import people as remembered
from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.dispatch.services import import_list
from hotline.infra import geometry
from hotline.infra.files import create_private
from hotline.infra.paths import var_dir
from hotline.project.sample.messages import DATA, load, rows

LINES = {
    "dezhou-12345": "DZ",
    "karamay-12345": "KL",
    "heze-county": "HZ",
    "mayor-hotline": "SZ",
    "agri-12316": "SN",
    "blood-donation": "XX",
}
"""Line id, which is also its pack here → how its order numbers begin. The first is the default."""

KEPT_IN = "demo-password"
"""The file in `var_dir` that holds the password of the sample accounts."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def password() -> str:
    """The password of every sample account: made once an installation, kept in `var`, never in the checkout."""
    place = var_dir() / KEPT_IN
    create_private(place, "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)) + "\n")
    return place.read_text().strip()


def build() -> Mapping[str, Person]:
    """Create or complete the city; returns its people by account name. Doing it again changes nothing."""
    accounts.save_lines(
        {"id": ident, "name": packs.load(ident).title, "prefix": prefix, "pack": ident}
        for ident, prefix in LINES.items()
    )
    accounts.save_units(_unit(row) for row in load("units")["units"])
    found = accounts.save_people(_person(row) for row in rows("people"))
    # One salted hash for all: making one each would take a minute and a half.
    Person.objects.filter(username__in=[p.username for p in found]).update(password=make_password(password()))
    remembered.forget()
    import_list(rows("responsibility"))
    _place_outlines()
    return {person.username: person for person in found}


def is_here() -> bool:
    """Whether this installation has the invented city: its first account, beside its first line."""
    first = load("accounts")["accounts"][0]["username"]
    return Person.objects.filter(username=first, lines__overlap=list(LINES)[:1]).exists()


def _place_outlines() -> None:
    """The invented city's map, unless this installation has one of its own."""
    place = var_dir() / geometry.FILE
    if not place.exists():
        place.write_bytes((DATA / geometry.FILE).read_bytes())


def _unit(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "short_name": (row["short_names"] or [""])[0],
        "level": str(row["level"]),
        "kind": row["kind"],
        "parent": row["parent"],
        "areas": row["areas"],
        "handles_orders": row["handles_orders"],
    }


def _person(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "username": row["username"],
        "name": row["name"],
        "title": row["title"],
        "unit": row["unit"],
        "roles": row["roles"].split("|"),
    }


def accounts_table() -> str:
    """The accounts to try, with what each is for; ends with a line on the password."""
    data = load("accounts")
    heads = data["headings"]
    table = [(a["username"], a["label"], a["try_first"]) for a in data["accounts"]]
    lines = [(heads["username"], heads["label"], heads["try_first"]), *table]
    widths = [max(_width(line[i]) for line in lines) + 2 for i in range(2)]
    shown = ["".join(_pad(line[i], widths[i]) for i in range(2)) + line[2] for line in lines]
    return "\n".join([*shown, "", heads["password"].format(password=password(), place=var_dir() / KEPT_IN)])


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
