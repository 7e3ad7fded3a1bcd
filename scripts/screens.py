"""Photographs every page of the desk into var/screens, wide and on a phone, the main ones also dark.

`scripts/screens.py [http://127.0.0.1:8000]`: a product that answers there is used as it is, and nothing is written to
it. Otherwise one with the sample city is started on a scratch folder and stopped at the end.
"""

from __future__ import annotations

import html
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.tour import STOPS, Stop, take  # noqa: E402  (run as a file: the checkout must be on the path first)
from tests.browser import FLAGS, chromium  # noqa: E402  (as above)

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
VAR = Path(os.environ.get("HOTLINE_VAR", "var"))
START_SECONDS = 240


def answers(base: str) -> bool:
    """Whether a product runs there."""
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def scratch(base: str) -> Iterator[Path]:
    """A product of its own at `base`; yields its folder."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        command = [sys.executable, "-m", "hotline", "run", "--port", base.rsplit(":", 1)[1]]
        # A group of its own, which gets the signal that Ctrl-C sends.
        child = subprocess.Popen(
            command, env=os.environ | {"HOTLINE_VAR": str(var)}, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            end = time.monotonic() + START_SECONDS
            while not answers(base):
                if child.poll() is not None or time.monotonic() > end:
                    raise SystemExit("screens: the product did not start; try `make run`")
                time.sleep(0.2)
            yield var
        finally:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)
            child.wait()


def sign_in(context: BrowserContext, name: str, password: str) -> None:
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.locator("[data-testid=sign-in] button").click()
    page.wait_for_load_state("load")
    page.close()


def photograph(browser: Browser, base: str, password: str, folder: Path, writes: bool) -> list[str]:
    """Pictures of all stops; returns what could not be reached. `writes`: also the stops that leave something."""
    missed, seats = [], {}
    for stop in STOPS:
        if stop.keeps and not writes:
            continue
        if stop.who not in seats:
            seats[stop.who] = browser.new_context(base_url=base, locale="zh-CN", reduced_motion="reduce")
            if stop.who:
                sign_in(seats[stop.who], stop.who, password)
        page = seats[stop.who].new_page()
        try:
            page.set_viewport_size({"width": 1440, "height": 900})
            take(page, stop)
            _pictures(page, stop, folder)
        except (LookupError, Error) as fault:
            missed.append(f"{stop.name}: {fault}")
        page.close()
    return missed


def _pictures(page: Page, stop: Stop, folder: Path) -> None:
    for theme in ("light", "dark") if stop.dark else ("light",):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its words
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            suffix = "" if theme == "light" else "-dark"
            page.screenshot(path=folder / f"{stop.name}-{size}{suffix}.png")


def index(folder: Path) -> None:
    """A page with all pictures, in the order of the tour."""
    rows = []
    for stop in STOPS:
        names = [f"{stop.name}-{size}{suffix}.png" for suffix in ("", "-dark") for size in SIZES]
        found = [f'<a href="{n}"><img src="{n}" alt="{n}" loading="lazy"></a>' for n in names if (folder / n).exists()]
        told = html.escape(f"{stop.name} ({stop.who})" if stop.who else stop.name)
        rows.append(f"<h2>{told}</h2><p>{''.join(found)}</p>")
    style = "img{height:300px;margin:0 8px 8px 0;border:1px solid #999}body{font-family:sans-serif}"
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Screens</title><style>{style}</style>"
    (folder / "index.html").write_text(head + "".join(rows), encoding="utf-8")


def shoot(base: str, var: Path, writes: bool) -> list[str]:
    folder = VAR / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    password = (var / "demo-password").read_text(encoding="utf-8").strip()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        missed = photograph(browser, base, password, folder, writes)
        browser.close()
    index(folder)
    print(f"{len(list(folder.glob('*.png')))} pictures; look at {folder / 'index.html'}")
    return missed


def main(base: str = "http://127.0.0.1:8000") -> int:
    base = base.rstrip("/")
    if answers(base):
        missed = shoot(base, VAR, writes=False)
    else:
        with scratch(base) as var:
            missed = shoot(base, var, writes=True)
    print("\n".join(missed), end="\n" if missed else "", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
