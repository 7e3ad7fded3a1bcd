"""A question to the model: the task in its own words; the material as one JSON object, data and nothing else."""

from __future__ import annotations

import json
from typing import Any

from hotline.language.assistant.shapes import Material, Settings, Task
from hotline.language.assistant.shield import Shield
from hotline.language.assistant.tables import table


def masked(material: Material, shield: Shield) -> dict[str, str]:
    """The texts that leave, by part; empty ones are left out."""
    return {part: shield.masked(text) for part, text in material.texts.items() if text.strip()}


def body(task: Task, texts: dict[str, str], material: Material, settings: Settings) -> dict[str, Any]:
    """What is posted to `/chat/completions`. `texts` are masked already; choices are the pack's own words."""
    names, prompt = table("parts"), table("prompt")
    asked: dict[str, Any] = {names[part]: text for part, text in texts.items()}
    if material.choices:
        asked[names["choices"]] = material.choices
    found: dict[str, Any] = {
        "model": settings.model,
        "messages": [
            {"role": "system", "content": f"{prompt['common']}\n{prompt[task.value]}"},
            {"role": "user", "content": json.dumps(asked, ensure_ascii=False)},
        ],
        "temperature": 0,
        "max_tokens": settings.length,
        "stream": False,
    }
    return found | {"response_format": {"type": "json_object"}} if settings.json else found
