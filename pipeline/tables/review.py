"""What people should look at."""

import pyarrow as pa

from pipeline.tables.schema import Table, column

REVIEW_TASKS = Table(
    "review_tasks",
    "something the machine is unsure of, with its priority",
    ("task_id",),
    pa.schema(
        [
            column("task_id", pa.string(), "Id of the task: the same question keeps its id.", required=True),
            column("kind", pa.string(), "What is asked: company_link, are these two one company.", required=True),
            column("status", pa.string(), "State of the task: open or decided.", required=True),
            column(
                "priority", pa.float64(), "Higher first: uncertainty times the facts that hang on it.", required=True
            ),
            column("question", pa.string(), "What is asked, in a sentence.", required=True),
            column("left_id", pa.string(), "The company record in question.", required=True),
            column("right_id", pa.string(), "The candidate record.", required=True),
            column("left_label", pa.string(), "The record in words.", required=True),
            column("right_label", pa.string(), "The candidate in words.", required=True),
            column("match_probability", pa.float64(), "What the machine thinks."),
            column("comparison", pa.string(), "JSON object: one entry a comparison with its level and weight in bits."),
            column("fact_count", pa.int64(), "Company-technology facts that depend on the answer.", required=True),
            column("judgement_id", pa.string(), "The latest judgement; null while open."),
        ]
    ),
)
