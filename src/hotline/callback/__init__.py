"""Call-back: links for the citizen, samples, what is due."""
