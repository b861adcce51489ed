"""Errors planted in small reports are found, and nothing is found in correct ones."""

import json
from dataclasses import asdict

import pytest
from planted_reports import REPORTS
from pydantic import TypeAdapter

from copilot.audit import STATUSES, AuditResult, audit
from copilot.audit.marking import pieces_of


def at(result, finding):
    """The words that a finding is at."""
    return result.text[finding.spans[0].start : finding.spans[0].end]


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case.name)
def test_every_planted_error_is_found_and_no_other(market_workspace, case):
    result = audit(case.text, market_workspace)
    found = [(finding.kind, at(result, finding)) for finding in result.findings]
    for kind, words in case.errors:
        assert any(kind == k and (w.startswith(words) or words in w) for k, w in found), (kind, words, found)
    places = [words for _, words in case.errors]
    false = [
        (finding.kind, at(result, finding), finding.reason)
        for finding in result.contradictions
        if not any(words.split()[0] in at(result, finding) for words in places)
    ]
    assert not false


def test_a_result_is_plain_json_of_a_stated_schema(market_workspace):
    case = next(case for case in REPORTS if "wrong close" in case.name)
    result = audit(case.text, market_workspace)
    written = json.loads(json.dumps(result.to_json()))
    assert set(written["counts"]) == set(STATUSES)
    schema = TypeAdapter(AuditResult).json_schema()
    assert set(schema["required"]) <= set(written)
    assert TypeAdapter(AuditResult).validate_python(asdict(result)).findings == result.findings


def test_pieces_of_the_marked_text_are_the_text(market_workspace):
    case = next(case for case in REPORTS if "wrong close" in case.name)
    result = audit(case.text, market_workspace)
    pieces = pieces_of(result)
    assert "".join(piece.text for piece in pieces) == case.text
    wrong = next(piece for piece in pieces if piece.text == "6,951.16")
    assert wrong.grade == "contradiction"
    assert result.findings[wrong.findings[0] - 1].kind == "no_session"


def test_evidence_of_a_finding_is_among_the_evidence_and_can_be_computed_again(market_workspace):
    from copilot.computing import compute_again

    case = next(case for case in REPORTS if "wrong close" in case.name)
    result = audit(case.text, market_workspace)
    held = {item.id for item in result.evidence}
    named = {item for finding in result.findings for item in finding.evidence}
    assert named
    assert named <= held
    assert compute_again(market_workspace, sorted(named)[0])[0].same


def test_a_report_of_nothing_has_no_findings(market_workspace):
    result = audit("Nothing happened.", market_workspace)
    assert not result.findings
    assert not result.figures
    assert result.report_date is None
