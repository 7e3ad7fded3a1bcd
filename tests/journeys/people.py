"""What a person does at the desk, in the words on the screen: sign in, find, fill in, press.

A `Seat` is one person at one browser. Fields are named by their Chinese label, acts by the verb on their button, so
that a journey reads like what the person would tell. Nothing here sleeps: every step waits for what it is to bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from hotline.core.vocabulary import CommandName
from tests.journeys import city

VERBS = {name.zh: name.value for name in CommandName}
Value = str | bool | Path | Sequence[str]

MATTER: dict[str, Value] = {
    "诉求内容": "幸福里小区东门外的路灯连续三晚不亮，老人出门看不清路，请尽快维修。",
    "标题": "幸福里东门路灯不亮",
    "性质": "求助",
    "内容分类": "路灯",
    "地点": "幸福里小区东门",
}
CALLER: dict[str, Value] = {"电话": "13900001234", "姓名": "张三丰", "住址": "幸福里小区3号楼2单元"}
PHONE = "13900001234"
REPLY: dict[str, Value] = {
    "在本单位职权范围内吗": "是",
    "办理结果": "已解决",
    "给来电人的答复": "您好，东门外三盏路灯已于今晚修好，夜间复查照明正常，感谢您的监督。",
    "办理情况（内部）": "到现场更换灯具三盏，查明是接线盒进水，已做防水。",
}
CONTACTED: dict[str, Value] = {"联系方式": "电话", "联系上了吗": "是", "谈了什么": "说明今晚到现场维修"}
SATISFIED: dict[str, Value] = {
    "联系上了吗": "是",
    "承办单位答复您了吗": "是",
    "问题解决了吗": "是",
    "对结果满意吗": "是",
    "对办理过程满意吗": "是",
}


TOLD = """addEventListener("DOMContentLoaded", () => {
  window.told = [...document.querySelectorAll(".toast-line")].map((line) => line.textContent);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes)
      if (node.matches?.(".toast-line")) window.told.push(node.textContent);
  }).observe(document.body, { childList: true, subtree: true });
});"""
"""Keeps the short messages of a page, which are on the screen for some seconds only."""


@dataclass
class Seat:
    """One person at one browser window."""

    page: Page
    username: str
    wrong: list[str] = field(default_factory=list)
    """What no journey may bring: errors of scripts, answers of the kind 5xx."""

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.username}: {error}"))
        self.page.on("response", self._notice)
        self.page.add_init_script(TOLD)

    def _notice(self, response: Any) -> None:
        if response.status >= 500:
            self.wrong.append(f"{self.username}: {response.status} {response.url}")

    @property
    def name(self) -> str:
        return city.STAFF[self.username][0]

    # --- getting there ------------------------------------------------------------------------------------------------

    def sign_in(self) -> Seat:
        """From the front door to the first list."""
        self.page.goto("/")
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(city.PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        return self.is_in()

    def sit_down(self) -> Seat:
        """Open the desk with a session that is there already."""
        self.page.goto("/")
        return self.is_in()

    def is_in(self) -> Seat:
        expect(self.page.get_by_test_id("me")).to_contain_text(self.name)
        return self

    def queue(self, name: str) -> None:
        """Open a list from the rail."""
        self.page.get_by_test_id(f"queue-{name}").click()
        expect(self.page.get_by_test_id(f"queue-{name}")).to_have_attribute("aria-current", "page")
        return self.page.locator("#rows .qrow")

    def take(self, queue: str, number: str) -> None:
        """Open an order from a list."""
        self.queue(queue)
        self.page.locator(f'#rows a[data-number="{number}"] .t').click()
        self.at(number)

    def find(self, number: str) -> None:
        """Open an order by its number, through the search box."""
        box = self.page.get_by_test_id("find")
        box.fill(number)
        box.press("Enter")
        self.at(number)

    def at(self, number: str) -> None:
        """Wait until the order is on the screen, ready to be worked on."""
        expect(self.order.get_by_test_id("number")).to_have_text(number)

    @property
    def order(self) -> Locator:
        return self.page.get_by_test_id("order")

    # --- filling in ---------------------------------------------------------------------------------------------------

    def fill(self, form: Locator, fields: Mapping[str, Value]) -> None:
        """Fill fields by their labels."""
        for label, value in fields.items():
            put(input_of(form, label), value)

    def file_order(
        self,
        then: str = "提交转办",
        more: Mapping[str, Value] | None = None,
        *,
        matter: Mapping[str, Value] = MATTER,
        caller: Mapping[str, Value] = CALLER,
    ) -> str:
        """Take a call: write it down with what follows from it; returns the new number."""
        form = self.start_order(matter, caller)
        self.outcome(form, then)
        self.fill(form, more or {})
        return self.submit_order(form)

    def submit_order(self, form: Locator) -> str:
        """Send the form of a new order and open what was filed; returns the number."""
        form.get_by_test_id("submit-new").click()
        number = self.filed()
        self.page.get_by_test_id("filed").get_by_role("link", name="打开").click()
        self.at(number)
        return number

    def filed(self) -> str:
        """The number of the order that was filed just now, on the page for the next one."""
        line = self.page.get_by_test_id("filed")
        with explained(self.page):
            expect(line).to_be_visible()
        return line.locator("b").inner_text()

    def outcome(self, form: Locator, then: str) -> None:
        """Choose what follows from a new order."""
        choose(form.locator(".outcome .choices").first, then)

    def start_order(self, matter: Mapping[str, Value] = MATTER, caller: Mapping[str, Value] = CALLER) -> Locator:
        """Open the page of a new order and fill it in, without sending it."""
        self.page.get_by_test_id("new").click()
        form = self.page.get_by_test_id("new-form")
        self.fill(form, {**caller, **matter})
        return form

    def press(self, verb: str, about: str = "") -> None:
        """Press the button of an act, wherever it is: beside the order or in the menu."""
        button = self.button(verb, about)
        expect(button).to_have_count(1)
        if not button.is_visible():
            self.page.get_by_test_id("more-verbs").click()
        button.click()

    def button(self, verb: str, about: str = "") -> Locator:
        """The button of an act; `about` tells two of the same verb apart."""
        found = self.page.get_by_test_id(f"do-{VERBS[verb]}")
        return found.filter(has_text=about) if about else found

    def open_form(self, verb: str, fields: Mapping[str, Value] | None = None, about: str = "") -> Locator:
        """Open the form of an act and fill it in, without sending it."""
        self.press(verb, about)
        form = self.form(verb)
        expect(form).to_be_visible()
        self.fill(form, fields or {})
        return form

    def form(self, verb: str) -> Locator:
        return self.page.get_by_test_id(f"form-{VERBS[verb]}")

    def send(self, verb: str, *, sure: bool = False) -> None:
        """Send the open form; `sure`: say yes to the question that a grave act asks."""
        self.page.get_by_test_id(f"submit-{VERBS[verb]}").click()
        if sure:
            self.page.locator("#dialog button[value=yes]").click()

    def do(self, verb: str, fields: Mapping[str, Value] | None = None, *, about: str = "", sure: bool = False) -> None:
        """Do an act to its end, and wait for the order as it is afterwards."""
        before = self.order.get_attribute("data-v") or ""
        if fields is None and self.button(verb, about).evaluate("e => e.tagName") == "BUTTON":
            self.press(verb, about)
        else:
            self.open_form(verb, fields, about)
            self.send(verb, sure=sure)
        self.moved_on(before)

    def moved_on(self, before: str) -> None:
        """Wait until the page shows a later state of the order than `before`."""
        with explained(self.page):
            expect(self.order).not_to_have_attribute("data-v", before)

    def listening(self) -> None:
        """Wait until the page hears of changes as they happen."""
        expect(self.page.locator("body[data-live]")).to_have_count(1)

    # --- seeing -------------------------------------------------------------------------------------------------------

    def sees(self, *texts: str) -> None:
        """All of these are on the order's page."""
        for text in texts:
            expect(self.order).to_contain_text(text)

    def sees_phase(self, phase: str) -> None:
        expect(self.order.get_by_test_id("phase")).to_have_text(phase)

    def is_told(self, text: str) -> None:
        """A short message says so, or said so since the page was opened: it goes away by itself."""
        self.page.wait_for_function("text => window.told?.some((line) => line.includes(text))", arg=text)

    def is_refused(self, verb: str, text: str) -> None:
        """The form is still there and says why not: at the field it is about, else over the form."""
        expect(self.form(verb).locator("[data-testid=refusal], p.wrong")).to_contain_text([text])


@contextmanager
def explained(page: Page) -> Iterator[None]:
    """When what is waited for does not come, tell what the page says instead."""
    try:
        yield
    except AssertionError as missing:
        told = page.locator("[role=alert]:visible, p.wrong:visible").all_inner_texts()
        raise AssertionError(f"the page says: {told}") from missing


def chosen(form: Locator, label: str) -> Locator:
    """The words of the choice that is ticked in this field."""
    return input_of(form, label).locator("input:checked + span")


def input_of(form: Locator, label: str) -> Locator:
    """The field with this label, as the person sees it; what is folded away is unfolded first."""
    escaped = re.escape(label).replace("\\", "\\\\")
    words = f':text-matches("^\\\\s*{escaped}\\\\s*(选填|optional)?\\\\s*$")'
    css = f".field:has(> label{words}), .field:has(> label.tick > span{words})"
    shown = form.locator(css).locator("visible=true")
    if shown.count() == 0:
        folded = form.locator("details:not([open])", has=form.page.locator(css))
        if folded.count():
            folded.locator("> summary").first.click()
    expect(shown, f"no field {label}").to_have_count(1)
    return shown


KIND = """box => box.querySelector("[data-pick]") ? "pick"
  : box.querySelector(":scope > label.tick") ? "tick"
  : box.querySelector("label.choice") ? "choice"
  : box.querySelector("select") ? "select"
  : box.querySelector("input[type=file]") ? "file" : "text"
"""


def put(box: Locator, value: Value) -> None:
    """Fill in one field, whatever kind it is."""
    kind = box.evaluate(KIND)
    several = [value] if isinstance(value, str) else value
    if kind == "tick":
        box.locator("input[type=checkbox]").set_checked(bool(value))
    elif kind == "file":
        assert isinstance(value, Path)
        box.locator("input[type=file]").set_input_files(value)
    elif kind == "select":
        box.locator("select").select_option(label=str(value))
    elif kind == "text":
        box.locator("input:not([type=hidden]), textarea").fill(str(value))
    else:
        assert isinstance(several, Sequence)
        for one in several:
            (pick if kind == "pick" else choose)(box, one)


def choose(box: Locator, text: str) -> None:
    """One of a few: the choice whose words are, or else begin with, `text`."""
    exact = box.locator(f'label.choice:has(:text-is("{text}"))')
    (exact if exact.count() else box.locator("label.choice", has_text=re.compile(f"^\\s*{re.escape(text)}"))).click()


def pick(box: Locator, text: str) -> None:
    """One of many: type, then take it from the list."""
    typing = box.get_by_role("combobox")
    typing.fill(text)
    box.locator(f'.pick-list li[data-label="{text}"]').click()
    expect(box.locator(".picked", has_text=text)).to_be_visible()
