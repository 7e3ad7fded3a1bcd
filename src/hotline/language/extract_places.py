"""Places and organisations of a text, put together from their named parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hotline.language.extract_lexicon import pattern, words
from hotline.language.extract_names import Part, Words, named_bodies, parts
from hotline.language.extract_shapes import Kind, Span
from hotline.language.places import Places

_DIVISIONS = frozenset({"table", "division", "rural"})
_MOST_ALTERNATIVES = 5


def names(told: Words, places: Places) -> Iterator[Span]:
    """Places (with the code of their division, alternatives, relation) and organisations."""
    text = told.text
    chains = _chains(text, parts(told))
    context = [code for chain in chains for part in chain if part.sure and len(part.codes) == 1 for code in part.codes]
    found: list[Span] = []
    for chain in chains:
        found.extend(_organisation(text, chain) if not chain[-1].is_place else [_place(text, chain, places, context)])
    found.extend(Span(Kind.ORGANISATION, a, b, text[a:b], 0.7) for a, b in named_bodies(text))
    found.extend(_others(text))
    found.extend(_known(told))
    yield from _crossings(text, found)
    yield from _again(text, found)


def _chains(text: str, found: Sequence[Part]) -> list[list[Part]]:
    """Parts that touch are one name: 县 + 街道 + 社区, or a division before the body that belongs to it."""
    chains: list[list[Part]] = []
    for part in found:
        if chains and _joins(text, chains[-1], part):
            chains[-1].append(part)
        else:
            chains.append([part])
    return chains


def _joins(text: str, chain: Sequence[Part], part: Part) -> bool:
    last = chain[-1]
    gap = text[last.end : part.start]
    if gap and not pattern("chain_gap").fullmatch(gap):
        return False
    if part.is_place:
        if part.group == "table" and last.codes:
            return any(code.startswith(above) for code in part.codes for above in last.codes)
        return last.is_place
    return True


def _organisation(text: str, chain: Sequence[Part]) -> Iterator[Span]:
    """The body with the divisions it carries in its name; what lies before them is a place."""
    body = chain[-1]
    first = len(chain) - 1
    bare = body.end - body.start == len(body.head)
    whole = bare or body.head in words("head_of_estate")  # 业主委员会 is named after the estate it belongs to
    while first > 0 and (chain[first - 1].group in _DIVISIONS or not chain[first - 1].is_place or whole):
        first -= 1
    start = chain[first].start
    if first > 0:
        yield Span(Kind.PLACE, chain[0].start, chain[first - 1].end, text[chain[0].start : chain[first - 1].end], 0.6)
    group = "school" if body.group == "school" else body.group
    sure = 0.86 if body.group in {"office", "school"} else 0.82
    short = body.end - start <= len(body.head) + 1
    yield Span(Kind.ORGANISATION, start, body.end, text[start : body.end], sure - 0.2 * short, {"type": group})


def _place(text: str, chain: Sequence[Part], places: Places, context: Sequence[str]) -> Span:
    start, end = chain[0].start, chain[-1].end
    while True:
        detail = pattern("building").match(text, end)
        if not detail or detail.end() == end:
            break
        end = detail.end()
    coded = [part.codes for part in chain if part.codes]
    details: dict[str, str] = {"name": text[start:end]}
    value, sure = text[start:end], 0.8
    if coded:
        ranked = places.resolve(coded, context)
        details["code"] = ranked[0]
        if places.sure(ranked, [*context, *(c for codes in coded[:-1] for c in codes)]):
            value, sure = ranked[0], 0.92
            rest = text[[part for part in chain if part.codes][-1].end : end]
            if rest:
                value += f" {rest}"
        else:
            details["alternatives"] = ",".join(ranked[:_MOST_ALTERNATIVES])
            sure = 0.75
        if not any(part.sure for part in chain):
            sure = 0.66
    elif all(part.group in {"weak", "water", "estate"} for part in chain):
        sure = 0.55
    elif len(chain) > 1 or end > chain[-1].end:
        sure = 0.88
    relation = pattern("place_relation").match(text, end)
    if relation and relation[0]:
        details["relation"] = relation[0]
    return Span(Kind.PLACE, start, end, value, sure, details)


def _others(text: str) -> Iterator[Span]:
    """Lines of the metro, highways by number, houses without an estate, estates told as somebody's home."""
    for name, sure in (("standalone_building", 0.6),):
        for found in pattern(name).finditer(text):
            yield Span(Kind.PLACE, *found.span(), found[0], sure, {"name": found[0]})
    for found in pattern("resident").finditer(text):
        if not pattern("resident_not").search(found["n"]):
            yield Span(Kind.PLACE, *found.span("n"), found["n"], 0.65, {"name": found["n"]})


def _known(told: Words) -> Iterator[Span]:
    """Words the segmenter knows as names of places (秦岭) though no closing word says so."""
    for at, (start, end, tag) in enumerate(zip(told.starts, told.ends, told.tags, strict=True)):
        if tag != "ns":
            continue
        said = told.text[start:end]
        known = said in words("known_places") or (end - start > 2 and said not in words("ns_not") and told.knows(at))
        if known and end - start >= 2:
            yield Span(Kind.PLACE, start, end, said, 0.52, {"name": said})


def _crossings(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Two roads that meet are one place: X路与Y路交汇处. Other spans are passed on."""
    ordered = sorted(found, key=lambda s: s.start)
    skip: set[int] = set()
    for at, span in enumerate(ordered):
        if at in skip:
            continue
        after = next((n for n in range(at + 1, len(ordered)) if ordered[n].start >= span.end), None)
        if span.kind is Kind.PLACE and after is not None and ordered[after].kind is Kind.PLACE:
            other = ordered[after]
            closing = pattern("cross_end").match(text, other.end)
            gap = text[span.end : other.start]
            roads = pattern("cross_and").fullmatch(gap) and _is_road(text, span) and _is_road(text, other)
            if roads or (pattern("cross").fullmatch(gap) and closing):
                skip.add(after)
                end = closing.end() if closing else other.end
                whole = text[span.start : end]
                yield Span(Kind.PLACE, span.start, end, whole, 0.9, {**span.details, "name": whole})
                continue
        yield span


def _is_road(text: str, span: Span) -> bool:
    said = text[span.start : span.end]
    return said.endswith(words("head_road")) and not said.endswith(words("cross_end_words"))


def _again(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """A name that was recognised once is recognised wherever it stands again."""
    seen: set[tuple[str, Kind]] = set()
    for span in found:
        said = text[span.start : span.end]
        if (said, span.kind) in seen or len(said) < 3 or span.confidence < 0.6:
            continue
        seen.add((said, span.kind))
        at = text.find(said)
        while at >= 0:
            if at != span.start:
                yield Span(span.kind, at, at + len(said), span.value, max(0.5, span.confidence - 0.1), span.details)
            at = text.find(said, at + len(said))
