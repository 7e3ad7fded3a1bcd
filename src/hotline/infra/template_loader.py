"""Templates in the language that is spoken: each is translated once, when it is first made, and costs nothing after."""

from __future__ import annotations

from typing import Any

from django.template.loaders import cached

from hotline.infra.markup import translated
from hotline.infra.tongues import SOURCE, said, speaking


class Loader(cached.Loader):
    """Django's cached loader with one cache a language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{speaking()}-{super().cache_key(template_name, skip)}"

    def get_contents(self, origin: Any) -> str:
        text = super().get_contents(origin)
        return text if speaking() == SOURCE else translated(text, said)
