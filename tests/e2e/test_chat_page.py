"""The chat page in a browser: ask, open what is cited, look back, come again."""

import re

import pytest
from conftest import running_server

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

QUESTION = "How did small caps do against the S&P 500 this year?"
WAIT_MS = 120_000


def open_page(watched, address):
    watched.page.goto(address)
    watched.page.get_by_test_id("stChatInputTextArea").wait_for(timeout=WAIT_MS)
    return watched.page


def ask(page, question):
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.get_by_test_id("stChatInputTextArea").press("Enter")
    page.locator(".verdicts, .refusal, .failure").last.wait_for(timeout=WAIT_MS)


def prose_of(page):
    page.locator(".prose p").first.wait_for(timeout=WAIT_MS)
    return page.locator(".prose").inner_text()


def look_back(page, day):
    page.get_by_test_id("stSidebar").get_by_text("As of a past date").click()
    field = page.get_by_test_id("stSidebar").get_by_test_id("stDateInputField")
    field.wait_for(timeout=WAIT_MS)
    field.get_by_role("spinbutton").first.click()
    page.keyboard.type(day.replace("-", ""), delay=60)
    page.get_by_test_id("stSidebar").get_by_text("every figure ties out").click()
    page.locator(".as-of").get_by_text("22 January 2026").wait_for(timeout=WAIT_MS)


def test_empty_page_offers_questions_that_are_answered(watched, address):
    page = open_page(watched, address)
    examples = page.locator(".st-key-examples button")
    examples.first.wait_for(timeout=WAIT_MS)
    assert examples.count() >= 3
    examples.filter(has_text="Where did the S&P 500 close?").click()
    page.locator(".verdicts").wait_for(timeout=WAIT_MS)


def test_receipt_opens_from_a_figure_and_passage_from_the_list(watched, address):
    page = open_page(watched, address)
    look_back(page, "2026-01-22")
    ask(page, QUESTION)
    page.locator(".figure.computed").first.click()
    panel = page.locator(".st-key-evidence")
    panel.wait_for(timeout=WAIT_MS)
    assert "relative_return" in panel.inner_text()
    assert "SELECT" in panel.locator("code.language-sql, pre code").first.inner_text()
    assert re.search(r"hash [0-9a-f]{64}", panel.inner_text())
    passage = page.locator("[class*=st-key-source-a-] button").filter(has_text=re.compile("2026-01-")).last
    passage.click()
    panel.locator("mark").wait_for(timeout=WAIT_MS)
    assert len(panel.locator("mark").inner_text()) > 20
    panel.get_by_role("button", name="Close").click()
    panel.wait_for(state="detached", timeout=WAIT_MS)


def test_looking_back_starts_a_branch_that_sees_nothing_later(watched, address):
    page = open_page(watched, address)
    ask(page, QUESTION)
    look_back(page, "2026-01-22")
    assert page.locator(".question").count() == 0
    ask(page, QUESTION)
    assert page.locator(".as-of").is_visible()
    assert "2026-01-30" not in prose_of(page)


def test_conversation_is_there_after_reload_and_restart(watched, demo_home, server_log):
    with running_server(demo_home, server_log) as first:
        page = open_page(watched, first)
        ask(page, QUESTION)
        prose = prose_of(page)
        page.reload()
        page.locator(".verdicts").wait_for(timeout=WAIT_MS)
        assert prose_of(page) == prose
        conversation = re.search(r"conversation=(c-\w+)", page.url)[1]
        page.goto("about:blank")
    with running_server(demo_home, server_log) as second:
        page.goto(f"{second}/?conversation={conversation}")
        page.locator(".verdicts").wait_for(timeout=WAIT_MS)
        assert prose_of(page) == prose
        page.goto("about:blank")  # a page whose server is gone complains in the console


def test_words_of_a_question_are_never_markup(watched, address):
    page = open_page(watched, address)
    ask(page, "Is <img src=x onerror=alert(1)> $5 and $6 [x](javascript:alert(1))?")
    asked = page.locator(".question")
    assert asked.inner_text() == "Is <img src=x onerror=alert(1)> $5 and $6 [x](javascript:alert(1))?"
    assert (
        page.locator(".question img, .question a, .prose img, .prose a, .refusal img, .refusal a").count()
        == 0
    )
