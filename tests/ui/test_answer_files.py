"""An answer as a file."""

from scripted_faces import make_answer

from ui.answer_files import answer_markdown, conversation_markdown


def test_answer_reads_by_itself():
    answer = make_answer()
    text = answer_markdown(answer)
    assert text.startswith(f"# {answer.question}\n")
    assert answer.prose in text
    assert "## Sources" in text
    for citation in answer.citations:
        assert citation.id in text
    assert f"answer `{answer.id}`" in text


def test_conversation_holds_its_answers_in_order():
    text = conversation_markdown("Rates & <b>small</b> caps", [make_answer(), make_answer()])
    assert text.startswith("# Rates & <b>small</b> caps\n")
    assert text.count(f"## {make_answer().question}") == 2
