"""Dispatch: who answers for a matter, what the audit still misses, how often units return."""
