"""Technical ground: database, clock, privacy, jobs, live stream. No business words live here."""
