"""What every measurement notes beside its figures, and what the bench says meanwhile."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from bench import place, report
from bench.figures import Section
from hotline.infra import clock


def timed(measure: Callable[[], list[Section]]) -> list[Section]:
    """Run one measurement and note how busy the machine was and how long it took."""
    before, begun = os.getloadavg()[0], time.perf_counter()
    sections = measure()
    spent = (time.perf_counter() - begun) / max(1, len(sections))
    at = f"{clock.today():%Y-%m-%d}, {place.commit()}"
    found = [replace(section, load=(before, os.getloadavg()[0]), seconds=spent, at=at) for section in sections]
    for section in found:
        print(report.table(section), "\n", flush=True)
    return found


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
