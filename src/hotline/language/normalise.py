"""One spelling for what is written in many ways: width, case, space, masks and Chinese digits."""

from __future__ import annotations

import re
import unicodedata

from hotline.language import words

MASK = "*"

_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_ADDRESSES = re.compile(r"https?://[\x21-\x7e]+")
_MASKS = re.compile(r"[*•●■□]{2,}|(?<=\d)[x*]{2,}(?=\d|$)")
_SIGNS = re.compile(r"[\W_]+")
_FORMAL = str.maketrans(words.FORMAL_DIGITS)


def normalise(text: str) -> str:
    """Half width, lower case, one space for any space, web addresses gone, a mask of any length is one `*`."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = _ADDRESSES.sub(" ", text)
    text = _MASKS.sub(MASK, text)
    return _SPACES.sub(" ", text).strip()


def compact(text: str) -> str:
    """The normalised text without anything but letters, digits and Chinese characters: for comparing."""
    return _SIGNS.sub("", normalise(text))


def plain_digits(text: str) -> str:
    """Digits as they stand on cheques and contracts, and old forms, as everyday ones; the length stays."""
    return text.translate(_FORMAL)


def number(text: str) -> int | None:
    """The value of a number written in Chinese or Arabic digits; None for what is no number.

    Digits may be read out one by one, as with a telephone number, or stand with units.
    """
    text = plain_digits(normalise(text)).replace(" ", "").replace(",", "")
    if re.fullmatch(r"\d+", text):
        return int(text)
    if not text or any(sign not in words.DIGITS | words.UNITS | words.LARGE_UNITS for sign in text):
        return None
    if all(sign in words.DIGITS for sign in text):
        return int("".join(str(words.DIGITS[sign]) for sign in text))
    return _with_units(text)


def _with_units(text: str) -> int:
    total = section = digit = 0
    last_unit = 1
    for sign in text:
        if sign in words.DIGITS:
            digit = words.DIGITS[sign]
            last_unit = 1 if digit == 0 else last_unit  # after a zero nothing is left out
        elif sign in words.UNITS:
            last_unit = words.UNITS[sign]
            section += (digit or 1) * last_unit
            digit = 0
        else:
            last_unit = words.LARGE_UNITS[sign]
            if total >= last_unit:  # so many hundred millions, and so many ten thousands
                total += (section + digit) * last_unit
            else:
                total = (total + section + digit) * last_unit
            section = digit = 0
    shortened = last_unit // 10 if last_unit >= 100 else 1  # the unit after the last digit may be left unsaid
    return total + section + digit * shortened
