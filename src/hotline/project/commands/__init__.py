"""One module a command; each holds a click command named `command`. Loaded only when it is called."""
