"""Replay: orders a second of `hotline replay` on composed messages, four workers, in a scratch database of its own."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import city, inserts, place
from bench.figures import Figure, Floor, Section
from hotline.project.sample import messages

AIM = 60
ROWS = int(os.environ.get("BENCH_REPLAY_ROWS", "2000"))
WORKERS = 4
FIRST = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
COLUMNS = ("title", "content", "created_at", "citizen", "place")


def write_messages(path: Path, rows: int) -> None:
    """A CSV of composed messages, ten minutes apart."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for number, m in enumerate(messages.iter_messages(11, rows)):
            at = FIRST + timedelta(minutes=10 * number)
            stamp = f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
            writer.writerow([m.title, m.content, stamp, m.caller_phone, m.place])


def exists() -> bool:
    """Whether this commit has the command."""
    return importlib.util.find_spec("hotline.project.commands.replay") is not None


def run(rows: int) -> dict[str, Any]:
    """What `hotline replay --json` says about so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "messages.csv", Path(folder) / "out.json"
        write_messages(source, rows)
        command = [sys.executable, "-m", "hotline", "replay", str(source), "--pack", city.PACK, "--seed", "1"]
        command += ["--map", ",".join(f"{name}={name}" for name in COLUMNS)]
        command += ["--workers", str(WORKERS), "--json", str(out)]
        environment = os.environ | {"DATABASE_URL": place.address("postgres")}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            raise RuntimeError(f"hotline replay failed ({done.returncode}): {done.stdout[-800:]} {done.stderr[-800:]}")
        said: dict[str, Any] = json.loads(out.read_text())
        return said


def measure(rows: int = ROWS) -> Section:
    """Orders a second from the first row to the last seal, verification not counted when the command says so."""
    said = run(rows)
    events = sum(said["events"].values())
    rate = inserts.per_second(WORKERS, 5)
    floor = Floor("as many bare inserts as there are events", rate * said["registered"] / events, " orders/s")
    phases = ", ".join(f"{count} {phase}" for phase, count in sorted(said["phases"].items()))
    note = f"{said['registered']} orders, {events} events, {said['seconds']:.0f} s; {phases}"
    extra = {name: said[name] for name in ("rows", "registered", "phases", "verify", "seconds")}
    figure = Figure("replay", said["orders_per_second"], " orders/s", (floor,), aim=AIM, note=note, extra=extra)
    text = "From intake to archive through the services by seeded actors."
    return Section("replay", "Replay of whole lives", [figure], text)
