"""`{% load masking %}`: personal data is shortened where the page is made."""

from __future__ import annotations

from django import template

from hotline.infra import masking

register = template.Library()

for function in (masking.mask_phone, masking.mask_name, masking.mask_id_number, masking.mask_address):
    register.filter(function.__name__, function)
