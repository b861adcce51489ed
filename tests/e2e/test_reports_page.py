"""The reports page in a browser: a plan is changed, the report written, opened again and taken away."""

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WAIT_MS = 300_000


def test_plan_is_changed_and_becomes_a_report_that_stays(watched, address):
    page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Reports").click(timeout=WAIT_MS)
    page.get_by_role("textbox", name="Topic").fill("small-cap rotation", timeout=WAIT_MS)
    page.get_by_role("button", name="Propose a plan").click()
    page.get_by_role("button", name="Accept and write").wait_for(timeout=WAIT_MS)

    first = page.get_by_role("textbox", name="Question 1", exact=True)
    first.fill("How did the Russell 2000 do against the S&P 500 this year?")
    first.press("Enter")
    rows = page.locator("[class*='st-key-step-s-']")
    before = rows.count()
    page.locator("[class*='st-key-remove-'] button").nth(2).click()
    page.wait_for_function(
        "count => document.querySelectorAll(\"[class*='st-key-step-s-']\").length < count", arg=before
    )

    page.get_by_role("button", name="Accept and write").click()
    page.get_by_role("button", name="PDF").wait_for(timeout=WAIT_MS)
    page.get_by_role("heading", name="Verification").wait_for(timeout=WAIT_MS)
    text = page.locator(".stMain").inner_text()
    for words in (
        "Russell 2000",
        "S&P 500",
        "Key insights",
        "Risks and opportunities",
        "References",
        "Verification",
    ):
        assert words in text
    with page.expect_download(timeout=WAIT_MS) as taken:
        page.get_by_role("button", name="PDF").click()
    assert taken.value.suggested_filename == "small-cap-rotation.pdf"

    page.reload()
    page.get_by_role("button", name="Word").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="All reports").click()
    page.locator("[class*='st-key-open-r-'] button").first.wait_for(timeout=WAIT_MS)
    page.locator("[class*='st-key-delete-r-'] button").first.click()
    page.locator("[class*='st-key-open-r-'] button").first.wait_for(state="detached", timeout=WAIT_MS)
