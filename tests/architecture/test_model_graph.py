"""ARCHITECTURE, import rule 6: tables point down the layers only, and nobody reaches back up through them."""

from django.apps import apps
from django.db import models

from hotline.infra.paths import base_dir

# From the ground up; rooms of one row are siblings and do not point at each other either.
LAYERS = [
    {"infra"},
    {"policy"},
    {"accounts"},
    {"language"},
    {"knowledge"},
    {"orders"},
    {"intake", "dispatch", "handling", "callback", "supervision", "quality", "archive", "outreach"},
    {"insight"},
    {"appraisal", "reports"},
    {"desk", "portal", "interop", "telephony"},
    {"project"},
]
HEIGHT = {room: height for height, rooms in enumerate(LAYERS) for room in rooms}

# Sessions, permissions and content types are Django's own and lie below all rooms.
DJANGO = -1


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("hotline.")]


def links() -> list[tuple[type[models.Model], models.Field]]:
    return [(model, field) for model in ours() for field in model._meta.get_fields() if _points_elsewhere(field)]


def _points_elsewhere(field: object) -> bool:
    return bool(getattr(field, "remote_field", None)) and isinstance(field, models.ForeignKey | models.ManyToManyField)


def test_every_room_has_its_layer():
    assert {model._meta.app_label for model in ours()} <= set(HEIGHT)


def test_no_table_points_up_or_to_a_sibling():
    wrong = []
    for model, field in links():
        here, there = model._meta.app_label, field.related_model._meta.app_label
        if here != there and HEIGHT.get(there, DJANGO) >= HEIGHT[here]:
            wrong.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert wrong == []


def test_no_room_can_be_reached_backwards():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in links()
        if model._meta.app_label != field.related_model._meta.app_label
        and not field.remote_field.hidden
        and not model._meta.auto_created
        and field.model is model
        and not _inherited_from_django(field)
    ]
    assert wrong == [], 'between rooms, write related_name="+"'


def _inherited_from_django(field: models.Field) -> bool:
    """A person's groups and permissions come with Django's own mixin."""
    return field.related_model.__module__.startswith("django.")


def test_the_layers_here_are_those_of_the_import_rules():
    contract = (base_dir() / ".importlinter").read_text()
    layers = contract.split("layers =\n", 1)[1].split("\n\n", 1)[0].splitlines()
    assert [set(line.replace("(", "").replace(")", "").replace("|", " ").split()) - {"core"} for line in layers] == [
        *reversed(LAYERS)
    ]
