import pytest

from market.errors import MetricFileError
from market.metric_files import read_metric
from market.said import find_said, read_said, values_said

WAYS = (
    *read_said("sessions #: # sessions; # trading days; session #"),
    *read_said("sessions 0: this year; so far this year"),
    *read_said("points #: # points; # percentage points"),
    *read_said("item eps: earnings per share; EPS"),
    *read_said("item net_income: earnings; net income"),
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("led by 5 points after 14 sessions", {"points": "5", "sessions": "14"}),
        ("led by 2.5 percentage points after ten trading-days", {"points": "2.5", "sessions": "10"}),
        ("by session 20", {"sessions": "20"}),
        ("growth of earnings per share", {"item": "eps"}),
        ("growth of Earnings", {"item": "net_income"}),
        ("the Russell 2000 this year", {"sessions": "0"}),
        ("after 3 sessions so far this year", {"sessions": "3"}),
        ("3.14 sessions", {"sessions": "3.14"}),
        ("midpoints 15 pointsmen", {}),
    ],
)
def test_a_question_gives_parameters_their_values(question, values):
    assert values_said(find_said(WAYS, question)) == values


HEADER = """\
-- name: own
-- title: Own
-- summary: Own.
-- param: sessions (integer, default 5): how many
-- column: a [text]: it
-- value: a
-- sentence: It is {a}.
-- example: What is it?
-- said: {said}
-- source: itself

SELECT $sessions AS a
"""


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("sesions #: # sessions", "line 9: 'sesions' is no parameter; did you mean sessions"),
        ("sessions: # sessions", "line 9: expected 'parameter value: phrase; phrase'"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path, said, message):
    file = tmp_path / "own.sql"
    file.write_text(HEADER.replace("{said}", said), encoding="utf-8")
    with pytest.raises(MetricFileError, match=message.replace("?", r"\?")):
        read_metric(file)
