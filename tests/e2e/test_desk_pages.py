"""The pages beside the chat in a browser: the library, the market, the audit."""

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

WAIT_MS = 120_000
REPORT = "Revenue <b>rose</b> from $100 million to $120 million, an increase of 35 %. Margins held."
NOTE = """---
title: Widgets & <i>gadgets</i>
publisher: Browser Wire
published: 2026-01-21
---
Widget makers reported that orders grew 12 % in the quarter, helped by lower borrowing costs.
"""


def open_page(watched, address, name):
    watched.page.goto(f"{address}/{name}")
    watched.page.locator(".page-title").wait_for(timeout=WAIT_MS)
    return watched.page


def test_file_is_uploaded_found_opened_and_asked_about(watched, address):
    page = open_page(watched, address, "library")
    page.get_by_text("Add documents or tables").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "widgets.md", "mimeType": "text/markdown", "buffer": NOTE.encode()}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("1 added.").wait_for(timeout=WAIT_MS)
    page.get_by_label("Search in the documents").fill("widget orders")
    page.get_by_label("Search in the documents").press("Enter")
    hit = page.locator(".hit").first
    hit.get_by_text("Widgets & <i>gadgets</i>").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Open in its document").first.click()
    page.locator("mark").get_by_text("orders grew 12 %").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Ask about this document").click()
    page.get_by_text("Answered from one document alone.").wait_for(timeout=WAIT_MS)
    page.get_by_test_id("stChatInputTextArea").fill("What does it say about widget makers?")
    page.get_by_test_id("stChatInputTextArea").press("Enter")
    page.locator(".prose p").get_by_text("12 %").wait_for(timeout=WAIT_MS)


def test_market_is_quoted_charted_and_computed(watched, address):
    page = open_page(watched, address, "market")
    page.locator("table.quotes").first.get_by_text("^RUT").wait_for(timeout=WAIT_MS)
    views = page.get_by_test_id("stButtonGroup").first
    views.get_by_text("Chart", exact=True).click()
    page.get_by_test_id("stVegaLiteChart").wait_for(timeout=WAIT_MS)
    views.get_by_text("Compute", exact=True).click()
    page.get_by_role("button", name="Compute", exact=True).wait_for(timeout=WAIT_MS)
    views.get_by_text("Tables", exact=True).click()
    page.get_by_text("What the tables hold").wait_for(timeout=WAIT_MS)


def test_report_is_audited_and_its_words_are_text(watched, address):
    page = open_page(watched, address, "audit")
    page.get_by_label("The report's text").fill(REPORT)
    page.get_by_label("The report's text").press("Control+Enter")
    page.get_by_role("button", name="Audit the text").click()
    report = page.locator(".audited")
    report.wait_for(timeout=WAIT_MS)
    assert REPORT[:20] in report.inner_text()
    assert report.locator("b").count() == 0
    assert "35 %" in report.locator("mark.contradiction").first.inner_text()


def test_two_tabs_at_once_are_not_mixed_up(watched, address):
    pages = [watched.page, watched.page.context.new_page()]
    questions = ["Where did the S&P 500 close?", "Where did the Russell 2000 close?"]
    for page in pages:
        page.goto(address)
        page.get_by_test_id("stChatInputTextArea").wait_for(timeout=WAIT_MS)
    for page, question in zip(pages, questions, strict=True):
        page.get_by_test_id("stChatInputTextArea").fill(question)
        page.get_by_test_id("stChatInputTextArea").press("Enter")
    for page, name in zip(pages, ("S&P 500", "Russell 2000"), strict=True):
        said = page.locator(".prose p").first
        said.wait_for(timeout=WAIT_MS)
        assert said.inner_text().startswith(name)
        assert page.locator(".question").count() == 1
