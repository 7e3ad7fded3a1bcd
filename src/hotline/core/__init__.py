"""Pure rules of a hotline. Standard library only; `now` is always an argument."""
