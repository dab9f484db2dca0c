"""Comparison levels of a candidate pair.

comparisons                                     every comparison with its levels
name_evidence, word_evidence, word_alignment    what two names say, word by word
names_alone, name_remainders,                   what names say that are all that is known: what one has beyond
legal_entities, known_initials                      the other, two legal entities, initials that everybody knows
standing                                        what ranks candidates beside their comparison, with
partial_initials, named_places, form_countries      initials of a few words, places in names, countries of legal forms
"""
