"""Asking a source by its name: tries, rest, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import structlog

from hotline.infra.resting import Rest
from hotline.knowledge.connectors import http, sql
from hotline.knowledge.connectors.reading import NotRead, connectors
from hotline.knowledge.connectors.shapes import Answer, Came, Cause, Connector, HttpConnector

log = structlog.get_logger(__name__)
rest = Rest()
AGAIN = frozenset({Cause.TIMEOUT, Cause.NO_CONNECTION})
"""Causes after which another try may help. What a source refuses it will refuse again."""


def ask(name: str, arguments: Mapping[str, str]) -> Answer:
    """What the source `name` says. It never raises: a source that cannot be asked is DOWN with its cause."""
    try:
        connector = connectors().get(name)
    except NotRead as wrong:
        log.error("connectors not read", reason=str(wrong))
        connector = None
    if connector is None:
        return Answer(Came.DOWN, cause=Cause.NOT_SET_UP)
    if rest.resting(name, connector.limits):
        return Answer(Came.DOWN, cause=Cause.LEFT_ALONE)
    answer = Answer(Came.DOWN, cause=Cause.NO_CONNECTION)
    for _ in range(connector.limits.tries):
        answer = _once(connector, arguments)
        rest.went(name, answer.came is not Came.DOWN)
        if answer.came is not Came.DOWN or answer.cause not in AGAIN:
            break
    if answer.came is Came.DOWN:
        log.warning("source is down", connector=name, cause=answer.cause.value if answer.cause else "", ms=answer.took)
    return answer


def _once(connector: Connector, arguments: Mapping[str, str]) -> Answer:
    began = time.monotonic()
    answer = http.ask(connector, arguments) if isinstance(connector, HttpConnector) else sql.ask(connector, arguments)
    return replace(answer, took=int((time.monotonic() - began) * 1000))
