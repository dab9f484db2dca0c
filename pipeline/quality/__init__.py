"""Checks on the candidate: metrics, gates, quarantine."""
