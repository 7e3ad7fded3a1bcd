"""Guided diagnosis (KNW-5, AIS-1, AIS-2): a scenario is data, its run is a trail that can be read aloud.

`shapes` says what a scenario is, `checks` (with `ways`) what is wrong with one, `running` takes a run from step to
step, `trail` is what it is made of, `answers` and `conditions` what can be said and what follows, `texts` fills its
sentences. Who is asked (an agent, a citizen), where data come from and where a run is kept is not known here.
"""
