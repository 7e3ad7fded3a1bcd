"""`apply` per second: whole lives through the services with real people, against bare inserts with commit.

python -m bench.applying SEED SECONDS      one process; `measure` starts several
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import city, inserts, lives, place
from bench.figures import Figure, Floor, Section

SECONDS = float(os.environ.get("BENCH_SEGMENT", "10"))
WARM = 2.0
AT_ONCE = 50
"""Lives that one process has going, so that orders are not always the one just written."""


class Stage:
    """One process that carries lives through the services, each a command further in turn."""

    def __init__(self, seed: int) -> None:
        from hotline.infra import clock

        self.cast = city.Cast(seed)
        self.rng = random.Random(seed)
        self.lives = lives.lives(seed * 31 + 5, 10_000_000, city.PACK)
        self.going: list[tuple[lives.Life, Any, Any]] = []
        self.commands: Counter[str] = Counter()
        self.clock = clock
        self.begin = clock.now() - timedelta(days=20)

    def command(self, moved: Any) -> None:
        """One command: a new order while few are going, else the next step of one of them, each at its own hour."""
        from hotline.core.vocabulary import Role
        from hotline.orders import services

        if len(self.going) < AT_ONCE:
            life = next(self.lives)
            fields, contact = lives.registration(life, city.LINE), city.contact_of(life)
            moved.move_to(self.begin)
            applied = services.register(fields, contact, self.cast.pick((Role.AGENT, "")))
            self.commands["register"] += 1
            self.going.append((life, applied.order, self.begin))
            return
        at = self.rng.randrange(len(self.going))
        life, order, now = self.going[at]
        step = lives.next_step(order, life)
        if step is None:
            self.going[at] = self.going[-1]
            self.going.pop()
            return
        command, now = step.command(), now + timedelta(minutes=step.after)
        moved.move_to(now)
        applied = services.apply(order.id, command, self.cast.pick(step.who), expected_version=order.version)
        self.commands[command.NAME.value] += 1
        self.going[at] = (life, applied.order, now)

    def run(self, seconds: float) -> int:
        """Commands given in so many seconds."""
        self.commands.clear()
        with self.clock.moved_to(self.begin) as moved:
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                self.command(moved)
        return sum(self.commands.values())


def main(seed: int, seconds: float) -> None:
    place.point_django()
    stage = Stage(seed)
    stage.run(WARM)
    begun = time.perf_counter()
    count = stage.run(seconds)
    print(json.dumps({"rate": count / (time.perf_counter() - begun), "mix": stage.commands}))


def per_second(processes: int, seconds: float, seed: int = 1) -> tuple[float, Counter[str]]:
    """Commands a second of so many processes together, and how often each command was given."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.applying", str(seed + n), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        for n in range(processes)
    ]
    rate, mix = 0.0, Counter[str]()
    for process in started:
        assert process.stdout is not None
        text = process.stdout.read()
        if process.wait():
            raise RuntimeError("an applying process failed")
        said = json.loads(text)
        rate += said["rate"]
        mix.update(said["mix"])
    return rate, mix


def measure(seconds: float = SECONDS) -> Section:
    """One process and four, each beside the inserts of as many processes."""
    figures = []
    for processes in (1, 4):
        floors = [inserts.per_second(processes, seconds / 2) for _ in range(2)]
        runs = [per_second(processes, seconds, seed=1 + 100 * turn + 10 * processes) for turn in range(2)]
        rates = tuple(rate for rate, _ in runs)
        floor = Floor("bare inserts with commit", sum(floors) / 2, "/s", tuple(floors))
        name = f"apply, {processes} process{'es' if processes > 1 else ''}"
        figures.append(Figure(name, sum(rates) / 2, "/s", (floor,), spread=rates, extra={"mix": dict(runs[0][1])}))
    text = "Every command is one transaction of its own: row lock, decision, state, events, lists, counts, job."
    return Section("apply", "`apply` through the services", figures, text)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
