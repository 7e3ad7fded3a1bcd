"""The QR code of an order's address, as SVG. It holds the address and nothing else: no personal data."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> str:
    """A black and white drawing without size of its own."""
    made = io.BytesIO()
    segno.make(address, micro=False, error="m").save(made, kind="svg", xmldecl=False, border=1, omitsize=True)
    return made.getvalue().decode("utf-8").strip()
