"""Counts on a map of a hotline's areas, drawn on the server as SVG. `places.area_map` is what pages use."""
