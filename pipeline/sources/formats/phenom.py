"""Phenom: a career site's search page, which carries its jobs as JSON.

The text is a teaser; neither employer nor address of a job is given. Ignored: ids other than the job's, and what search
shows beside a job.
"""

from __future__ import annotations

import re

from pipeline.sources.html_listings import embedded_jobs
from pipeline.sources.job import country, free_employment, label, markup, moment
from pipeline.sources.job_format import JobFormat

PARSER = JobFormat(
    kind="phenom",
    description="Phenom: a career site's search page",
    find=embedded_jobs(
        "a Phenom page with phApp.ddo",
        re.compile(r"phApp\.ddo\s{0,9}="),
        "eagerLoadRefineSearch.data.jobs",
        "jobDetail.data.jobs",
        "refineSearch.data.jobs",
    ),
    columns={
        "source_posting_id": label("jobId", "reqId", "jobSeqNo"),
        "url": label("canonicalPositionUrl", "applyUrl"),
        "title": label("title"),
        "company_name": label("companyName"),
        "description_html": markup("description", "descriptionTeaser"),
        "location": label("location", "cityStateCountry", "cityState"),
        "city": label("city"),
        "region": label("state"),
        "country": country("country"),
        "department": label("department", "category"),
        "employment_type": free_employment("type"),
        "posted_at": moment("postedDate", "dateCreated"),
    },
    version=("title", "location", "description", "descriptionTeaser"),
    ignored=("locale", "multi_location", "multi_location_array", "multi_category", "ml_skills", "isMultiLocation",
             "latitude", "longitude", "checkRemote", "address", "experienceLevel", "industry", "externalApply"),
).parser()  # fmt: skip
