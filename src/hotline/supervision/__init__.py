"""Supervision: clocks that fire, notices, candidates for a supervision order, moved calendars."""
