"""The only reader of packs: turns YAML folders into frozen `core.policy.Policy` values. Needs no database.

from hotline.policy import load, release
load("dezhou-12345")                 # the pack as it stands in its files
release("dezhou-12345", "9f3c…")     # the release an order is stamped with, also when the files have moved on
"""

from hotline.policy.errors import PackError, Problem
from hotline.policy.registry import in_force, load, names, release, reload

__all__ = ["PackError", "Problem", "in_force", "load", "names", "release", "reload"]
