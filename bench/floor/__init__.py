"""The floor: the smallest honest Django on the same machine, for the pages that the product is measured with."""
