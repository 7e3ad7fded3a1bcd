"""One person at the desk, by plain HTTP: signs in, reads a page, takes a form as a browser would send it."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass
class Visitor:
    """Cookies of one signed-in person."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of an answer; cookies are kept."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        link.request(method, path, body, headers)
        answer = link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        text = answer.read().decode()
        link.close()
        return answer.status, text

    @property
    def cookie(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> str:
        """The text of a page that must be there."""
        status, text = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return text

    def sign_in(self, username: str, password: str) -> None:
        form = form_of(self.get("/sign-in/"), "/sign-in/")
        status, _ = self.ask("POST", "/sign-in/", form | {"username": username, "password": password})
        if status != 302:
            raise RuntimeError(f"{username} cannot sign in ({status})")


class _Form(HTMLParser):
    """Collects what a browser would send of the form with one action, as it stands."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.values = action, False, dict[str, str]()
        self._select, self._area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = a.get("action") == self.action
        if not self.inside or "disabled" in a:
            return
        name = a.get("name", "")
        if tag == "input" and name:
            if a.get("type") not in ("radio", "checkbox", "file", "submit") or "checked" in a:
                self.values[name] = a.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in a or self._select not in self.values):
            self.values[self._select] = a.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def form_of(page: str, action: str) -> dict[str, str]:
    """The fields of the form with this action, filled as the page shows them. Raises LookupError if there is none."""
    parser = _Form(action)
    parser.feed(page)
    if not parser.values:
        raise LookupError(f"no form for {action}")
    return parser.values
