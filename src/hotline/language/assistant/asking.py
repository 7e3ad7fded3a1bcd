"""Asking the model: masked, within its time, never twice, never while it rests, never more at once than it can bear."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from hotline.infra.resting import Rest
from hotline.language.assistant import answers, http, prompts
from hotline.language.assistant.settings import settings
from hotline.language.assistant.shapes import WELL, Answer, Came, Material, Settings, Task
from hotline.language.assistant.shield import Shield

log = structlog.get_logger(__name__)
rest = Rest()
_lock = threading.Lock()
_asking = 0
"""How many of this process wait for it now."""


def offered() -> frozenset[Task]:
    """What it may be asked for on this server; empty where none is connected."""
    found = settings()
    return found.tasks if found else frozenset()


def limit() -> float:
    """Seconds that somebody waits at most."""
    found = settings()
    return found.timeout if found else 0.0


def ask(task: Task, material: Material, shield: Shield) -> Answer:
    """What the model proposes. It never raises: what does not come has its reason. No text of it is logged."""
    found = settings()
    if found is None or task not in found.tasks:
        return Answer(task, Came.NOT_SET_UP)
    if rest.resting(found.url, found):
        return Answer(task, Came.LEFT_ALONE, model=found.model)
    with _place(found.at_once) as free:
        if not free:
            return Answer(task, Came.BUSY, model=found.model)
        answer = _once(task, material, shield, found)
    rest.went(found.url, answer.came in WELL)
    if answer.came not in WELL:
        log.warning("assistant gave no answer", task=task.value, cause=answer.came.value, ms=answer.ms)
    return answer


def _once(task: Task, material: Material, shield: Shield, found: Settings) -> Answer:
    texts = prompts.masked(material, shield)
    began = time.monotonic()
    said = http.ask(found, prompts.body(task, texts, material, found))
    took = int((time.monotonic() - began) * 1000)
    came, data = said.came, dict[str, Any]()
    if came is Came.ANSWERED:
        try:
            data = answers.read(task, said.text, texts, material)
            came = Came.ANSWERED if data else Came.NOTHING
        except answers.Broken:
            came = Came.BROKEN_ANSWER
    return Answer(task, came, _back(data, shield), found.model, said.tokens, took)


def _back(value: Any, shield: Shield) -> Any:
    """The answer with what was taken out put back: whoever reads it has the same texts on the page."""
    if isinstance(value, dict):
        return {name: _back(one, shield) for name, one in value.items()}
    if isinstance(value, list):
        return [_back(one, shield) for one in value]
    return shield.restored(value) if isinstance(value, str) else value


@contextmanager
def _place(at_once: int) -> Iterator[bool]:
    """A place among those who may ask at one time; False when all are taken: nobody queues behind a slow model."""
    global _asking
    with _lock:
        free = _asking < at_once
        _asking += free
    try:
        yield free
    finally:
        with _lock:
            _asking -= free
