"""Prepared statements of the orders; see `infra.prepared`."""

from hotline.infra.prepared import cursor

__all__ = ["cursor"]
