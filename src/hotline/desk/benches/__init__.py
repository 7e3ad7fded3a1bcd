"""Benches: the step that is due on an order, as a panel of its own, so that a person does one after the other.

Which bench stands on a page follows from its primary act. A bench holds forms of commands like any other; what it adds
is what a person needs beside them to decide, a key for each outcome, and that the next of the list opens when one is
done. An order whose primary act has no bench shows its buttons only.
"""
