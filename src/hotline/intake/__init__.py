"""Intake: a matter is written down, with hints, earlier orders of the caller and groups."""
