"""The knowledge base at the desk: what is found, how an entry is shown, its form, and what an answer was taken from."""
