"""What people should look at."""

import pyarrow as pa

from pipeline.tables.schema import STRINGS, Table, column

REVIEW_TASKS = Table(
    "review_tasks",
    "something the machine is unsure of, with its priority",
    ("task_id",),
    pa.schema(
        [
            column("task_id", pa.string(), "Id of the task: the same question keeps its id.", required=True),
            column(
                "kind",
                pa.string(),
                "What is asked: company_link, are these two one company; new_technology, is the term one; "
                "technology_alias, is it another name of one.",
                required=True,
            ),
            column("status", pa.string(), "State of the task: open or decided.", required=True),
            column(
                "priority", pa.float64(), "Higher first: uncertainty times the facts that hang on it.", required=True
            ),
            column("question", pa.string(), "What is asked, in a sentence.", required=True),
            column("left_id", pa.string(), "The company record or the term in question.", required=True),
            column("right_id", pa.string(), "The candidate record or technology; null where none is near."),
            column("left_label", pa.string(), "The record in words, or the term.", required=True),
            column("right_label", pa.string(), "The candidate in words."),
            column("match_probability", pa.float64(), "What the machine thinks."),
            column("comparison", pa.string(), "JSON object: one entry a comparison with its level and weight in bits."),
            column(
                "fact_count",
                pa.int64(),
                "Company-technology facts that depend on the answer; of a term the companies that name it.",
                required=True,
            ),
            column("judgement_id", pa.string(), "The latest judgement; null while open."),
            column("document_count", pa.int64(), "Postings that hold the term; null for links."),
            column("spellings", STRINGS, "Ways the term is written, most frequent first."),
            column("examples", STRINGS, "Words around the term in some postings."),
        ]
    ),
)

TERM_QUESTIONS = pa.schema(
    [
        ("term_key", pa.string()),  # letters and digits: the same whatever the spelling
        ("term", pa.string()),
        ("technology_id", pa.string()),  # of the technology that it may be another name of; null where none is near
        ("technology_name", pa.string()),
        ("document_count", pa.int64()),
        ("company_count", pa.int64()),
        ("mention_count", pa.int64()),
        ("spellings", STRINGS),
        ("examples", STRINGS),
    ]
)
"""Names without an entry in the catalogue and what is to be asked about them."""
