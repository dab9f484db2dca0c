"""Writes the sample sources: material in, files out, the same bytes each time."""
