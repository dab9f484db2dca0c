"""Which company a record speaks of.

names.py, legal_forms.py, name_variants.py   what is left of a name when its dress is off
board_names.py, board_words.py               names as job boards decorate them, and names of no company
frequencies.py                               how much a word tells
name_table.py, records.py                    names and records as columns
blocking.py                                  candidate pairs, without training
comparisons.py, word_alignment.py            comparison levels of a candidate pair
scoring.py, model_file.py, weights.json      levels to match weights in bits, bits to probabilities
resolution.py                                records against a registry
pairs.py, deduplication.py                   pairs, and records among themselves
companies.py, clustering.py, identity.py     the lake: links, unregistered companies, ids that last
judgements.py                                what people decided
training.py                                  learns weights.json from labelled files (a tool, not a stage)
"""
