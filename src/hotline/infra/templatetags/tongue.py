"""`{% load tongue %}`: what a page says about its language."""

from __future__ import annotations

from django import template

from hotline.infra import tongues

register = template.Library()


register.filter("in_words", tongues.in_words)


@register.simple_tag
def tongue() -> str:
    """The language of the page, for its `lang`."""
    return tongues.speaking()
