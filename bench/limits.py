"""What limits each figure, found by profiling; written by hand, printed into bench/README.md.

How: `cProfile.Profile(time.process_time)` around the view or the service in one process on the seeded database, so that
shares are of processor time and do not depend on who else uses the machine. `apply` and `replay`: wall time.
"""

_TEXTS = {
    "decide": """Python itself. Frozen dataclasses are copied for every event (a fifth); rules, deadlines and reminders
        of the clocks that a command starts take a third. `assign_to_unit`, `pass_down` and `order_rework` start several
        clocks at once and are therefore the slowest; a command that starts none costs some ten microseconds.""",
    "list": """Python, not the database: the two queries (rows; counts of the rail) are a tenth of the processor time. A
        third makes the rows (limits, words, escaping); a quarter is Django's template of the frame, a third of that for
        the names of hashed static files; the rest is reading rows into values and the middleware.""",
    "order": """Python, not the database: three queries and the counts are a twentieth. The template 30 %; reading state
        and events back into values, opening the sealed contact and naming people 27 %; sentences, limits and parts
        22 %; finding out which of sixty commands can be given now 9 %, and their buttons 7 %.""",
    "create": """`register` is three fifths of the processor time: the one statement that writes order, events, clock,
        list entries, contact and key 15 %, sealing the contact 8 %, number and idempotency key 8 %, the message to open
        pages 6 %, the decision 5 %. The rest is Django: form, session, CSRF. In wall time the commit's disk write comes
        on top.""",
    "kept": """The processors: client, servers and database share them, and a page costs 4 to 9 ms of Python. Fifty at
        once in a closed loop wait fifty times as long as one, divided by the processes: below 100 ms only from 500
        answers a second on. No page asks more than five things of the database. The figures of the first page of
        supervision are made once in three seconds for everybody in a process; the page is then a third links of its
        matrix. Of the agent page three fifths are Django's template of thirty fields.""",
    "search": """The index: pairs that stand in tens of thousands of orders are read and compared (a common word two
        days long, rare ones for all time), then up to 400 of the newest are ranked by their vectors, some 10
        microseconds each. A clerk of the whole city asks the same with one lexeme more. What is found in too few orders
        is asked of the index two or three times. Permissions, rows and marks of thirty hits cost 3 ms.""",
    "find": """Python, two thirds: looking at 120 candidates and making eight hits of them costs more than adding up
        in memory. PostgreSQL answers five short statements: the states of the terms, what was learned, the
        candidates, the texts, the log. A list that has changed is read again by each process, 0.2 ms for each
        thousand places; so the first searches after a start or a large import take tens of milliseconds. Over the
        web the page around it costs as much again, and in a closed loop fifty wait for four processors that client
        and database share: 50 ms would be a thousand answers a second, twice what the minimal Django of the other
        sections gives.""",
    "apply": """Two thirds of the time is waiting for PostgreSQL, half of that for the commit's disk write, over six
        round trips: begin, row lock, the one statement that writes everything, the job, commit, the message to open
        pages. Python takes 1.3 ms a command: encoding and writing the order a quarter, message and job a quarter, the
        decision a tenth.""",
    "kpi": """By unit: PostgreSQL reads a million matters and groups them into a few thousand (nine tenths); the core
        evaluates those. The live board: one index scan of the sums, then as much again in Python for exact fractions,
        roundings and targets of four thousand figures. Counting: two thirds are Python (events read back from JSON, the
        order walked day by day), the rest is reading the log and inserting ten matters an order.""",
    "appraisal": """Half is insight grouping a million matters for the two figures; a third is reading the matters that
        the sheet looks at and making values of them; the sheets themselves, with every point named, are the rest.""",
    "replay": """What `apply` costs, twelve commands and thirty events an order, plus the consumers of the events (a
        third), the seal with its list of contents (a seventh) and the simulated people (a tenth). The scratch database
        does not wait for the disk, so the processors are the limit.""",
}
LIMITS = {name: " ".join(text.split()) for name, text in _TEXTS.items()}
"""Section → the sentence under its table."""
