"""Numbers in a text: money, quantities, telephones, identity numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hotline.language.extract_lexicon import pattern, raw, source, words
from hotline.language.extract_shapes import Kind, Span

_DIGITS = {char: value for value, char in enumerate(raw("c_digits"))}
_DIGITS |= {raw("c_digits_more")[at]: int(raw("c_digits_more")[at + 1]) for at in (0, 2)}
_TENS = dict(zip(raw("c_tens"), (10, 100, 1000), strict=True))
_MYRIADS = dict(zip(raw("c_myriads"), (10_000, 100_000_000), strict=True))
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SMALL = frozenset(words("small_units"))
_WITH_ONE = frozenset(words("one_units"))
_HOUSES = frozenset(words("house_units"))
_ORDINAL = re.compile(f"(?:{source('ordinal')})$")


def to_number(text: str) -> float | None:
    """The number that Chinese numerals or digits (`2千`, `18万5千`, `三百五`) write; None when it is none."""
    total, section, digit, seen = 0.0, 0.0, 0.0, False
    text = pattern("c_vague").sub("", text)
    if text == raw("c_half"):
        return 0.5
    if len(text) > 1 and all(c in _DIGITS for c in text):
        # Two neighbouring numerals guess (三四 is three or four); more of them are a year or a house number.
        return float(_DIGITS[text[0]]) if len(text) == 2 else float("".join(str(_DIGITS[c]) for c in text))
    at = 0
    while at < len(text):
        char = text[at]
        found = _NUMERAL.match(text, at)
        if found:
            digit, at, seen = float(found[0].replace(",", "")), found.end(), True
            continue
        if char in _DIGITS:
            digit, seen = float(_DIGITS[char]), True
        elif char in _TENS:
            section, digit, seen = section + (digit or 1.0) * _TENS[char], 0.0, True
        elif char in _MYRIADS:
            total, section, digit = total + (section + digit or 1.0) * _MYRIADS[char], 0.0, 0.0
            seen = True
        elif char == raw("c_point") and seen:
            part = "".join(str(_DIGITS.get(c, "")) for c in text[at + 1 :])
            return total + section + digit + (float("0." + part) if part else 0.0)
        at += 1
    return total + section + digit if seen else None


def written(number: float) -> str:
    """A number without a needless decimal point."""
    return str(int(number)) if number == int(number) else f"{number:.4f}".rstrip("0")


def identities(text: str) -> Iterator[Span]:
    """Numbers of identity cards, also partly masked ones."""
    for found in pattern("identity").finditer(text):
        stars = found[0].count("*")
        if stars and stars < 3:
            continue
        yield Span(Kind.IDENTITY, *found.span(), found[0][:6] + "*" * (len(found[0]) - 6), 0.97 if not stars else 0.9)


def phones(text: str) -> Iterator[Span]:
    """Mobile, landline, service and (after a word that says so) local numbers."""
    for name, sure in (("mobile", 0.96), ("service", 0.9), ("landline", 0.92), ("local", 0.8)):
        for found in pattern(name).finditer(text):
            digits = re.sub(r"[^\d*]", "", found[0])
            if sum(c.isdigit() for c in digits) >= 3:
                start = found.start() + len(found[0]) - len(found[0].lstrip(raw("c_phone_edges") + " \n"))
                yield Span(Kind.PHONE, start, found.end(), digits, sure, {"form": name})


def money(text: str) -> Iterator[Span]:
    """Amounts in yuan; what they are paid for (a month, a square metre) is left in the details."""
    for found in pattern("money").finditer(text):
        said = found[0]
        head = pattern("c_money_tail").sub("", said.lstrip("\u00a5\uffe5 "))
        number = to_number(head)
        if (
            number is None
            or pattern("c_bare_numbers").match(head)
            or (found.start() and text[found.start() - 1] in raw("c_before_number"))
        ):
            continue
        bare = head == said
        yield Span(Kind.MONEY, *found.span(), written(number), 0.7 if bare else 0.92)


def quantities(text: str) -> Iterator[Span]:
    """Numbers with a unit, lengths of time among them. `one` of something is an article, not a quantity."""
    for found in pattern("quantity").finditer(text):
        start, end = found.span()
        number, unit = found["q"], found["u"]
        if pattern("unit_not").match(text, found.end("u")) or _ORDINAL.search(text, max(0, start - 2), start):
            continue
        if start and ((text[start - 1].isascii() and text[start - 1].isalnum()) or text[start - 1] in "-.*"):
            continue
        count = to_number(number)
        small = unit in _SMALL
        if unit in _HOUSES and number[:1].isdigit():
            continue  # 17栋 is a house, 十栋 are ten
        if (
            count is None
            or pattern("c_bare_numbers").match(number)
            or (number == raw("c_one") and unit not in _WITH_ONE)
            or (small and count < 2 and not found["more"])
        ):
            continue
        value = written(count) if "-" not in number else number
        yield Span(Kind.QUANTITY, start, end, f"{value} {unit}", 0.6 if small else 0.75)
