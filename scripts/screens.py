"""Signs in as the people of the sample city and photographs what each of them sees first, wide and on a phone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PEOPLE = (
    "agent1 dispatcher1 clerk-shizheng leader-shizheng callback1 supervisor1 mayor1 director1 inspector1 admin".split()
)
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
VAR = Path(os.environ.get("HOTLINE_VAR", "var"))


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.locator("[data-testid=sign-in] button").click()
    page.wait_for_load_state("load")


def photograph(browser: Browser, base: str, password: str, folder: Path) -> None:
    for width, (w, h) in WIDTHS.items():
        for name in PEOPLE:
            context = browser.new_context(base_url=base, viewport={"width": w, "height": h}, locale="zh-CN")
            page = context.new_page()
            if name == PEOPLE[0]:
                page.goto("/sign-in/")
                page.screenshot(path=folder / f"sign-in-{width}.png")
            sign_in(page, name, password)
            page.screenshot(path=folder / f"{name}-list-{width}.png")
            if name == "agent1":
                page.goto("/new/")
                page.screenshot(path=folder / f"{name}-new-{width}.png")
                page.goto("/")
            row = page.locator("#rows .qrow a").first
            if row.count():
                row.click()
                page.locator(".sheet, [data-testid=order]").first.wait_for()
                page.wait_for_timeout(400)
                page.screenshot(path=folder / f"{name}-order-{width}.png")
            context.close()


def main(base: str = "http://127.0.0.1:8000") -> None:
    folder = VAR / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    password = (VAR / "demo-password").read_text(encoding="utf-8").strip()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        photograph(browser, base, password, folder)
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
