"""What strangers' texts say of a company."""

from __future__ import annotations

import time

import pytest

from pipeline.access.own_words import own_words, sites_named


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Das Unternehmen: Tallowbank ist eine Bank für Kerzen.", "Tallowbank"),
        ("Tallow’s Candles began in a shed in Kiel.", "Tallow's"),
        ("Fair rents out cars by the month to anyone.", "Fair"),
        ("Wer uns kennt, der kennt BRACKWATER als Reederei.", "Brackwater"),
    ],
)
def test_sentences_that_name_the_company_are_taken(sentence, name):
    assert own_words([f"Apply today, whoever you are.\n{sentence}"], [name]) == [sentence]


@pytest.mark.parametrize("text", ["We want a fair process for everyone.", "Fairbanks is a town in the far north.", ""])
def test_other_words_that_hold_the_name_are_not(text):
    assert own_words([text], ["Fair"]) == []


def test_what_it_is_comes_before_whom_it_seeks_and_each_sentence_once():
    text = "Acme is seeking a cook for its canteen. At Acme, lunch is free. Acme is a maker of anvils."
    assert own_words([text, text], ["Acme"]) == ["Acme is a maker of anvils.", "At Acme, lunch is free."]


def test_sites_spelled_like_the_name_come_first():
    texts = ["https://jobs.invalid/1 www.acme-tools.invalid", "https://jobs.invalid/2", "mail ada@acme.invalid"]
    assert sites_named(texts, ["Acme"]) == ["acme-tools.invalid", "acme.invalid", "jobs.invalid"]
    assert sites_named(["http://127.0.0.1/x @a..b http://x"], ["Acme"]) == []


def test_long_and_hostile_texts_take_no_time():
    texts = ["a." * 500_000, "Acme " * 200_000, "http://" + "a-" * 500_000, "www." * 200_000, "\n" * 1_000_000]
    started = time.process_time()
    assert all(len(sentence) <= 220 for sentence in own_words(texts, ["Acme"]))
    sites_named(texts, ["Acme"])
    assert time.process_time() - started < 2
