"""Frozen shapes of a policy pack: what a hotline may decide, and the one way a rule is found."""

from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Conflict, Facts, Found, Missing, Rule, Source

__all__ = ["Conflict", "Facts", "Found", "Missing", "Policy", "Rule", "Source"]
