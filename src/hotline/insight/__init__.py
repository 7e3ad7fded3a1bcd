"""Insight: figures of the service, built only from what happened."""
