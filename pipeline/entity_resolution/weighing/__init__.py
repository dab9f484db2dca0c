"""Comparison levels to match weights in bits, and bits to probabilities.

scoring                                         sums of weights, alone and among the candidates of a record
choice, held_words, trees                       whether the best candidate is right, and whether any company is meant
model_file                                      what was learned, as shipped
"""
