from __future__ import annotations

import pytest

from ingest.tone import Evidence, Tone, band_of, evidence_in, tone_of

GOOD, BAD = Tone.POSITIVE, Tone.NEGATIVE


def test_there_are_six_bands():
    assert [str(tone) for tone in Tone] == [
        "very negative",
        "negative",
        "neutral",
        "mixed",
        "positive",
        "very positive",
    ]


@pytest.mark.parametrize(
    ("good", "bad", "sentences", "tone"),
    [
        (0, 0, 5, Tone.NEUTRAL),
        (0.5, 0, 1, Tone.NEUTRAL),
        (1, 0, 1, GOOD),
        (0, 1, 1, BAD),
        (1, 0, 10, Tone.NEUTRAL),
        (3, 3, 6, Tone.MIXED),
        (7.6, 2.4, 10, GOOD),
        (7.4, 2.6, 10, Tone.MIXED),
        (0.6, 0.5, 2, Tone.NEUTRAL),
        (5, 0, 2, Tone.VERY_POSITIVE),
        (0, 5, 2, Tone.VERY_NEGATIVE),
        (5, 0, 10, GOOD),
    ],
)
def test_bands_follow_the_rule(good, bad, sentences, tone):
    assert band_of(Evidence(good, bad, sentences)) is tone


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Losses narrowed.", GOOD),
        ("Losses widened.", BAD),
        ("Unemployment fell.", GOOD),
        ("The company cut its forecast.", BAD),
        ("The company cut its debt.", GOOD),
        ("Costs rose.", BAD),
        ("A decline in revenue was reported.", BAD),
        ("A decline in claims was reported.", GOOD),
        ("Higher costs were reported.", BAD),
        ("Yields rose.", Tone.NEUTRAL),
        ("Demand was not strong.", BAD),
        ("The outlook is no longer weak.", GOOD),
        ("Revenue edged up slightly.", Tone.NEUTRAL),
        ("Demand could weaken if suppliers were to fail.", Tone.NEUTRAL),
        ("Operating profit was 8.3 million, compared with 11.8 million a year before.", BAD),
        ("Operating profit was $1.2 billion, compared with $980 million a year before.", GOOD),
        ("Costs were 40 million, compared with 44 million.", GOOD),
        ("It made a net profit of 4 million against a net loss of 9 million.", GOOD),
        ("It slipped to a net loss of 4 million from a profit of 9 million.", BAD),
        ("The firm won a contract in Peru.", GOOD),
        ("New tariffs were delayed.", GOOD),
        ("The dividend was suspended.", BAD),
        ("Shares outstanding were 4,210 million.", Tone.NEUTRAL),
        ("Inventories are stated at the lower of cost and net realizable value.", Tone.NEUTRAL),
        ("", Tone.NEUTRAL),
        ("Net sales 81,797 82,959 increase (1)% 293,787 304,182 decline (3)%", Tone.NEUTRAL),
    ],
)
def test_sentences_are_read(text, tone):
    assert tone_of("", text) is tone


def test_both_sides_make_it_mixed():
    assert tone_of("", "Revenue grew strongly. Margins fell and losses mounted.") is Tone.MIXED


def test_the_title_counts_twice():
    title = evidence_in("Profit fell", "")
    assert title == Evidence(0.0, 2.0, 2.0)
    assert evidence_in("", "Profit fell") == Evidence(0.0, 1.0, 1.0)


def test_a_list_of_decreases_is_one_thing_said():
    text = "a decrease in revenue, " * 30
    assert evidence_in("", text).bad <= 12
