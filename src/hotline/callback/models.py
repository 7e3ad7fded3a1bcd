"""Which open orders' results the citizen has already heard in a call."""

from __future__ import annotations

from django.db import models


class ResultTold(models.Model):
    """The caller asked and was told the result: do not call again (S2 德州 二(三)1(3)). Goes when the order closes."""

    order_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
