"""The vocabulary as a page, so that people and code use the same words."""

from __future__ import annotations

import inspect

from hotline.core import vocabulary
from hotline.core.vocabulary import GLOSSARY_TITLE, Term

HEAD = f"# {GLOSSARY_TITLE}\n\nGenerated from `core/vocabulary.py` by `scripts/glossary`; a test compares the two.\n"


def classes() -> list[type[Term]]:
    """Every closed list of the vocabulary, in the order of the file."""
    return [
        kind
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, Term) and kind is not Term
    ]


def page() -> str:
    """The whole glossary as Markdown."""
    return HEAD + "".join(_section(kind) for kind in classes())


def _section(kind: type[Term]) -> str:
    about = inspect.cleandoc(kind.__doc__ or "") if "__doc__" in vars(kind) else ""
    rows = "".join(f"| `{term.value}` | {term.zh} | {term.meaning} |\n" for term in kind)
    intro = f"\n{about}\n" if about else ""
    return f"\n## {kind.__name__}\n{intro}\n| identifier | zh | meaning |\n|---|---|---|\n{rows}"
