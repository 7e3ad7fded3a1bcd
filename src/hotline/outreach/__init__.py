"""Calls that go out, and offers and wants that are matched."""
