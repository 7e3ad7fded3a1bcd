"""A paper as a piece of HTML for the browser's own printing."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from hotline.reports import qr, words
from hotline.reports.paper import COLUMNS, LABEL, Paper


def html(paper: Paper) -> str:
    """The sheet; its look is in `static/reports/paper.css`. Every text is escaped by the template."""
    return render_to_string(
        "reports/paper.html",
        {
            "paper": paper,
            "number": words.NUMBER.format(number=paper.number),
            "seal_date": words.SEAL_DATE,
            "label_span": LABEL,
            "columns": range(COLUMNS),
            # Drawn by us from modules of black and white: there is no text in it.
            "qr": mark_safe(qr.svg(paper.address)),  # noqa: S308  # made here, holds no text
        },
    )
