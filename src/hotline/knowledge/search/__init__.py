"""The search step by step: the question taken apart, the entries that say most of it, their order, the hits."""
