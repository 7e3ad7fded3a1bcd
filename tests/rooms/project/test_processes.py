"""The process manager: what it starts comes back when it falls, and is gone when it stops."""

import os
import signal
import subprocess
import sys
import time

import psutil

from hotline.project.processes import Child, stop_all

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


def wait_for(condition):
    while not condition():
        time.sleep(0.01)


def test_a_fallen_child_is_started_again():
    child = Child("sleeper", SLEEPER)
    said = []
    child.start()
    first = child.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: not child.alive)
    while not child.alive:
        child.revive(said.append)
        time.sleep(0.01)
    assert child.pid != first
    assert len(said) == 1
    assert "code -9" in said[0]
    stop_all([child], 10)
    assert not child.alive


def test_a_child_that_falls_at_once_is_started_less_and_less_often():
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    said = []
    child.start()
    while len(said) < 3:
        child.revive(said.append)
        time.sleep(0.01)
    assert [text.rsplit("in ", 1)[1] for text in said] == ["0.5 s", "1 s", "2 s"]


def test_a_child_that_does_not_listen_is_killed(tmp_path):
    with (tmp_path / "out").open("w+") as out:
        child = Child("deaf", ["/bin/sh", "-c", f'exec {sys.executable} -c "{DEAF[2]}" > {out.name}'])
        child.start()
        wait_for(lambda: "deaf" in (tmp_path / "out").read_text())
    stop_all([child], 0.1)
    assert not child.alive


def test_children_do_not_outlive_a_killed_parent():
    script = (
        "import sys, time; from hotline.project.processes import Child\n"
        f"c = Child('x', {SLEEPER!r}); c.start(); print(c.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    psutil.wait_procs([child], timeout=20)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
