"""Keys and clicks for three acts in django-helpdesk, installed from its package and run here.

    .venv/bin/python -m bench.peer      installs it into var/peer, drives it in a browser, writes bench/peer.toml

The shortest way a practised person has is counted: a key for each key pressed, a click for each click. What the matter
itself needs (its text, the caller's address, the reply) is typed in both systems and not counted; a title that must be
thought of is, because ours takes it from the text. The journeys print our own counts beside these.
"""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
HOME = Path(os.environ.get("HOTLINE_VAR", ROOT / "var")) / "peer"
PYTHON = HOME / "venv" / "bin" / "python"
PORT = 8299
RESULT = Path(__file__).with_name("peer.toml")
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

SETTINGS = """
SECRET_KEY = "measured and thrown away"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [f"django.contrib.{name}" for name in (
    "admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "humanize")]
INSTALLED_APPS += ["helpdesk", "rest_framework"]
SITE_ID = 1
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
ROOT_URLCONF = "urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "peer.sqlite3"}}
STATIC_URL = "/static/"
MEDIA_ROOT = "media"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/tickets/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
"""
SEED = """
import django
django.setup()
from django.contrib.auth.models import User
from helpdesk.models import Queue
for name in ("agent", "clerk"):
    User.objects.filter(username=name).exists() or User.objects.create_superuser(name, f"{name}@example.org", name)
for slug, title in (("lights", "Street lights"), ("noise", "Noise"), ("water", "Water")):
    Queue.objects.get_or_create(slug=slug, defaults={"title": title})
"""


class Hand:
    """A person's hands: every key and click is counted, text of the matter is not."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def click(self, selector: str) -> None:
        self.acts += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("load")

    def press(self, key: str, times: int = 1) -> None:
        self.acts += times
        for _ in range(times):
            self.page.keyboard.press(key)

    def choose(self, selector: str, label: str) -> None:
        """A closed list: a click opens it, a letter finds the entry, Enter takes it."""
        self.acts += 3
        found = self.page.locator(selector).first
        found.select_option(label=label)
        found.focus()

    def write(self, text: str) -> None:
        """What both systems must be told."""
        self.page.keyboard.type(text)

    def think_of(self, text: str) -> None:
        """What only this system must be told."""
        self.acts += len(text)
        self.page.keyboard.type(text)


def file_one(hand: Hand) -> None:
    """From the list of tickets to a new one that is written down."""
    hand.click("a[href='/tickets/submit/']:visible")
    hand.choose("select[name=queue]", "Street lights")
    hand.press("Tab")
    hand.think_of("Street light out")
    hand.press("Tab")
    hand.write("Five lamps along the south gate have been dark for four days.")
    hand.press("Tab", 4)
    hand.page.locator("[name=submitter_email]").fill("")
    hand.write("caller@example.org")
    hand.press("Enter")
    hand.page.wait_for_url("**/tickets/*/")


def assign_one(hand: Hand) -> None:
    """From the list to a ticket that somebody has, and back to the list."""
    hand.click("table a[href^='/tickets/']")
    hand.choose("select[name=owner]", "clerk")
    hand.click("form:has(select[name=owner]) button[type=submit]:visible")
    hand.click("a[href='/tickets/']:visible")


def reply_one(hand: Hand) -> None:
    """From the list: take the ticket, answer it, close it."""
    hand.click("table a[href^='/tickets/']")
    hand.click("a[href='?take']")
    hand.click("#respond-tab")
    hand.click("textarea[name=comment]")
    hand.write("A crew replaced the fuse this morning; all five lamps are lit.")
    hand.click("label[for=st_resolved]")
    hand.click("label[for=id_public]")
    hand.click("button[type=submit]:visible:has-text('Save')")


ACTS: dict[str, Callable[[Hand], None]] = {"file": file_one, "assign": assign_one, "sign_and_reply": reply_one}


def measure() -> dict[str, int]:
    """Acts of the hand for each of ACTS."""
    counts = {}
    with serving(), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("HOTLINE_CHROMIUM") or None, args=BROWSER)
        page = browser.new_page(base_url=f"http://127.0.0.1:{PORT}", viewport={"width": 1440, "height": 900})
        page.goto("/login/")
        page.fill("[name=username]", "agent")
        page.fill("[name=password]", "agent")
        page.click("button[type=submit]:visible")
        page.wait_for_url("**/tickets/")
        for name, act in ACTS.items():
            page.wait_for_load_state("networkidle")
            page.goto("/tickets/", wait_until="networkidle")
            hand = Hand(page)
            act(hand)
            counts[name] = hand.acts
        browser.close()
    return counts


@contextmanager
def serving() -> Iterator[None]:
    """django-helpdesk on a port of its own, with two people and three queues."""
    install()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": str(HOME)}
    for script in (["-m", "django", "migrate", "-v0"], ["-c", SEED]):
        subprocess.run([PYTHON, *script], cwd=HOME, env=environment, check=True)
    command = [PYTHON, "-m", "django", "runserver", str(PORT), "--noreload"]
    server = subprocess.Popen(command, cwd=HOME, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login/", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def install() -> None:
    """The package and what it needs, in an environment of its own."""
    HOME.mkdir(parents=True, exist_ok=True)
    if not PYTHON.is_file():
        uv = ROOT / ".venv" / "bin" / "uv"
        subprocess.run([uv, "venv", "-q", HOME / "venv"], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", PYTHON, "django-helpdesk", "setuptools<80"], check=True)
    (HOME / "settings.py").write_text(SETTINGS)
    (HOME / "urls.py").write_text(URLS)


def version() -> str:
    code = "import importlib.metadata as m; print(m.version('django-helpdesk'))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    found = measure()
    lines = [f'system = "django-helpdesk {version()}"', f'measured = "{time.strftime("%Y-%m-%d")}"']
    lines += [f"{name} = {count}" for name, count in found.items()]
    RESULT.write_text("# Keys and clicks, by `python -m bench.peer`.\n" + "\n".join(lines) + "\n")
    print(RESULT.read_text())
