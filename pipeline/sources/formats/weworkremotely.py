"""We Work Remotely: RSS. All jobs are remote; a title is `Company: Title`.

Ignored: `country` and `state` (the employer's seat, not the job's place), category and skills, logos.
"""

from __future__ import annotations

from typing import Any  # columns

from pipeline.sources.job import Job, computed, employment, label, markup, moment
from pipeline.sources.job_format import JobFormat
from pipeline.sources.timestamps import from_feed_date
from pipeline.sources.xml_items import xml_jobs


def _title(job: Job) -> dict[str, Any]:
    whole = label("title").read(job) or ""
    company, colon, title = whole.partition(": ")  # the first: titles hold colons more often than names do
    return {"company_name": company, "title": title} if colon and title else {"title": whole or None}


PARSER = JobFormat(
    kind="weworkremotely",
    description="We Work Remotely's RSS feeds",
    find=xml_jobs("an RSS feed of We Work Remotely", {"rss"}, {"item"}),
    columns={
        "source_posting_id": label("guid", "link"),
        "url": label("link", "guid"),
        "description_html": markup("description"),
        "location": label("region"),
        "is_remote": computed(lambda _: True),
        "employment_type": employment("type"),
        "posted_at": moment("pubDate", parse=from_feed_date),
        "valid_through": moment("expires_at", parse=from_feed_date),
    },
    parts=(computed(_title, "title"),),
    version=("title", "region", "description"),
    ignored=("country", "state", "skills", "category", "media:content"),
).parser()
