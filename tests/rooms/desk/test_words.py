"""Whatever the core can say or ask has its words on the desk."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from hotline import desk
from hotline.core.commands import COMMANDS
from hotline.core.events import EVENTS
from hotline.core.vocabulary import CommandName
from hotline.desk import sentences
from hotline.desk.forms.shape import BY_SYSTEM, shape_of, shapes
from hotline.desk.words import table
from hotline.orders.queues import OF_ROLE


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_has_a_sentence(name: str) -> None:
    entry = table("timeline")[name]
    assert entry["text"].endswith(("。", "）。"))
    quote = entry.get("quote")
    fields = {f.name for f in dataclasses.fields(EVENTS[name])}
    # The words of an answer and of a request come from inside the event.
    assert quote is None or quote in fields | {"public_text", "reason"}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_sentence_uses_only_what_is_known(name: str) -> None:
    known = {f.name for f in dataclasses.fields(EVENTS[name])}
    known |= {"who", "unit", "units", "kind", "clock", "due", "other_number", "document_unit", "document_reason"}
    known |= {"document_form", "channel", "title", "changed", "reason_label", "amount", "outcome", "child_unit"}
    known |= {"to_role", "answers", "moved", "person_name", "mentioned"}
    known |= {"procedure_title", "about", "stage_title", "outcome_label", "class_label", "where", "compared"}
    for key, entry in table("timeline").items():
        if key == name or key.startswith(f"{name}__"):
            assert set(re.findall(r"{(\w+)}", entry["text"])) <= known, key


def test_variants_belong_to_events() -> None:
    assert set(sentences.VARIANTS) <= set(EVENTS)
    assert {key.partition("__")[0] for key in table("timeline")} - {"parts"} == set(EVENTS)


@pytest.mark.parametrize("name", list(CommandName))
def test_every_command_of_a_person_has_a_form(name: CommandName) -> None:
    if name in BY_SYSTEM - {CommandName.REGISTER}:
        assert name not in shapes()
        return
    shape = shape_of(name)
    assert shape.command is COMMANDS[name]
    assert all(f.label for f in shape.fields)
    assert name is CommandName.REGISTER or table("commands")[name.value]["done"]


def test_layouts_name_only_fields_there_are() -> None:
    for name, words in table("commands").items():
        fields = {f.name for f in shape_of(CommandName(name)).fields}
        assert set(words.get("order", [])) <= fields, name
        assert set(words.get("show_if", {})) <= fields, name
    for name, fields_ in table("fields")["command"].items():
        known = {f.name for f in dataclasses.fields(COMMANDS[CommandName(name)])}
        assert set(fields_) <= known, name


def test_every_queue_has_its_name_and_a_good_word_when_empty() -> None:
    for queue in {name for names in OF_ROLE.values() for name in names}:
        words = table("queues")[queue]
        assert words["label"] and words["key"]
        assert words["empty"].endswith("。")


def test_every_text_that_code_asks_for_is_there() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(desk.__file__).parent.rglob("*.py"))
    asked = set(re.findall(r"""say\(\s*["'](\w+\.\w+)["']""", source))
    pages = table("pages")
    assert asked and not {key for key in asked if key.split(".")[1] not in pages.get(key.split(".")[0], {})}
