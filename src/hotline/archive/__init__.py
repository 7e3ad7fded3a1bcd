"""Archive: the sealed list of everything in a case."""
