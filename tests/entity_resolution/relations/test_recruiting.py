"""Whom a recruiter recruits for: read where it is said, and nowhere else."""

import time

import pytest

from pipeline.entity_resolution.relations.recruiting import clients_in_text


def _clients(text: str, poster: str, is_recruiter: bool) -> list[tuple[str, str]]:
    return [(relation, name) for relation, name, _ in clients_in_text(text, poster, is_recruiter)]


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("This position is posted by Altmoor on behalf of Weft & Loom. We are looking for weavers.", "Weft & Loom"),
        ("Altmoor are recruiting on behalf of the Pale Ridge Surgery\n\nPart time nurse", "Pale Ridge Surgery"),
        ("On behalf of our client Weftlab Inc., we are looking for a clerk.", "Weftlab Inc"),
        ("We help many. Our client, Weftlab, Inc., is seeking a clerk.", "Weftlab, Inc"),
        ("In this case our client, WEFTLAB, is looking for a scientist", "WEFTLAB"),
        ("Join our client Weftlab and their data team", "Weftlab"),
        ("Altmoor is hiring on behalf of client Weftlab Limited for a clerk.", "Weftlab Limited"),
        ("Altmoor, on behalf of its client Weftlab, seeks a clerk", "Weftlab"),
        ("We are recruiting for a consultant to support our client, Weftlab, in Ohio.", "Weftlab"),
        ("Our sharp-eyed client St. Weft of Loom has an opening for a clerk", "St. Weft of Loom"),
    ],
)
def test_a_statement_is_read_whoever_posts(text: str, client: str) -> None:
    assert _clients(text, "Altmoor", is_recruiter=False) == [("client", client)]


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("About the job\nCompany Name: WeftLab\nJob Description", "WeftLab"),
        ("Altmoor is partnering with Weft Loom North, Inc to hire top talent!", "Weft Loom North, Inc"),
        ("This role is with Weftlab. Apply here.", "Weftlab"),
        ("Altmoor in partnership with Pale Ridge Hospital Trust are looking for nurses", "Pale Ridge Hospital Trust"),
        ("Our client is Weftlab, a maker of looms.", "Weftlab"),
        ("Exclusively retained by Weftlab to find a director", "Weftlab"),
        ("Im Auftrag unseres Kunden, der Weftlab GmbH, suchen wir eine Leitung.", "Weftlab GmbH"),
        ("Für unseren Kunden Webstuhl AG in Köln suchen wir", "Webstuhl AG"),
        ("Notre client, la société Tisserand, recherche un analyste", "Tisserand"),
        ("Nuestro cliente Tejidos Roble busca un analista", "Tejidos Roble"),
        ("Onze opdrachtgever Weefhuis zoekt een analist", "Weefhuis"),
    ],
)
def test_agencies_words_are_read_of_agencies_alone(text: str, client: str) -> None:
    assert _clients(text, "Altmoor Staffing", is_recruiter=True) == [("client", client)]
    assert _clients(text, "Altmoor", is_recruiter=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "We deliver services on behalf of Fortune 100 companies",
        "posted by Altmoor on behalf of a partner company",
        "Now recruiting on behalf of a growing company",
        "We are recruiting on behalf of American companies",
        "Our client is Seattle based",
        "Our services are commissioned by the Loom Trust to treat people",
        "Join our Client Services, Sales and Care teams",
        "Our client Leader in textiles is looking for a clerk",
        "Our client, Senior Software Engineer, is looking for",
        "On behalf of our financial client, Altmoor Staffing is seeking a clerk",
        "Our client, San Francisco, is hiring",
        "Beware of scams: people claim to be hiring on behalf of Weftlab.",
        "Our client, Confidential, is looking for a clerk",
        "Im Auftrag unseres Kunden, Marktführer für Webstühle, suchen wir",
        "Notre client, acteur majeur de la distribution, recherche",
        "Unser Kunde ist Marktführer",
        "Client: React.js, Redux and a lot more that no name holds\n",
        "recruiting on behalf of We Are The Words Of A Heading In Capitals Everywhere Here",
        "recruiting on behalf of " + "A" * 200,
        "",
    ],
)
def test_what_names_nobody_is_left(text: str) -> None:
    assert _clients(text, "Altmoor Staffing", is_recruiter=True) == []


def test_an_employers_own_posting_names_its_recruiter() -> None:
    text = "This advert is placed by Quillmoor Staffing on behalf of Weftlab Ltd."
    assert _clients(text, "Weftlab Ltd", is_recruiter=False) == [("recruiter", "Quillmoor Staffing")]


def test_a_text_names_a_few_clients_at_most() -> None:
    text = "".join(f"recruiting on behalf of Weftlab{number}. " for number in range(100))
    assert len(_clients(text, "Altmoor", is_recruiter=False)) == 3


@pytest.mark.parametrize(
    "piece",
    [
        "recruiting on behalf of ",
        "posted by a ",
        "looking for our a a a ",
        "our client ",
        "Our Client, A",
        "client:",
        "partnering with A ",
        "a ",
        "A.",
        " ",
        "im auftrag unseres kunden der ",
    ],
)
def test_time_stays_linear_in_hostile_texts(piece: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        clients_in_text(piece * (size // len(piece)), "Altmoor Staffing", is_recruiter=True)
        return time.process_time() - start

    assert seconds(80_000) < 25 * max(min(seconds(10_000) for _ in range(3)), 0.002)
