"""Relations: former names, trading names and parents, kept apart from identity."""

from typing import Any

import pyarrow as pa
import pytest

from pipeline.entity_resolution.relations.company_relations import company_relations, names_inside
from pipeline.tables.core import CORE_COMPANY_LINKS, CORE_COMPANY_RECORDS, CORE_POSTINGS, CORE_REGISTRATIONS
from pipeline.tables.schema import STRINGS


@pytest.mark.parametrize(
    ("name", "relations"),
    [
        ("Altmoor (formerly Scriptdash)", [("former_name", "Scriptdash")]),
        ("Altmoor, previously known as Script Dash Inc.", [("former_name", "Script Dash Inc")]),
        ("Fennholt LLC d/b/a Birchline", [("trading_name", "Birchline")]),
        ("Weftlab, part of Loom Group (remote)", [("parent", "Loom Group")]),
        ("Weftlab, a division of Loom Group", [("parent", "Loom Group")]),
        ("Weftlab - A Loom Company", [("parent", "Loom")]),
        ("Weftlab, a Loom Group Company (remote)", [("parent", "Loom Group")]),
        ("Weft Lab at Loom University", [("parent", "Loom University")]),
        ("Weftlab, a small company", []),
        ("A Loom Company", []),
        ("Part of the Team", []),
        ("Formerly", []),
        ("Dba Systems", []),
        ("", []),
        ("Loom (formerly )", []),
        ("Quillmoor Staffing on behalf of Loom Group", [("client", "Loom Group")]),
        ("Loom Group (via Quillmoor Staffing)", [("recruiter", "Quillmoor Staffing")]),
        ("Jobs via Dice", []),
        ("Bakery via Roma", []),
    ],
)
def test_names_tell_relations(name: str, relations: list[tuple[str, str]]) -> None:
    assert names_inside(name) == relations


def test_long_and_hostile_names_end_soon() -> None:
    assert names_inside("( " * 5_000 + "formerly " * 5_000) == []


COMPANIES = pa.table(
    {
        "company_id": ["com_1", "com_2", "com_3"],
        "name": ["Altmoor", "Loom Group", "Scriptdash"],
        "legal_name": pa.array(["Altmoor Inc.", "Loom Group plc", None], pa.string()),
        "identifiers": pa.array([["lei:1"], ["lei:2"], None], STRINGS),
    }
)


def _tables(
    names: dict[str, str], registrations: list[dict[str, Any]], postings: dict[str, str] | None = None
) -> list[pa.Table]:
    kinds = {"source": "s", "record_kind": "posting", "name_kind": "employer"}
    seen = {"source": "register", "first_seen_at": 0, "last_seen_at": 0, "payload_id": "p"}
    companies = {"p": "com_1", "g": "com_1", "h": "com_2"}
    links = [{"record_id": key, "company_id": companies[key[0]], "decision": "match"} for key in (*names, "g", "h")]
    known = set(CORE_REGISTRATIONS.schema.names)
    rows = [{name: value for name, value in {**seen, **row}.items() if name in known} for row in registrations]
    return [
        CORE_COMPANY_LINKS.from_rows(links),
        COMPANIES,
        CORE_COMPANY_RECORDS.from_rows({"record_id": key, "name": name, **kinds} for key, name in names.items()),
        CORE_REGISTRATIONS.from_rows(rows),
        CORE_POSTINGS.from_rows(
            {**seen, "posting_id": key, "record_id": key, "company_name": names[key], "description": text}
            for key, text in (postings or {}).items()
        ),
    ]


def test_registers_and_names_give_relations_with_dates_and_companies() -> None:
    registrations = [
        {
            "registration_id": "1", "record_id": "g", "source_registration_id": "1", "legal_name": "Altmoor Inc.",
            "identifiers": ["lei:1"], "parent_identifiers": ["lei:2", "lei:9"],
            "former_names": '[{"name": "Heathmoor Ltd", "from": null, "to": "2024-05-01"}]',
        },
        {
            "registration_id": "2", "record_id": "h", "source_registration_id": "2", "legal_name": "Loom Group plc",
            "identifiers": ["lei:2"],
        },
    ]  # fmt: skip
    found = company_relations(*_tables({"p1": "Altmoor (formerly Scriptdash)", "p2": "Altmoor"}, registrations))
    rows = {(row["relation"], row["name"]): row for row in found.to_pylist()}
    assert set(rows) == {
        ("former_name", "Heathmoor Ltd"),
        ("former_name", "Scriptdash"),
        ("parent", "Loom Group plc"),
        ("parent", "lei:9"),
    }
    assert rows["former_name", "Heathmoor Ltd"]["valid_until"].isoformat() == "2024-05-01T00:00:00+00:00"
    assert rows["former_name", "Scriptdash"]["related_company_id"] == "com_3"
    assert rows["parent", "Loom Group plc"]["related_company_id"] == "com_2"
    assert rows["parent", "lei:9"]["related_company_id"] is None


def test_a_record_of_no_company_has_no_relation() -> None:
    tables = _tables({"p1": "Altmoor (formerly Scriptdash)"}, [])
    tables[0] = CORE_COMPANY_LINKS.empty()
    assert company_relations(*tables).num_rows == 0


def test_texts_tell_whom_a_poster_recruits_for() -> None:
    names = {"p1": "Altmoor", "p2": "Altmoor", "p3": "Altmoor (via Quillmoor Staffing)"}
    texts = {
        "p1": "This position is posted by Altmoor on behalf of Loom Group. We are looking for a weaver.",
        "p2": "Altmoor is recruiting on behalf of the Loom Group.\nWe act on behalf of Pale Ridge, too.",
        "p3": "We serve customers on behalf of Loom Group.",
    }
    rows = company_relations(*_tables(names, [], texts)).to_pylist()
    assert {(row["record_id"], row["relation"], row["name"], row["related_company_id"]) for row in rows} == {
        ("p1", "client", "Loom Group", "com_2"),
        ("p2", "client", "Loom Group", "com_2"),
        ("p3", "recruiter", "Quillmoor Staffing", None),
    }
    assert {row["evidence"] for row in rows if row["record_id"] == "p1"} == {
        "posted by Altmoor on behalf of Loom Group"
    }
    assert {row["company_id"] for row in rows} == {"com_1"}


def test_what_a_register_says_of_a_fund_names_no_client() -> None:
    tables = _tables({"p1": "Loom Management on behalf of Pale Ridge Fund"}, [])
    tables[2] = tables[2].set_column(
        tables[2].schema.get_field_index("record_kind"), "record_kind", pa.array(["registration"])
    )
    assert company_relations(*tables).num_rows == 0
