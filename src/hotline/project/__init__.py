"""Settings, addresses, processes and commands: the only room that knows all the others."""
