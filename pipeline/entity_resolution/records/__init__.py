"""Many names and records as columns.

name_columns, name_facts, name_table            names read and laid out word by word
record_table, given_records                     records, and the tables they are given as
name_reading, spread                            reading in many processes
"""
