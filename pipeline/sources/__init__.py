"""Payload bytes to canonical records: one file per format, no IO.

parser.py    what a parser takes and gives
kinds.py     all parsers by the name of their kind
"""
