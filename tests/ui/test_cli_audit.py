"""The command that audits a report, and what it writes."""

import json

import pytest
from markdown_it import MarkdownIt
from scripted_faces import hash_workspace, run

from copilot.audit import audit
from market.periods import parse_as_of
from ui.audit_pages import audit_html, audit_markdown

REPORT = """Wrap <script>alert(1)</script>

January 23, 2026

The Russell 2000 closed at 2,699.16 on Friday [1].
See [the site](http://evil.example/x) ![p](http://evil.example/p.png) \x1b[31mred.
The Nasdaq Composite was up 0.28% on the day [1].

References
[1] Exchange data
[2] Never named
"""
PRICES = """symbol,date,close,source
^RUT,2026-01-22,2718.77,public daily closes
^RUT,2026-01-23,2669.16,public daily closes
^IXIC,2026-01-22,23436.02,public daily closes
^IXIC,2026-01-23,23501.24,public daily closes
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audited")
    (folder / "prices.csv").write_text(PRICES)
    (folder / "wrap.md").write_text(REPORT)
    assert run(folder / "home", "load", folder / "prices.csv").exit_code == 0
    return folder


def audited(home, *options):
    return run(home / "home", "audit", home / "wrap.md", "--as-of", "2026-01-24", *options)


def test_text_tells_findings_figures_and_what_ties_out(home):
    result = audited(home)
    assert result.exit_code == 0, result.output
    assert "closed at 2,699.16" in result.stdout
    assert "Figures that tie out" in result.stdout
    assert "source [2] stands in the list and no sentence cites it" in result.stdout
    assert "\x1b[31m" not in result.stdout


def test_json_is_json_and_nothing_else(home):
    written = audited(home, "--json", "--strict")
    assert written.exit_code == 1  # something is contradicted
    result = json.loads(written.stdout)
    assert result["report_date"] == "2026-01-23"
    assert {finding["kind"] for finding in result["findings"]} == {"no_session", "never_cited"}


@pytest.fixture(scope="module")
def result(home):
    with hash_workspace(home / "home") as workspace:
        return audit(REPORT, workspace, parse_as_of("2026-01-24"))


def test_html_escapes_the_report_and_holds_nothing_live(result):
    page = audit_html(result)
    assert '<mark class="contradiction"' in page
    assert '<mark class="tied"' in page
    for live in ("<script", "<a ", "<img", "href=", "src=", "\x1b"):
        assert live not in page


def test_markdown_shows_the_report_as_text(result):
    page = audit_markdown(result)
    assert "**2,699.16 (1)**" in page
    assert "0.28%✓" in page
    shown = MarkdownIt().render(page)
    for live in ("<script", "<a ", "<img", "\x1b"):
        assert live not in shown


def test_the_page_is_written_to_a_file(home, tmp_path):
    out = tmp_path / "audit.html"
    assert audited(home, "--format", "html", "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_file_that_is_missing_or_no_report_is_named(home, tmp_path):
    assert "it cannot be read" in run(home / "home", "audit", tmp_path / "none.txt").stderr
    broken = tmp_path / "report.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    result = run(home / "home", "audit", broken)
    assert result.exit_code == 1
    assert "report.pdf" in result.stderr
