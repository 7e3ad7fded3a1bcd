"""The work order: the only writer of its state, and the only reader of its rows."""
