"""Records of one name and domain stay together."""

from __future__ import annotations

import pytest

from pipeline.entity_resolution.companies.followers import find_followers, is_follower
from pipeline.entity_resolution.companies.linkable_records import CompanyRecord
from pipeline.entity_resolution.companies.registry_choice import RegistryLink
from pipeline.entity_resolution.identity.judgements import Constraints
from pipeline.entity_resolution.names.frequencies import Frequencies


def record(key: str, name: str, domain: str = "pinemoor-example.com") -> CompanyRecord:
    return CompanyRecord(key, "posting", (name,), "employer", domain, "", "")


RECORDS = {
    entry.record_id: entry
    for entry in (
        record("linked", "Pinemoor Looms Ltd"),
        record("unsure", "PINEMOOR LOOMS"),
        record("elsewhere", "Pinemoor Looms", "pinemoorlooms.com"),
        record("homeless", "Pinemoor Looms", ""),
        record("neighbour", "Pinemoor Gardens"),
    )
}


def follow(anchors: dict[str, str], constraints: Constraints | None = None) -> dict[str, str | None]:
    links = {key: RegistryLink(registration, 0.9, 3.0) for key, registration in anchors.items()}
    waiting = [entry for key, entry in RECORDS.items() if key not in anchors]
    found = find_followers(waiting, links, RECORDS, constraints or Constraints(), Frequencies({"looms": 900.0}, 1e6))
    assert all(is_follower({"comparison": link.comparison}) for link in found.values())
    return {key: link.registration_id for key, link in found.items()}


def test_only_the_same_name_at_the_same_domain_follows() -> None:
    assert follow({"linked": "reg_1"}) == {"unsure": "reg_1"}


def test_the_name_a_domain_is_made_of_follows_the_longer_one() -> None:
    RECORDS["brand"] = record("brand", "Pinemoor")
    try:
        assert follow({"linked": "reg_1"}) == {"unsure": "reg_1", "brand": "reg_1"}
        assert follow({"linked": "reg_1", "neighbour": "reg_2"}) == {"unsure": "reg_1"}
    finally:
        del RECORDS["brand"]


def test_a_rare_name_without_a_domain_follows_unless_another_company_has_the_name() -> None:
    elsewhere = RECORDS.pop("elsewhere")
    try:
        assert follow({"linked": "reg_1"}) == {"unsure": "reg_1", "homeless": "reg_1"}
    finally:
        RECORDS["elsewhere"] = elsewhere
    assert "homeless" not in follow({"linked": "reg_1"})


def test_an_ordinary_name_without_a_domain_follows_nobody() -> None:
    RECORDS.update({"a": record("a", "Looms Ltd", "looms-example.com"), "b": record("b", "Looms", "")})
    try:
        assert follow({"a": "reg_1"}) == {}
    finally:
        del RECORDS["a"], RECORDS["b"]


def test_nobody_follows_a_name_of_two_companies() -> None:
    both = CompanyRecord("both", "posting", ("Fennholt", "Fennholt / Brightcomb"), "employer", "", "", "")
    alone = record("alone", "Fennholt", "")
    RECORDS.update({"both": both, "alone": alone})
    try:
        assert follow({"both": "reg_1"}) == {}
        RECORDS["both"] = record("both", "Fennholt", "")
        assert follow({"both": "reg_1"}) == {"alone": "reg_1"}
    finally:
        del RECORDS["both"], RECORDS["alone"]


def test_nobody_follows_anchors_that_disagree() -> None:
    RECORDS["third"] = record("third", "Pinemoor Looms Inc")
    try:
        assert follow({"linked": "reg_1", "third": "reg_2"}) == {}
        assert follow({"linked": "reg_1", "third": "reg_1"}) == {"unsure": "reg_1"}
    finally:
        del RECORDS["third"]


@pytest.mark.parametrize("verdict", ["same", "not_same", "unsure"])
def test_a_judged_record_follows_nobody(verdict: str) -> None:
    constraints = Constraints(by_record={"unsure": ["jud_1"]})
    getattr(constraints, verdict)["unsure", "reg_1"] = "jud_1"
    assert follow({"linked": "reg_1"}, constraints) == {}


def test_an_unfollowed_row_is_no_follower() -> None:
    assert not is_follower({"comparison": '{"name": {"level": "same", "weight": 4.0}}'})
    assert not is_follower({"comparison": None})
