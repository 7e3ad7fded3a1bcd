"""One module a step of the hotline; each registers its moves with `hotline.core.moves.register`."""
