"""The ledger of company ids."""

import random

import pyarrow as pa

from pipeline.entity_resolution.companies.lake_companies import COMPANIES
from pipeline.entity_resolution.identity.identity_events import identity_events
from pipeline.entity_resolution.identity.lasting_ids import Cluster, PreviousCompany, assign_ids


def companies(**listed: tuple[str, str]) -> pa.Table:
    rows = [
        {"company_id": company, "referents": records.split(), "former_ids": former.split()}
        for company, (records, former) in listed.items()
    ]
    return pa.Table.from_pylist(rows, schema=COMPANIES)


def said(before: pa.Table, after: pa.Table) -> set[tuple[str, str, str | None, int]]:
    rows = identity_events(before, after, "R").to_pylist()
    return {(row["company_id"], row["event"], row["other_company_id"], row["record_count"]) for row in rows}


def test_merge_split_restoration_and_retirement_are_told_apart() -> None:
    apart, together = companies(a=("r1 r2", ""), b=("r3", "")), companies(a=("r1 r2 r3", "b"))
    assert said(apart, together) == {("b", "merged", "a", 1)}
    assert said(together, apart) == {("b", "restored", "a", 1)}
    assert said(companies(a=("r1 r2", "")), companies(a=("r1", ""), c=("r2", ""))) == {("a", "split", "c", 1)}
    assert said(apart, companies(a=("r1 r2", ""))) == {("b", "retired", None, 1)}


def test_growth_and_new_companies_are_no_events() -> None:
    assert said(companies(a=("r1", "")), companies(a=("r1 r2", ""), b=("r3", ""))) == set()


def test_fifty_releases_leave_a_ledger_that_explains_every_id() -> None:
    shuffler = random.Random(3)
    release: dict[str, PreviousCompany] = {}
    ever: set[str] = set()
    fate: dict[str, str | None] = {}
    for _ in range(50):
        records = [f"r{number:02}" for number in range(30) if shuffler.random() > 0.05]
        parts: dict[int, list[str]] = {}
        for record in records:
            parts.setdefault(shuffler.randrange(12), []).append(record)
        clusters = [Cluster(min(part), tuple(sorted(part))) for part in parts.values()]
        ids, former = assign_ids(clusters, release)
        after = {
            ids[c.seed]: PreviousCompany(c.referents, tuple(former.get(ids[c.seed], ()))) for c in clusters
        }  # fmt: skip
        tables = [
            pa.Table.from_pylist(
                [
                    {"company_id": i, "referents": list(c.referents), "former_ids": list(c.former_ids)}
                    for i, c in r.items()
                ],
                schema=COMPANIES,
            )
            for r in (release, after)
        ]
        for row in identity_events(tables[0], tables[1], "R").to_pylist():
            if row["event"] in ("merged", "retired"):
                fate[row["company_id"]] = row["other_company_id"]
        for live in after:
            fate.pop(live, None)
        release = after
        ever |= set(after)
        for company in ever - set(after):
            assert company in fate
            other, seen = fate[company], {company}
            while other is not None and other not in after:
                assert other not in seen
                seen.add(other)
                other = fate[other]
