from market.metric_docs import REFERENCE_FILE, main, reference
from market.metrics import load_metrics

OWN = """\
-- name: own_level
-- title: Own level
-- summary: A level | with a bar.
-- param: symbol (instrument): whose
-- param: days (integer 2..9, default 3): how many
-- column: level [{currency}]: the level
-- column: currency [text]: the currency
-- value: level
-- sentence: It is {level}.
-- example: What is the own level of gold?
-- source: a book

SELECT max(level) AS level, max(currency) AS currency FROM closes WHERE symbol = $symbol AND $days > 1
"""


def test_reference_is_what_the_files_say():
    assert REFERENCE_FILE.read_text(encoding="utf-8") == reference(load_metrics().values()), (
        "run python -m market.metric_docs"
    )


def test_every_metric_has_its_parameters_columns_formula_minimum_and_examples():
    text = REFERENCE_FILE.read_text(encoding="utf-8")
    for metric in load_metrics().values():
        section = text.split(f"\n## {metric.name}\n")[1].split("\n## ")[0]
        said = [metric.summary, f"Formula: {metric.formula_source}", "Minimum: ", *metric.examples]
        said += [f"`{each.name}`" for each in (*metric.parameters, *metric.columns)]
        assert [words for words in said if words not in section] == []


def test_a_metric_of_ones_own_is_described(tmp_path):
    (tmp_path / "own.sql").write_text(OWN)
    text = reference(load_metrics(tmp_path).values())
    for words in (
        "| [own_level](#own_level) | A level \\| with a bar. |",
        "$ tieout metric own_level symbol=INSTRUMENT [days=3]",
        "| `days` | integer, 2 to 9 | `3` | how many |",
        "| `level` (the value) | {currency} | the level |",
        "- Minimum: one row.",
        "- Formula: a book.",
    ):
        assert words in text


def test_the_command_prints_it(capsys):
    main(["-"])
    assert capsys.readouterr().out == reference(load_metrics().values())
