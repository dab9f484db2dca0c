"""Payload bytes to canonical records: one file per format, no IO.

parser.py        what a parser takes and gives
kinds.py         all parsers by the name of their kind, and how to run one
rejections.py    the closed set of reason codes

formats/         the formats, each named as its kind: postings.py register.py site.py jsonld.py greenhouse.py ...
job_format.py    what every format of job boards and feeds shares; job.py: its fields as columns;
                 listings.py xml_items.py html_listings.py: where the jobs are in JSON, XML and HTML;
                 job_places.py: places given in parts; comment_lines.py: the first line of a job comment

text.py json_text.py item_files.py html_limits.py html_nesting.py html_text.py jsonld_blocks.py marked_items.py
                                                           bytes to text, items and trees
fields.py jsonld_values.py organizations.py dates.py timestamps.py employment_types.py languages.py places.py
salaries.py markup.py                                      raw values to column values
record_ids.py    ids from raw keys

sources_file.py source_keys.py    SOURCES.yml
site_index.py observed_at.py      what lies beside saved payloads
"""
