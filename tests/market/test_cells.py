import math

import pandas as pd
import pytest

from market.cells import decimal_mark, is_number, read_numbers


@pytest.mark.parametrize(
    ("cell", "with_point", "with_comma"),
    [
        ("3.5", 3.5, None),
        ("3,50", None, 3.5),
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("1,234,567.8", 1234567.8, None),
        ("1.234.567,8", None, 1234567.8),
        ("1 234", 1234, 1234),
        ("0,912", None, 0.912),
        ("$1,101.50", 1101.5, None),
        (" -2,5 % ", None, -2.5),
        ("1e5", 100_000, 100_000),
        ("1,23,4", None, None),
        ("n/k", None, None),
        ("n/a", None, None),
        ("", None, None),
    ],
)
def test_a_comma_counts_only_where_it_parts_thousands_or_decimals(cell, with_point, with_comma):
    for mark, expected in ((".", with_point), (",", with_comma)):
        [read] = read_numbers(pd.Series([cell]), mark)
        assert is_number(cell, mark) is (expected is not None)
        assert math.isnan(read) if expected is None else read == expected


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["3,50", "1.234"], ","),
        (["1.234.567"], ","),
        (["0,912"], ","),
        (["1,234", "5.25"], "."),
        (["1,234,567", "1,234"], "."),
        (["3,50", "3.50"], "."),
        (["1.234"], "."),
        (["2026-01-02", "Inc., Ltd."], "."),
        ([], "."),
    ],
)
def test_the_cells_of_a_file_tell_its_decimal_mark(cells, mark):
    assert decimal_mark(cells) == mark


def test_a_comma_that_may_part_either_is_refused():
    with pytest.raises(ValueError, match="'3,500' may part thousands or decimals"):
        decimal_mark(["3,500", "12"])
