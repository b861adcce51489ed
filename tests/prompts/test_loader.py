import re
from importlib.resources import files

import pytest

from prompts import PromptError, load_prompt


def test_variables_are_filled_in():
    text = load_prompt("analyst", as_of="2026-01-22")
    assert "2026-01-22" in text
    assert "{{" not in text


@pytest.mark.parametrize(
    ("name", "variables", "complaint"),
    [
        ("analyst", {}, "needs the variable 'as_of'"),
        ("analyst", {"as_of": "x", "mood": "y"}, "no variable 'mood'"),
        ("nowhere", {}, "prompts/nowhere.md"),
    ],
)
def test_what_does_not_fit_is_an_error(name, variables, complaint):
    with pytest.raises(PromptError, match=re.escape(complaint)):
        load_prompt(name, **variables)


def test_every_prompt_is_markdown_without_trailing_blanks():
    prompts = [path for path in files("prompts").iterdir() if path.name.endswith(".md")]
    assert prompts
    for path in prompts:
        assert all(line == line.rstrip() for line in path.read_text().splitlines()), path.name
