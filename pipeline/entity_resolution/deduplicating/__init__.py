"""Pairs, and records among themselves.

pairs                                           match probabilities of pairs as given
deduplication                                   records of one list to clusters:
pair_scoring, rivals, clustering                    candidate pairs weighed, less what rivals take off, and stars
incremental_deduplication                       records added to those deduplicated before:
record_layers, layer_search, layer_candidates       layers of earlier records, searched where new ones touch them,
reclustering                                        and clusters made anew there
"""
