"""Replay: real messages from a table go through a whole hotline, carried by seeded actors under a moved clock.

reading   rows of a CSV or XLSX file, and why a row cannot be used
cast      the people of the sample city, as actors
life      one order's life: its chance, its plans and its hours
centre, units, actors   who does what next, and when
engine    all lives in the order of time, over a backend
memory, stored          backends: the pure core alone, or the services on PostgreSQL
shards    several processes on one scratch database
checks    what must hold at the end
report    figures for people and as JSON
"""
