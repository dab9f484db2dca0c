"""Candidate pairs, without training.

name_index                                      names by their rarest words and 3-grams
near_home                                       of many that are near, those of the record's country first
shared_keys, initials_keys                      names, initials, domains, sounds and towns that are the same
record_arrays                                   records and their index as arrays that processes share
"""
