"""Names of a registry as mentions of its companies."""

import json

import pyarrow as pa

from pipeline.entity_resolution.learning.left_out_names import left_out_names


def _registry(companies: dict[str, list[str]]) -> pa.Table:
    names = list(companies.values())
    columns = {"company_id": list(companies), "name": [each[0] for each in names]}
    columns["aliases"] = [json.dumps(each[1:]) for each in names]
    told = {"domain": "wexmoor.example", "country": "GB", "city": "Toft"}
    return pa.table(columns | {column: [value] * len(names) for column, value in told.items()})


def test_each_other_name_is_left_out_once_and_asked_for() -> None:
    companies = {f"c{n}": [f"Wexmoor {n}", f"Alder {n}", f"Birch {n}"] for n in range(20)}
    parts = list(left_out_names(_registry(companies)))
    asked = [(row["true_company_id"], row["name"]) for part in parts for row in part.mentions.to_pylist()]
    assert sorted(asked) == sorted((company, name) for company, names in companies.items() for name in names[1:])
    for part in parts:
        held = {row["company_id"]: {row["name"], *json.loads(row["aliases"])} for row in part.registry.to_pylist()}
        left_out = {(row["true_company_id"], row["name"]) for row in part.mentions.to_pylist()}
        assert left_out == {(company, name) for company, names in companies.items() for name in names} - {
            (company, name) for company, names in held.items() for name in names
        }


def test_mentions_tell_less_than_the_registry_and_a_city_only_with_its_country() -> None:
    rows = [
        row
        for part in left_out_names(_registry({f"c{n}": [f"Wexmoor {n}", f"Alder {n}"] for n in range(300)}))
        for row in part.mentions.to_pylist()
    ]
    assert 0.15 < sum(bool(row["domain"]) for row in rows) / 300 < 0.35
    assert 0.55 < sum(bool(row["country"]) for row in rows) / 300 < 0.75
    assert {row["country"] for row in rows if row["city"]} == {"GB"}


def test_names_of_two_companies_and_companies_of_one_name_teach_nothing() -> None:
    assert list(left_out_names(_registry({"a": ["Wexmoor", "Alder"], "b": ["Birch", "ALDER Ltd"], "c": ["Elm"]}))) == []
