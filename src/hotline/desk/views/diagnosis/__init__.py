"""Pages of guided diagnosis."""
