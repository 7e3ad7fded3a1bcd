"""Measures over counted matters: what a pack defines, evaluated exactly, with what was left out and why."""

from hotline.core.measures.figures import Drilled, Figure, drill, figure_of, figures, mix_of
from hotline.core.measures.grouping import Group, Needs, grouped, key_of, needs_of
from hotline.core.measures.placing import Placed, Placer, Tally
from hotline.core.measures.rounding import rounded
from hotline.core.measures.targets import keeps, targets_of

__all__ = [
    "Drilled",
    "Figure",
    "Group",
    "Needs",
    "Placed",
    "Placer",
    "Tally",
    "drill",
    "figure_of",
    "figures",
    "grouped",
    "keeps",
    "key_of",
    "mix_of",
    "needs_of",
    "rounded",
    "targets_of",
]
