"""Guided diagnosis (KNW-5, AIS-1, AIS-2): scenarios of a line, their versions, their runs, and detection in a text.

Read `scenarios` (which a line has), then `running` (a run from question to conclusion), then `detecting`.
"""
