"""The page, driven through Streamlit's own test runner over a scripted desk."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from page_answers import DOCUMENT, make_answer, receipt_evidence
from streamlit.testing.v1 import AppTest

from copilot.conversations import Conversations
from copilot.errors import ModelFailed
from copilot.usage import Usage
from market.periods import parse_as_of
from market.recheck import Comparison, Difference, Recheck
from ui.web.evidence_view import render_excerpt
from ui.web.excerpt import excerpt
from ui.web.scripted import NOTHING_HELD, ScriptedDesk
from vectorstore.errors import BrokenCatalog


def script(desk):
    from ui.web.page import show_page

    show_page(lambda: desk)


@pytest.fixture
def page(desk):
    return open_page(desk)


def open_page(desk):
    at = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90).run()
    assert not at.exception
    return at


def ask(at, question):
    at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def shown(at):
    """All HTML of the page; the answers' prose among it."""
    parts = [element.proto.body for element in at.get("html")]
    parts += [json.loads(element.proto.json)["markup"] for element in at.get("bidi_component")]
    return "\n".join(parts)


def button(at, key):
    return next(item for item in at.button if item.key == key)


def keys(at, prefix):
    return [item.key for item in at.button if item.key and item.key.startswith(prefix)]


def test_empty_page_says_what_can_be_asked(page):
    assert "17 documents of 2 publishers, prices of 15 instruments to 2026-01-30, 5 series" in shown(page)
    assert [button(page, key).label for key in keys(page, "example-")] == [
        r"How did small caps do\?",
        r"Is \$5 \`more\` than \*4\*\?",
    ]
    assert page.chat_input[0].disabled is False


def test_example_is_asked_with_one_click(page):
    button(page, "example-0").click().run()
    assert '<div class="question">How did small caps do?</div>' in shown(page)
    assert "All" not in shown(page)
    assert "2 of 5 figures do not tie out" in shown(page)


def test_answer_shows_its_figures_sources_and_legend(page):
    ask(page, "How did small caps do?")
    text = shown(page)
    assert 'class="figure computed"' in text
    for verdict in ("computed", "quoted", "derived", "conflicting", "unsupported"):
        assert f"1 {verdict}</span>" in text
    labels = [button(page, key).label for key in keys(page, "source-a-")]
    assert labels[0] == (r"**1**  Price return\: \^RUT\, 2025\-12\-31\.\.2026\-01\-23  :gray[7\.54 \%]")
    assert r"\<script\>" in labels[1]
    assert labels[1].endswith(r":gray[2026\-01\-22\, p\. 2]")
    assert len(page.chat_message) == 2


def test_passage_opens_with_its_exact_words_in_their_context(page):
    ask(page, "How did small caps do?")
    button(page, keys(page, "source-a-")[1]).click().run()
    text = shown(page)
    assert "<mark>The index gained 7.54% &amp; more this year, and costs fell from $6 to $5.</mark>" in text
    assert "Just before. <mark>" in text
    assert "</mark> Just after. &lt;img src=x onerror=alert(1)&gt;" in text
    assert "<span>Markets</span><span>Small caps</span>" in text
    assert "Demo Wire · 2026-01-22 · article · p. 2</div>" in text
    assert (
        "tone: mixed · market moves, inflation · mentions ^RUT, &lt;b&gt;, C, D, E, F and 2 more</div>"
        in text
    )
    assert 'href="https://example.com/small-caps"' in text
    assert "Large caps rested" not in text
    button(page, "whole-document").click().run()
    assert "Large caps rested" in shown(page)


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("a line\nthat QUOTE goes\non", "a line that <mark>QUOTE</mark> goes on"),
        ("ends\nQUOTE\n49.1 %", "ends <mark>QUOTE</mark> 49.1 %"),
        ("one\n\nQUOTE\n\ntwo", "one\n\n<mark>QUOTE</mark>\n\ntwo"),
        ("list\n- QUOTE\n1. first\n* b", "list\n- <mark>QUOTE</mark>\n1. first\n* b"),
        ("<b>\n> QUOTE\n| cell |", "&lt;b&gt;\n&gt; <mark>QUOTE</mark>\n| cell |"),
    ],
)
def test_lines_of_a_paragraph_are_joined_and_nothing_else(text, shown_as):
    start = text.index("QUOTE")
    markup = render_excerpt(excerpt(text, start, start + 5))
    assert markup == f'<div class="excerpt">{shown_as}</div>'


def test_source_stays_open_until_it_is_closed(page):
    ask(page, "How did small caps do?")
    button(page, keys(page, "source-a-")[1]).click().run()
    ask(page, "What is the rent on the moon?")
    assert "<mark>" in shown(page)
    button(page, "close-source").click().run()
    assert "<mark>" not in shown(page)


def test_receipt_opens_with_all_that_it_rests_on(page):
    ask(page, "How did small caps do?")
    button(page, keys(page, "source-a-")[0]).click().run()
    text, receipt = shown(page), receipt_evidence()
    for words in (
        '<div class="value">7.54 %</div>',
        "price_return",
        "2025-12-31 to 2026-01-23",
        "the end of 2026-01-23 in New York",
        "the last close is 6 days old",
        "closing levels",
        "prices 3, instruments 1",
        "2,669.16",
        receipt.id,
        receipt.hash,
    ):
        assert words in text, words
    assert page.code[0].value == receipt.sql


def test_receipt_is_computed_again_with_a_click(page, desk):
    receipt = receipt_evidence().receipt()
    changed = Difference("value", "", "return_pct", 7.54, 7.61, "%")
    desk.rechecks = {
        receipt.id: Recheck(
            receipt,
            "changed",
            (
                Comparison("pinned", receipt.tables),
                Comparison("formula", receipt.tables, failure="no close of ^RUT; load <it>"),
                Comparison("today", {"prices": 4}, (changed,)),
            ),
        )
    }
    ask(page, "How did small caps do?")
    button(page, keys(page, "source-a-")[0]).click().run()
    button(page, "recheck").click().run()
    text = shown(page)
    for words in (
        "Same: the pinned table versions give every value again; newer data differ; the file of the metric has",
        "not computed: no close of ^RUT; load &lt;it&gt;",
        "return_pct: 7.54 % → 7.61 %",
    ):
        assert words in text, words


def test_words_of_a_removed_document_are_shown_as_cited(page, desk):
    ask(page, "How did small caps do?")
    desk.documents = {}
    button(page, keys(page, "source-a-")[1]).click().run()
    text = shown(page)
    assert "it was removed. Ingest it again." in text
    assert "<mark>The index gained" in text


def test_words_of_a_changed_document_are_shown_as_cited(page, desk):
    ask(page, "How did small caps do?")
    desk.documents = dict.fromkeys(desk.documents, replace(DOCUMENT, text="Quite another text."))
    button(page, keys(page, "source-a-")[1]).click().run()
    assert "The document has changed" in shown(page)
    assert "<mark>The index gained" in shown(page)


def test_refusal_looks_different_and_has_no_sources(page):
    ask(page, "What is the rent on the moon?")
    assert '<div class="refusal" role="note"><strong>No answer: no evidence</strong>' in shown(page)
    assert "lunar rents" in shown(page)
    assert not keys(page, "source-a-")


def test_error_is_readable_and_the_question_can_be_asked_again(page, desk):
    ask(page, "How did ^XYZ do?")
    text = shown(page)
    assert "no close of ^XYZ; load its prices" in text
    assert "Traceback" not in text
    assert '<div class="question">How did ^XYZ do?</div>' in text
    desk.script = {"How did ^XYZ do?": make_answer()}
    button(page, "ask-again").click().run()
    assert "2 of 5 figures" in shown(page)
    assert "load its prices" not in shown(page)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModelFailed("openai:x", OSError("connection refused")), "connection refused"),
        (BrokenCatalog("library.db cannot be read"), "library.db cannot be read"),
        (ZeroDivisionError("oops <b>"), "ZeroDivisionError: oops &lt;b&gt;"),
    ],
)
def test_failures_of_any_kind_are_told(desk, error, words):
    desk.script = {"q": error}
    at = ask(open_page(desk), "q")
    assert words in shown(at)


def test_unreadable_answer_is_named_and_hides_none(page, desk):
    ask(page, "What is the rent on the moon?")
    ask(page, "How did small caps do?")
    stored = desk.conversations.all()[0]
    refusal, _ = desk.conversations.answers(stored.id)
    with closing(sqlite3.connect(desk.conversations.path)) as db, db:
        db.execute("UPDATE answers SET json = '{}' WHERE id = ?", (refusal.id,))
    page.run()
    assert f"The stored answer {refusal.id} cannot be read" in shown(page)
    assert "2 of 5 figures" in shown(page)


def test_earlier_answers_survive_a_failure(page):
    ask(page, "How did small caps do?")
    ask(page, "How did ^XYZ do?")
    assert "2 of 5 figures" in shown(page)
    assert "no close of ^XYZ" in shown(page)


def test_as_of_is_announced_and_kept_by_the_conversation(page, desk):
    page.toggle[0].set_value(True).run()
    page.date_input[0].set_value(date(2026, 1, 22)).run()
    assert "As of Thursday, 22 January 2026." in shown(page)
    ask(page, "How did small caps do?")
    assert desk.conversations.all()[0].as_of == parse_as_of("2026-01-22")
    assert desk.conversations.answers(desk.conversations.all()[0].id)[0].as_of.startswith(
        "2026-01-23T04:59:59"
    )
    assert "As of Thursday, 22 January 2026." in shown(page)


def test_changing_the_as_of_starts_a_branch(page, desk):
    ask(page, "How did small caps do?")
    page.toggle[0].set_value(True).run()
    assert not page.chat_message
    assert "Goes on from “How did small caps do\\?”" in button(page, "origin").label
    page.date_input[0].set_value(date(2026, 1, 22)).run()
    ask(page, "What is the rent on the moon?")
    first, second = sorted(desk.conversations.all(), key=lambda item: item.created_at)
    assert (first.as_of, second.as_of) == (None, parse_as_of("2026-01-22"))
    assert len(desk.conversations.answers(first.id)) == 1
    assert (first.parent_id, second.parent_id) == (None, first.id)
    button(page, "origin").click().run()
    assert page.toggle[0].value is False
    assert len(page.chat_message) == 2


def test_going_back_to_the_as_of_shows_the_conversation_again(page, desk):
    ask(page, "How did small caps do?")
    page.toggle[0].set_value(True).run()
    page.toggle[0].set_value(False).run()
    assert len(page.chat_message) == 2
    assert len(desk.conversations.all()) == 1


def test_branch_of_a_conversation_that_was_deleted_is_a_new_one(page, desk):
    ask(page, "How did small caps do?")
    page.toggle[0].set_value(True).run()
    desk.delete_conversation(desk.conversations.all()[0].id)
    ask(page, "How did small caps do?")
    assert [item.parent_id for item in desk.conversations.all()] == [None]


def test_what_to_know_of_an_answer_is_told_below_it(page, desk):
    told = replace(
        desk.script["How did small caps do?"], notes=("The reply broke off.",), usage=Usage(2, 1200, 30)
    )
    desk.script = {"How did small caps do?": told}
    ask(page, "How did small caps do?")
    assert "The reply broke off." in shown(page)
    assert "2 calls, 1,200 tokens in, 30 out" in shown(page)


def test_picking_a_conversation_shows_its_as_of(page, desk):
    past = desk.conversations.create(as_of=parse_as_of("2026-01-22"), title="Then")
    now = desk.conversations.create(title="Now")
    page.run()
    button(page, f"pick-{past.id}").click().run()
    assert page.toggle[0].value is True
    assert page.date_input[0].value == date(2026, 1, 22)
    assert "As of Thursday" in shown(page)
    button(page, f"pick-{now.id}").click().run()
    assert page.toggle[0].value is False
    assert "As of Thursday" not in shown(page)


def test_conversations_are_there_after_a_restart(page, desk, tmp_path):
    ask(page, "How did small caps do?")
    again = ScriptedDesk(
        Conversations(tmp_path / "conversations.db"), script={}, documents=desk.documents, stock=desk.stock
    )
    at = open_page(again)
    stored = again.conversations.all()[0]
    button(at, f"pick-{stored.id}").click().run()
    assert "2 of 5 figures" in shown(at)
    button(at, keys(at, "source-a-")[1]).click().run()
    assert "<mark>The index" in shown(at)


def test_address_opens_its_conversation(desk):
    at = open_page(desk)
    ask(at, "How did small caps do?")
    stored = desk.conversations.all()[0]
    assert at.query_params["conversation"] in (stored.id, [stored.id])
    fresh = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90)
    fresh.query_params["conversation"] = stored.id
    assert "2 of 5 figures" in shown(fresh.run())


def test_address_of_a_deleted_conversation_gives_the_empty_page(desk):
    at = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=90)
    at.query_params["conversation"] = "c-gone"
    at.run()
    assert not at.exception
    assert "Ask the market a question" in shown(at)


def test_conversation_is_renamed_and_deleted(page, desk):
    ask(page, "How did small caps do?")
    page.sidebar.text_input[0].set_value("Small *caps*").run()
    button(page, "rename").click().run()
    stored = desk.conversations.all()[0]
    assert stored.title == "Small *caps*"
    assert button(page, f"pick-{stored.id}").label == r"Small \*caps\*"
    button(page, "delete").click().run()
    assert desk.conversations.all() == []
    assert "Ask the market a question" in shown(page)


def test_conversation_deleted_in_another_tab_leaves_an_empty_page(page, desk):
    ask(page, "How did small caps do?")
    desk.delete_conversation(desk.conversations.all()[0].id)
    page.run()
    assert not page.exception
    assert "Ask the market a question" in shown(page)


def test_renaming_a_conversation_that_is_gone_is_told(page, desk):
    ask(page, "How did small caps do?")
    page.sidebar.text_input[0].set_value("Late").run()
    gone = desk.conversations.all()[0]
    desk.delete_conversation(gone.id)
    button(page, "rename").click().run()
    assert not page.exception
    assert "The conversation could not be renamed" in shown(page)
    assert f"There is no conversation &#x27;{gone.id}&#x27;" in shown(page)


def unopened():
    from copilot.errors import SettingsError
    from ui.web.page import show_page

    def open_desk():
        raise SettingsError("The home folder /x cannot be used: it is no folder.")

    show_page(open_desk)


def test_home_that_cannot_be_opened_is_told_on_the_page():
    at = AppTest.from_function(unopened, default_timeout=90).run()
    assert not at.exception
    assert "The home folder /x cannot be used: it is no folder." in shown(at)


def test_follow_up_goes_to_the_same_conversation(page, desk):
    ask(page, "How did small caps do?")
    ask(page, "What is the rent on the moon?")
    (stored,) = desk.conversations.all()
    assert [answer.refused for answer in desk.conversations.answers(stored.id)] == [False, True]
    button(page, "new-conversation").click().run()
    assert not page.chat_message


def test_empty_holdings_say_how_to_fill_them(desk):
    desk.stock = NOTHING_HELD
    assert "tieout ingest FOLDER" in shown(open_page(desk))


def test_unreadable_library_leaves_the_conversations_usable(desk):
    class Broken(ScriptedDesk):
        def holdings(self, as_of):
            raise BrokenCatalog("library.db is damaged; run tieout check")

    broken = Broken(desk.conversations, desk.script, desk.documents)
    at = open_page(broken)
    assert "library.db is damaged; run tieout check" in shown(at)
    assert "2 of 5 figures" in shown(ask(at, "How did small caps do?"))


def test_unexpected_error_is_told_without_its_source_code(desk):
    class Broken(ScriptedDesk):
        def holdings(self, as_of):
            raise ZeroDivisionError("by zero")

    at = open_page(Broken(desk.conversations, {}))
    assert "ZeroDivisionError: by zero" in shown(at)
    assert not at.exception


def test_long_list_of_conversations_opens_on_demand(page, desk):
    for number in range(25):
        desk.conversations.create(title=f"Talk {number}")
    page.run()
    assert len(keys(page, "pick-")) == 20
    button(page, "show-all").click().run()
    assert len(keys(page, "pick-")) == 25
