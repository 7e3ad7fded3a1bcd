"""Which events may change how an order is found. The mark is stored with the command (writing.py)."""

from __future__ import annotations

MARKING = frozenset(
    "registered amended answered_directly acceptance_declined assigned passed_down forwarded_inside "
    "assignment_returned assignment_recalled answer_adopted order_replied order_closed rework_ordered sent_down_again "
    "taken_back_up request_asked request_granted request_refused request_withdrawn procedure_opened step_taken "
    "procedure_ended group_joined group_left".split()
)
"""Events after which an order may be found by other words, or by other people."""
