"""The JSON of an answer: exactly what its schema and its documentation say, and back again."""

import json
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest

from copilot.answer import Answer, answer_schema
from copilot.errors import BadAnswer
from copilot.evidence import PassageEvidence, ReceiptEvidence
from copilot.support import check_support
from copilot.tieout import CheckedFigure, check
from copilot.usage import Usage

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "answer.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(DOCUMENTATION.split("```json\n")[1].split("```")[0])
VALIDATOR = jsonschema.Draft202012Validator(answer_schema())


def example(**changes):
    return {**json.loads(json.dumps(EXAMPLE)), **changes}


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(answer_schema())


def test_the_documented_example_follows_the_schema():
    VALIDATOR.validate(EXAMPLE)


def test_an_answer_survives_json():
    answer = Answer.from_json(example())
    assert answer.to_json() == EXAMPLE
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    VALIDATOR.validate(answer.to_json())


def test_answer_stored_before_there_were_pages_is_read():
    stored = example()
    for name in ("page", "page_breaks", "company", "form", "section", "period_end"):
        del stored["citations"][1][name]
    VALIDATOR.validate(stored)
    assert Answer.from_json(stored).to_json() == EXAMPLE


def test_answer_stored_before_usage_was_counted_is_read():
    stored = example()
    del stored["usage"], stored["notes"]
    VALIDATOR.validate(stored)
    assert Answer.from_json(stored).to_json() == EXAMPLE


def test_the_schema_and_the_answer_have_the_same_fields():
    assert set(answer_schema()["properties"]) == {field.name for field in fields(Answer)}
    parts = {"usage": Usage, "figure": CheckedFigure, "passage": PassageEvidence, "receipt": ReceiptEvidence}
    for name, made_of in parts.items():
        described = set(answer_schema()["$defs"][name]["properties"]) - {"n"}
        assert described == {field.name for field in fields(made_of)}, name


def test_the_example_s_figures_are_those_of_the_check():
    answer = Answer.from_json(example())
    assert tuple(check(answer.prose, answer.citations)) == answer.figures


def test_citations_are_taken_by_their_number():
    answer = Answer.from_json(example(citations=EXAMPLE["citations"][::-1]))
    assert [item.id for item in answer.citations] == ["m-7c9e01aa43d2", "p-3f2a9c1b04de"]


def test_a_refusal_has_no_citations():
    refusal = Answer("a-0123456789ab", "Why?", None, "Nothing is held on it.", True, (), (), "embedded", 3)
    VALIDATOR.validate(refusal.to_json())
    assert not VALIDATOR.is_valid(example(refused=True))


def test_every_field_is_documented():
    schema = answer_schema()
    parts = [schema, *schema["$defs"].values(), schema["$defs"]["receipt"]["properties"]["columns"]["items"]]
    names = {name for part in parts for name in part.get("properties", {})}
    assert [name for name in sorted(names) if f"`{name}`" not in DOCUMENTATION] == []


def test_every_object_of_the_schema_is_closed():
    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for value in part.values():
                yield from objects(value)
        elif isinstance(part, list):
            for value in part:
                yield from objects(value)

    assert all("additionalProperties" in part for part in objects(answer_schema()))


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"id": "m-0123456789ab"},
        {"as_of": "2026-01-22"},
        {"elapsed_ms": -1},
        {"figures": [{**EXAMPLE["figures"][0], "verdict": "maybe"}]},
        {"figures": [{**EXAMPLE["figures"][0], "note": ""}]},
        {"citations": [{**EXAMPLE["citations"][0], "sql": None}]},
        {"citations": [{**EXAMPLE["citations"][1], "page": 0}]},
        {"citations": [{**EXAMPLE["citations"][1], "period_end": "June 2022"}]},
        {"citations": [{key: value for key, value in EXAMPLE["citations"][1].items() if key != "quote"}]},
    ],
)
def test_the_schema_refuses_what_is_no_answer(changes):
    assert not VALIDATOR.is_valid(example(**changes))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"citations": [], "figures": []},
        example(extra=1),
        example(citations=[{"n": 1, "kind": "passage"}]),
        example(citations=None),
        example(figures=[{"text": "1"}]),
    ],
)
def test_what_is_no_answer_is_refused_by_name(data):
    with pytest.raises(BadAnswer, match=r"is no answer.*answer\.schema\.json"):
        Answer.from_json(data)


def test_the_example_s_sentences_are_those_of_the_check():
    answer = Answer.from_json(example())
    assert tuple(check_support(answer.prose, answer.citations, answer.figures)) == answer.sentences


def test_an_answer_stored_before_sentences_were_checked_is_read():
    stored = example()
    del stored["sentences"]
    VALIDATOR.validate(stored)
    assert Answer.from_json(stored).sentences == ()
