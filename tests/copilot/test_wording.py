from copilot.analyst.wording import describe_in_sentence, describe_in_table
from copilot.evidence import ReceiptEvidence


def receipt(columns, rows, **changes):
    fields = {
        "id": "m-0123456789ab",
        "metric": "test",
        "title": "Test",
        "metric_hash": "h",
        "params": {"symbol": "^RUT"},
        "as_of": "2026-01-22T00:00:00+00:00",
        "window": None,
        "value": None,
        "unit": "",
        "columns": tuple({"name": name, "unit": unit, "description": ""} for name, unit in columns),
        "rows": tuple(rows),
        "tables": {},
        "sources": (),
        "sql": "",
        "notes": (),
        "hash": "h",
    }
    return ReceiptEvidence(**{**fields, **changes})


def test_sentence_takes_figures_signs_and_parameters():
    found = receipt([("return_pct", "%"), ("end", "date")], [{"return_pct": -3.14159, "end": "2026-01-22"}])
    template = "{symbol} {return_pct?rose:fell} {return_pct:abs} until {end}."
    assert describe_in_sentence(template, found) == "^RUT fell 3.14 % until 22 January 2026."


def test_unit_of_a_column_can_stand_in_the_row():
    found = receipt([("value", "{unit}"), ("unit", "text")], [{"value": 2.14, "unit": "%"}])
    assert describe_in_sentence("The latest value is {value}.", found) == "The latest value is 2.14 %."


def test_clause_without_its_figure_is_left_out():
    columns = [("value", "%"), ("before", "%")]
    template = "It stood at {value}[, after {before}]."
    whole = receipt(columns, [{"value": 2.0, "before": 1.5}])
    assert describe_in_sentence(template, whole) == "It stood at 2.00 %, after 1.50 %."
    assert (
        describe_in_sentence(template, receipt(columns, [{"value": 2.0, "before": None}]))
        == "It stood at 2.00 %."
    )


def test_table_cites_each_row_and_drops_what_does_not_vary():
    columns = [("rank", "count"), ("name", "text"), ("return_pct", "%"), ("start_date", "date")]
    rows = [
        {"rank": 1, "name": "Energy | XLE", "return_pct": 5.0, "start_date": "2025-12-31"},
        {"rank": 2, "name": "Materials", "return_pct": -4.0, "start_date": "2025-12-31"},
    ]
    table = describe_in_table(receipt(columns, rows)).splitlines()
    assert table[0] == "| rank | name | return | |"
    assert table[2] == "| 1 | Energy / XLE | +5.00 % | [m-0123456789ab] |"
    assert table[3] == "| 2 | Materials | -4.00 % | [m-0123456789ab] |"
