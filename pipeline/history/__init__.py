"""Observations to intervals."""
