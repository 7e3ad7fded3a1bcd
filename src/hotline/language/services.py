"""What other rooms ask of this one: suggestions for a text, what became of them, models in use, emergencies."""

from hotline.language.emergency import Flag, Level, flags
from hotline.language.form import Found, area_of, extract_for_form
from hotline.language.keeping import (
    Loaded,
    NoModel,
    Refused,
    back,
    load_current,
    models,
    sign_again,
    store,
    switch,
    tidy,
)
from hotline.language.offers import Taken, chosen, settle, shown, taken
from hotline.language.shapes import Choice, Kind, State, Suggested, Suggestion
from hotline.language.suggesting import suggest, suggest_all

__all__ = [
    "Choice",
    "Flag",
    "Found",
    "Kind",
    "Level",
    "Loaded",
    "NoModel",
    "Refused",
    "State",
    "Suggested",
    "Suggestion",
    "Taken",
    "area_of",
    "back",
    "chosen",
    "extract_for_form",
    "flags",
    "load_current",
    "models",
    "settle",
    "shown",
    "sign_again",
    "store",
    "suggest",
    "suggest_all",
    "switch",
    "taken",
    "tidy",
]
