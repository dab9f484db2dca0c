"""Candidate pairs, without training.

name_index                                      names by their rarest words and 3-grams
shared_keys                                     names, initials, domains, sounds and towns that are the same
record_arrays                                   records and their index as arrays that processes share
"""
