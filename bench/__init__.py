"""Speeds of the product, each beside the floor of the same machine in the same run: `make bench`."""
