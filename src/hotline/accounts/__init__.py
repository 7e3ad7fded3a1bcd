"""People, units as a tree, roles, and the one policy per action."""
