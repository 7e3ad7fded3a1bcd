"""Personal data shortened for the eye: enough to recognise, too little to use."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

STAR = "*"


def _words() -> tuple[frozenset[str], re.Pattern[str]]:
    lines = (Path(__file__).parent / "masking_words.txt").read_text("utf-8").splitlines()
    surnames, endings = [line.split() for line in lines if line and not line.startswith("#")]
    return frozenset(surnames), re.compile(rf"^(.*?(?:{'|'.join(endings)}))(.+)$")


_COMPOUND_SURNAMES, _PLACE = _words()


def mask_phone(text: str) -> str:
    """A mobile number as 138****2041; a landline keeps its last two digits; shorter ones become stars only."""
    digits = re.sub(r"\D", "", text or "")
    if len(digits) >= 11:
        return digits[:3] + STAR * (len(digits) - 7) + digits[-4:]
    if len(digits) >= 7:
        return STAR * (len(digits) - 2) + digits[-2:]
    return STAR * len(text or "")


def mask_name(text: str) -> str:
    """The surname stays (one character, two for a compound surname), the rest becomes stars."""
    name = (text or "").strip()
    if len(name) < 2:
        return STAR * len(name)
    kept = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    return name[:kept] + STAR * (len(name) - kept)


def mask_id_number(text: str) -> str:
    """371402199001011234 as 371402********1234: the area stays, the birthday goes."""
    number = (text or "").strip()
    if len(number) < 12:
        return STAR * len(number)
    return number[:6] + STAR * (len(number) - 10) + number[-4:]


def mask_address(text: str) -> str:
    """The first place name stays; street, house and flat go."""
    address = (text or "").strip()
    match = _PLACE.match(address)
    if match:
        return match.group(1) + STAR * len(match.group(2))
    return address[:2] + STAR * (len(address) - 2) if len(address) > 4 else STAR * len(address)


_LONG_NUMBER = re.compile(r"(?<![\d*])\d(?:[ \u3000\-\uff0d]?\d){6,}[Xx]?(?!\d)")
_DAY = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")
# Only from the beginning of a run of such signs: from each of them, a long text takes a minute.
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-])[\w.+-]*@")


def mask_inside(text: str) -> str:
    """A sentence with the long numbers and mail addresses in it masked: telephones, identity cards, accounts.

    Full-width digits count as digits. A date stays. A name in a sentence cannot be told from other words.
    """
    return _MAIL.sub(rf"\1{STAR * 3}@", _LONG_NUMBER.sub(lambda m: _number(m.group()), text or ""))


_WHOLE_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.+@-]+")


def without_numbers(text: str) -> str:
    """A text without the long numbers and mail addresses in it, for what must not hold them at all; days stay."""
    kept = _LONG_NUMBER.sub(lambda m: m.group() if _DAY.fullmatch(m.group()) else " ", text or "")
    return _WHOLE_MAIL.sub(" ", kept) if "@" in kept else kept


def _number(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if _DAY.fullmatch(text):
        return text
    return mask_id_number(text) if len(re.sub(r"\D", "", text)) >= 15 else mask_phone(text)
