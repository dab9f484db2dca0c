"""Every table of the lake: one Arrow schema each, with a description on every column.

schema.py        what a table is, casting rows to it
records.py       what parsers give
landing.py       what arrived
core.py          cleaned and linked
out.py           what analysts read
review.py        what people should look at
technologies.py  the technology catalogue as a value, for the stages that read it
all_tables.py    all tables of the lake, in the order of the flow
"""
