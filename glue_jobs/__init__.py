"""Glue jobs: one short script each."""
