"""Differences between catalogues, lines proposed, and looking up; on the small catalogue of the files' tests."""

import pytest

from pipeline.errors import ConfigurationError, UsageError
from pipeline.normalization.catalogue_changes import catalogue_changes, check_ids_kept
from pipeline.normalization.catalogue_edits import (
    alias_line,
    rejection_line,
    spelling_lines,
    technology_line,
    with_line,
)
from pipeline.normalization.catalogue_files import load_catalogue, read_catalogue
from pipeline.normalization.catalogue_search import find_technology, search_technologies, technology_entry
from tests.normalization.test_catalogue_files import ALIASES, SUCCESSIONS, TECHNOLOGIES, files

SMALL = read_catalogue(files())


def test_changes_are_told_one_a_row() -> None:
    new = read_catalogue(files(aliases=ALIASES.replace("RDB,river-db,cased", "RiverDatabase,river-db,")))
    rows = [tuple(row.values()) for row in catalogue_changes(SMALL, new).to_pylist()]
    assert rows == [
        ("DELETE", "alias", "RDB", "river-db cased", None),
        ("ADD", "alias", "RiverDatabase", None, "river-db"),
    ]
    assert catalogue_changes(SMALL, SMALL).num_rows == 0


def test_ids_are_kept_or_retired_and_never_used_anew() -> None:
    gone = TECHNOLOGIES.replace("river-search,River Search,Database,Acme,river-db,\n", "")
    without = read_catalogue(files(technologies=gone, successions="former,technology_id,change,since\n"))
    with pytest.raises(ConfigurationError, match="'river-search' is gone; put it back, or add it to retired_ids"):
        check_ids_kept(SMALL, without)
    reused = read_catalogue(
        files(
            technologies=TECHNOLOGIES.replace("river-db,RiverDB", "lake-db,LakeDB,Database,,,\nriver-db,RiverDB", 1),
            retired_ids="technology_id,retired_on,instead\n",
        )
    )
    with pytest.raises(ConfigurationError, match="'lake-db' was retired"):
        check_ids_kept(SMALL, reused)
    check_ids_kept(SMALL, SMALL)


def test_line_goes_to_its_place_and_passes_the_checks() -> None:
    line = alias_line(SMALL, "River DB engine", "riverdb", "cased")
    assert (line.file, line.text) == ("aliases.csv", "River DB engine,river-db,cased")
    changed = read_catalogue(with_line(files(), line.file, line.row))
    assert find_technology(changed, "river db ENGINE") == SMALL.technologies["river-db"]
    new = technology_line(SMALL, "Sea Cat, 2", "Database", "Acme", "")
    assert new.text == 'sea-cat-2,"Sea Cat, 2",Database,Acme,,'
    assert "sea-cat-2" in read_catalogue(with_line(files(), new.file, new.row)).technologies
    rejected = rejection_line("Team Work!")
    assert read_catalogue(with_line(files(), rejected.file, rejected.row)).rejected_terms == {"teamwork", "webdesign"}
    assert with_line(files(), "aliases.csv", ("Golang", "go", "")) == files()


def test_further_spellings_get_lines_where_the_catalogue_would_not_read_them() -> None:
    new = technology_line(SMALL, "SeaCat", "Database", "", "")
    catalogue = read_catalogue(with_line(files(), new.file, new.row))
    spellings = ("SeaCat", "seacat", "Sea Cat", "Sea-Cat!", "sea-cat!", "Seacta", "Sea\u202ecat+")
    further = spelling_lines(catalogue, new, spellings)
    assert [line.text for line in further] == ["Sea-Cat!,seacat,", "Seacta,seacat,misspelling"]
    cased = alias_line(SMALL, "RDBMS 1", "riverdb", "cased")
    catalogue = read_catalogue(with_line(files(), cased.file, cased.row))
    assert [line.text for line in spelling_lines(catalogue, cased, ("RDBMS 1", "rdbms 1"))] == [
        "rdbms 1,river-db,cased"
    ]
    assert spelling_lines(SMALL, rejection_line("Team Work"), ("TeamWork",)) == []


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: alias_line(SMALL, "x", "riverbd", ""), "did you mean RiverDB"),
        (lambda: technology_line(SMALL, "Seacat", "Databas", "", ""), "such as Database"),
        (lambda: technology_line(SMALL, "Go", "Database", "", ""), "the id 'go' is taken"),
        (lambda: technology_line(SMALL, "Lake DB", "Database", "", ""), "the id 'lake-db' is taken"),
        (lambda: technology_line(SMALL, "♥", "Database", "", ""), "gives no id"),
        (lambda: rejection_line("!"), "no letter or digit"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(make, expected) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError) as caught:
        make()
    assert expected in str(caught.value)


def test_technologies_are_found_by_any_name_and_by_parts() -> None:
    assert [entry.name for entry in search_technologies(SMALL, "river", 5)] == ["RiverDB", "River Search"]
    assert [entry.name for entry in search_technologies(SMALL, "rivreDB", 5)] == ["RiverDB"]
    assert find_technology(SMALL, "nothing") is None
    packaged = load_catalogue()
    found = find_technology(packaged, "k8s")
    assert found is not None
    entry = technology_entry(packaged, found)
    assert entry["category_group"] == "Infrastructure"
    assert {"surface": "K8s", "rule": None} in entry["aliases"]


def test_entry_names_successors_and_what_it_succeeds() -> None:
    assert SUCCESSIONS
    entries = {name: technology_entry(SMALL, SMALL.technologies[name]) for name in ("river-db", "river-search")}
    assert entries["river-db"]["successor_id"] == "river-search"
    assert entries["river-db"]["part_ids"] == ["river-search"]
    assert entries["river-search"]["former"] == [{"name": "river-db", "change": "replaced", "since": "2020"}]
