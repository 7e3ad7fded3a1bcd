"""`make bench`: measure what BENCH_ONLY names (everything by default), print it, and keep it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import applying, appraising, decide, find, insight, load, many, pages, place, replay, report, seed
from bench.figures import Section
from bench.timing import say, timed
from hotline.infra import clock
from hotline.infra.paths import var_dir

SECTIONS = ("decide", "list", "order", "create", "apply", "kpi", "appraisal", *many.SECTIONS, "find", "replay")
SEEDED = frozenset({*pages.WEB, "apply", "kpi", "appraisal"})
SIZES = frozenset({"BENCH_ORDERS", "BENCH_MANY", "BENCH_ENTRIES"})
ORDERS = int(os.environ.get("BENCH_ORDERS", "100000"))


def wanted() -> tuple[str, ...]:
    """The sections that BENCH_ONLY names."""
    only = [name for name in os.environ.get("BENCH_ONLY", "").replace(" ", "").split(",") if name]
    if unknown := set(only) - set(SECTIONS):
        raise SystemExit(f"bench: no such section: {', '.join(sorted(unknown))} (there are {', '.join(SECTIONS)})")
    return tuple(name for name in SECTIONS if not only or name in only)


@contextmanager
def seeded() -> Iterator[None]:
    """The scratch database with its orders, and Django pointed at it."""
    if place.KEPT and place.exists(place.DATABASE):
        say("using the seeded database of the last run")
    else:
        say(f"making {ORDERS:,} orders")
        say(f"made in {seed.seed(ORDERS):.0f} s")
    place.point_django()
    from hotline.orders import counts

    # No worker runs here; in the product a job folds the counts of lists every minute.
    counts.add_up()
    try:
        yield
    finally:
        from hotline.infra import database

        database.close_connections()


def main() -> None:
    chosen, sections = wanted(), list[Section]()
    if "decide" in chosen:
        say("decide")
        sections += timed(lambda: [decide.measure()])
    with place.server():
        facts = {"date": f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"}
        facts |= place.facts()
        if set(chosen) & SEEDED:
            with seeded():
                sections += _seeded(chosen)
        if read := [name for name in many.SECTIONS if name in chosen]:
            sections += many.measure(read)
        if "find" in chosen:
            sections += find.measure()
        if "replay" in chosen and replay.exists():
            say("replay")
            sections += timed(lambda: [replay.measure()])
    report.write_json(var_dir() / "bench.json", facts, sections)
    if not SIZES & set(os.environ):
        _write(facts, sections)
    missed = [f.name for section in sections for f in section.figures if f.reached is False]
    say("every aim is reached" if not missed else f"aims missed: {', '.join(missed)}")


def _write(facts: dict[str, str], sections: list[Section]) -> None:
    """The README beside this file, with what was measured."""
    rules: dict[str, float] = {"orders": ORDERS, "many": many.ORDERS, "entries": find.ENTRIES}
    rules |= {"warm": load.WARM, "segment": load.SEGMENT}
    said = Path(__file__).with_name("README.md")
    said.write_text(report.renewed(said.read_text("utf-8"), facts, sections, rules), "utf-8")


def _seeded(chosen: tuple[str, ...]) -> list[Section]:
    sections = list[Section]()
    if web := [name for name in pages.WEB if name in chosen]:
        say("pages: " + ", ".join(web))
        sections += timed(lambda: pages.measure(web))
    if "apply" in chosen:
        say("apply")
        sections += timed(lambda: [applying.measure()])
    if "kpi" in chosen:
        say("kpi")
        sections += timed(lambda: [insight.measure()])
    if "appraisal" in chosen:
        say("appraisal")
        sections += timed(lambda: [appraising.measure()])
    return sections


if __name__ == "__main__":
    main()
