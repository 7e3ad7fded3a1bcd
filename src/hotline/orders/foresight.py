"""What a command would bring, for a page that was read already. Nothing is written, nothing is read again."""

from __future__ import annotations

from hotline.accounts.selectors import directory
from hotline.core import foresight as core
from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.foresight import Foreseen
from hotline.orders import deciding
from hotline.orders.pages import OrderPage


def foresee(page: OrderPage, command: Command) -> Foreseen | Refusal:
    """The order as it would be if the reader of this page gave `command` now, or why it would be refused."""
    snapshot = deciding.snapshot(page.order, page.actor, command, directory())
    return core.foresee(snapshot, command, page.policy, page.now)
