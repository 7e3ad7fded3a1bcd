"""Administration: units, people, lines and rules, jobs, the audit, and the way from an empty database to a centre."""
