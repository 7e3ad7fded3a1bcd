"""Handling: files of a case and drafts of answers."""
