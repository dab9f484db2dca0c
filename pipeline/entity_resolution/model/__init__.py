"""What was learned, as data: weights of comparisons, trees, word frequencies; `learning/training.py` writes it."""
