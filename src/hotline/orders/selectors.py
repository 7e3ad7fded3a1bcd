"""What may be read of orders. Names from `lists` and `pages` ask who wants to know; those from `reading` do not."""

from hotline.orders.chain import Record
from hotline.orders.lists import Page, QueueName, QueueRow, queue, queue_names, queues
from hotline.orders.pages import (
    AssignmentView,
    ClockView,
    ContactView,
    LinkView,
    OrderPage,
    by_phone,
    find_number,
    order_page,
    search_numbers,
    timeline,
)
from hotline.orders.reading import (
    DueClock,
    OrderRow,
    due_clocks,
    ended_orders,
    events_since,
    get,
    ids_of_numbers,
    next_fire,
    policy_of,
    records,
    row,
    running_clocks,
)
from hotline.orders.results import NotFound

__all__ = [
    "AssignmentView",
    "ClockView",
    "ContactView",
    "DueClock",
    "LinkView",
    "NotFound",
    "OrderPage",
    "OrderRow",
    "Page",
    "QueueName",
    "QueueRow",
    "Record",
    "by_phone",
    "due_clocks",
    "ended_orders",
    "events_since",
    "find_number",
    "get",
    "ids_of_numbers",
    "next_fire",
    "order_page",
    "policy_of",
    "queue",
    "queue_names",
    "queues",
    "records",
    "row",
    "running_clocks",
    "search_numbers",
    "timeline",
]
