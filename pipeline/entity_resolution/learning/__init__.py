"""Learns weights, trees and word frequencies from labelled files: a tool, not a stage.

training                                        the command
linking_training, left_out_names, boosting      choosing among candidates
fitting                                         weights of comparisons, on folds
"""
