"""Candidate, release, rollback, diff."""
