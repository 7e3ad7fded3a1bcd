"""Everything this room writes. Each function is one transaction; a refusal writes nothing."""

from hotline.quality.appeals import appeal, rule
from hotline.quality.calibration import inspect as calibrate
from hotline.quality.calibration import set_up as set_up_calibration
from hotline.quality.inspections import correct, inspect, settle
from hotline.quality.ledger import Given, record, withdraw
from hotline.quality.ledger import correct as correct_entry
from hotline.quality.marking import Mark
from hotline.quality.plans import Recording, draw, set_plan, skip
from hotline.quality.refusing import Refused

__all__ = [
    "Given",
    "Mark",
    "Recording",
    "Refused",
    "appeal",
    "calibrate",
    "correct",
    "correct_entry",
    "draw",
    "inspect",
    "record",
    "rule",
    "set_plan",
    "set_up_calibration",
    "settle",
    "skip",
    "withdraw",
]
