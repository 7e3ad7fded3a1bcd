"""Guided diagnosis (KNW-5, AIS-1, AIS-2): a scenario is data, its run is a trail that can be read aloud.

`shapes` says what a scenario is, `checks` what is wrong with one, `running` takes a run from step to step, `texts`
fills its sentences. Who is asked (an agent, a citizen), where data come from and where a run is kept is not known here.
"""
