"""Connectors: how a guided diagnosis asks other systems (AIS-2). Read `shapes`, then `asking`.

A connector stands in a file of the server, not in the database: its address and its secrets are the operator's, a
scenario only names it. Each has a time limit, tries again where that is safe, and is left alone for a while when it
keeps failing; then the run goes on or ends as the scenario says.
"""
