"""Which postings are one opening: the same job, however often and wherever it was posted."""
