"""How many keys and presses an act takes, beside the text itself: printed, so that it can be compared.

`counted(page)` counts what a person's hands do: a key that writes a sign of a text is not counted, every other key and
every press of the mouse is. A chord (Alt+D) is one. Signs that seek an entry of a list are no text: they are counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

COUNT = """() => { window.hands = { keys: 0, clicks: 0 };
  const modifiers = ["Alt", "Control", "Shift", "Meta"];
  addEventListener("keydown", (event) => {
    const writes = event.key.length === 1 && !event.altKey && !event.ctrlKey
      && event.target.matches("textarea,input:not([type=radio]):not([type=checkbox])");
    if (!modifiers.includes(event.key) && !writes) window.hands.keys += 1;
  }, true);
  addEventListener("input", (event) => {
    if (event.target.matches("[role=combobox]")) window.hands.keys += [...(event.data || "")].length;
  }, true);
  addEventListener("mousedown", () => { window.hands.clicks += 1; }, true); }"""


@dataclass
class Hands:
    """What was done on this page since counting began; it ends with the page."""

    page: Page

    def read(self) -> dict[str, int]:
        found: dict[str, int] = self.page.evaluate("() => window.hands")
        return found

    def told(self, act: str) -> int:
        """Print the counts under the name of the act; returns keys and presses together."""
        found = self.read()
        print(f"hands: {act}: {found['keys']} keys, {found['clicks']} clicks")
        return found["keys"] + found["clicks"]


def counted(page: Page) -> Hands:
    """Begin to count on the page that is open."""
    page.evaluate(COUNT)
    return Hands(page)
