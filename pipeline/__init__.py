"""Stacktrail: which company uses which technology, since when, and on what evidence.

The packages below are the stages of the flow, in order: sources and landing (collect), extraction, entity_resolution,
normalization, quality (check), publishing, history, verification, access. They meet in `pipeline.tables`;
`pipeline.runners` puts them together. Importing this package imports nothing else.
"""
