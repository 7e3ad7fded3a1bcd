"""Appraisal: score sheets of units and agents, from draft to issue, with every change in their trace."""
