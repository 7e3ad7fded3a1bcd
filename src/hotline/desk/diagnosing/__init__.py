"""Guided diagnosis at the desk: the panel, the runner, the trail of an order, and the editor of scenarios."""
