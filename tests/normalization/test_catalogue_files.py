"""The catalogue's files: what is refused, and with which words."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.normalization.catalogue_files import load_catalogue, read_catalogue

CATEGORIES = "category,group,kind\nDatabase,Data,product\nProgramming language,Languages,language\n"
TECHNOLOGIES = (
    "technology_id,name,category,vendor,parent_id,rule\n"
    "go,Go,Programming language,Google,,cased ordinary\n"
    "river-db,RiverDB,Database,Acme,,\n"
    "river-search,River Search,Database,Acme,river-db,\n"
)
ALIASES = "surface,technology_id,rule\nGolang,go,\nRDB,river-db,cased\n"
WORDS = "word\nfriendly\nteam\n"
SUCCESSIONS = "former,technology_id,change,since\nGolang,go,renamed,2012-03\nriver-db,river-search,replaced,2020\n"
EXTERNAL_IDS = "technology_id,scheme,external_id\ngo,website,https://go.example\nriver-db,npm,@acme/river-db\n"
RETIRED_IDS = "technology_id,retired_on,instead\nlake-db,2024-05-01,river-db\n"


def files(**changed: str) -> dict[str, str]:
    texts = {"categories": CATEGORIES, "technologies": TECHNOLOGIES, "aliases": ALIASES, "ordinary_words": WORDS}
    texts |= {
        "rejected_terms": "term\nwebdesign\n",
        "successions": SUCCESSIONS,
        "external_ids": EXTERNAL_IDS,
        "retired_ids": RETIRED_IDS,
    }
    return {f"{name}.csv": text for name, text in (texts | changed).items()}


def test_names_and_aliases_carry_their_rules() -> None:
    catalogue = read_catalogue(files())
    by_surface = {alias.surface: alias for alias in catalogue.aliases}
    assert by_surface["Go"].is_case_sensitive
    assert by_surface["Go"].is_ambiguous
    assert by_surface["Go"].is_ordinary
    assert by_surface["RDB"].is_case_sensitive
    assert not by_surface["Golang"].is_ambiguous
    assert catalogue.technologies["river-search"].parent_id == "river-db"
    assert catalogue.ordinary_words == {"friendly", "team"}


def test_links_to_successors_registries_and_retired_ids_are_read() -> None:
    catalogue = read_catalogue(files(aliases=ALIASES.replace("Golang,go,", "Golang,go,former")))
    first = catalogue.successions[0]
    assert (first.former, first.change, first.since) == ("Golang", "renamed", "2012-03")
    assert [item.scheme for item in catalogue.external_ids] == ["website", "npm"]
    assert catalogue.retired_ids == {"lake-db": "river-db"}
    assert catalogue.technologies["go"].kind == "language"
    assert {alias.surface: alias.nature for alias in catalogue.aliases}["Golang"] == "former"


def test_version_changes_with_any_file_and_only_then() -> None:
    version = read_catalogue(files()).version
    assert len(version) == 12
    assert read_catalogue(files()).version == version
    assert read_catalogue(files(ordinary_words="word\nteam\n")).version != version


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("technologies", TECHNOLOGIES.replace("river-db,RiverDB", "River DB,RiverDB"), "line 3: 'River DB' is no slug"),
        ("technologies", TECHNOLOGIES.replace("Database,Acme,,\n", "Sand,Acme,,\n", 1), "unknown category 'Sand'"),
        ("technologies", TECHNOLOGIES.replace(",river-db,", ",lake-db,"), "unknown parent_id 'lake-db'"),
        ("technologies", TECHNOLOGIES.replace("Acme,,\n", "Acme,river-search,\n", 1), "parents form a cycle"),
        ("technologies", TECHNOLOGIES + "river-db,Again,Database,,,\n", "line 5: 'river-db' is out of order"),
        ("technologies", TECHNOLOGIES.replace("cased ordinary", "loud"), "unknown rule 'loud'"),
        ("technologies", TECHNOLOGIES.replace("go,Go,", "go,Go"), "5 fields where 6 belong"),
        ("aliases", ALIASES.replace("RDB,river-db", "RDB,lake-db"), "unknown technology_id 'lake-db'"),
        ("aliases", ALIASES + "RDB,river-search,cased\n", "line 4: 'RDB' appears twice"),
        ("aliases", ALIASES + "riverdb,river-search,\n", "'riverdb' already stands for 'river-db'"),
        ("aliases", ALIASES.replace("surface", "name"), "line 1: the header is"),
        ("aliases", ALIASES + " x,go,\n", "begins or ends with a blank"),
        ("categories", CATEGORIES + "Zoo,Data,\n", "an empty field"),
        ("successions", SUCCESSIONS.replace("Golang", "Gopher"), "'Gopher' is no alias of 'go'"),
        ("successions", SUCCESSIONS.replace("2012-03", "March"), "'March' is no date"),
        ("successions", SUCCESSIONS.replace("replaced", "eaten"), "unknown change 'eaten'"),
        ("successions", SUCCESSIONS.replace("river-search", "lake"), "unknown technology_id 'lake'"),
        ("successions", SUCCESSIONS + "river-search,river-db,merged,\n", "successors form a cycle"),
        ("external_ids", EXTERNAL_IDS.replace("npm", "cpan"), "unknown scheme 'cpan'"),
        ("external_ids", EXTERNAL_IDS.replace("https://", "javascript:"), "is no website id"),
        ("external_ids", EXTERNAL_IDS.replace("go,website,https://go.example", "go,cpe,golang"), "is no cpe id"),
        (
            "external_ids",
            EXTERNAL_IDS.replace("go,website,https://go.example", "go,npm,@acme/river-db"),
            "'go' already",
        ),
        ("external_ids", EXTERNAL_IDS.replace("go,", "gone,"), "unknown technology_id 'gone'"),
        ("rejected_terms", "term\nWeb design\n", "'Web design' has other signs"),
        ("retired_ids", RETIRED_IDS.replace("lake-db,", "go,"), "'go' is in use"),
        ("retired_ids", RETIRED_IDS.replace("2024-05-01", "soon"), "'soon' is no date"),
        ("retired_ids", RETIRED_IDS.replace("river-db", "pond"), "unknown technology_id 'pond'"),
        ("ordinary_words", "word\nTeam\n", "'Team' is no lower-case word"),
        ("aliases", ALIASES.replace("Golang,go,", "Friendly,go,"), "'Friendly' is an everyday word"),
        ("external_ids", EXTERNAL_IDS.replace("npm,", 'npm,"'), "a line break or a character that does not show"),
        ("external_ids", EXTERNAL_IDS.replace("go.example", "go.example\x1b[31m"), "a character that does not show"),
        ("external_ids", EXTERNAL_IDS.replace("go.example", "go.ex\0ample"), "a character that does not show"),
    ],
)
def test_wrong_files_are_refused_with_file_line_and_fix(name: str, text: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_catalogue(files(**{name: text}))
    message = str(caught.value)
    assert expected in message
    assert message.startswith(f"catalogue/{name}.csv, line ")
    assert "; " in message  # what to do stands behind the problem


def test_cased_spelling_of_another_technology_is_told_apart_by_case() -> None:
    aliases = ALIASES.replace("Golang,go,\n", "Golang,go,\nGOLANG,river-db,cased\n")
    aliases = "surface,technology_id,rule\nGOLANG,river-db,cased\nGolang,go,\nRDB,river-db,cased\n"
    owners = {alias.surface: alias.technology_id for alias in read_catalogue(files(aliases=aliases)).aliases}
    assert owners["GOLANG"] == "river-db"
    assert owners["Golang"] == "go"


def test_packaged_catalogue_is_valid_and_large() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.technologies) >= 6000
    assert {"python", "amazon-web-services", "react", "c-plus-plus", "dot-net"} <= set(catalogue.technologies)


def test_no_plain_name_of_the_packaged_catalogue_is_an_everyday_word() -> None:
    """A name that is an everyday word must say so in its rule, or it would be found in every text."""
    catalogue = load_catalogue()
    plain = [
        alias.surface
        for alias in catalogue.aliases
        if not (alias.is_ambiguous or alias.is_case_sensitive or alias.is_lookup_only)
        and alias.surface.casefold() in catalogue.ordinary_words
    ]
    assert plain == []
