import pytest
from placed import words

from ingest.pages.lines import lines_of
from ingest.pages.rows import write_table
from ingest.pages.tables import find_tables, with_cells


def tables(page, **style):
    celled = with_cells(lines_of(words(page, **style)))
    return [write_table(celled[first:end]) for first, end in find_tables(celled)]


def test_a_statement_keeps_its_rows_columns_and_heads():
    page = """
                                    Three Months Ended           Nine Months Ended
                                   June 25,     June 26,      June 25,     June 26,
                                     2022         2021          2022         2021
Net sales:
  Products                      $   63,355   $   63,948    $  245,241   $  232,309
  Services                          19,604       17,486        58,941       50,148
    Total net sales                 82,959       81,434       304,182      282,457
Other income/(expense), net            (10)         243           (97)           —
Provision rate                          4  %        5 %         (6.1) %         —
"""
    assert tables(page) == [
        [
            "| | Three Months Ended | | Nine Months Ended |",
            "| | June 25, 2022 | June 26, 2021 | June 25, 2022 | June 26, 2021 |",
            "| Net sales: |",
            "| Products | $63,355 | $63,948 | $245,241 | $232,309 |",
            "| Services | 19,604 | 17,486 | 58,941 | 50,148 |",
            "| Total net sales | 82,959 | 81,434 | 304,182 | 282,457 |",
            "| Other income/(expense), net | (10) | 243 | (97) | — |",
            "| Provision rate | 4% | 5% | (6.1)% | — |",
        ]
    ]


def test_an_empty_cell_keeps_the_cells_behind_it_in_their_columns():
    page = """
                       2022      2021      2020
Goodwill                 12        34        56
Write-off                          34
Total                    12        68        56
"""
    assert tables(page)[0][2] == "| Write-off | | 34 |"


def test_wrapped_labels_and_heads_become_one():
    page = """
                                       Gross Amounts     Cash and Non-
                                       Offset in the     Cash Collateral
(In millions)                          Balance Sheet     Received
Derivative assets subject to master
netting arrangements                           1,427            (986)
Total                                          3,022          (2,581)
"""
    assert tables(page) == [
        [
            "| (In millions) | Gross Amounts Offset in the Balance Sheet | Cash and Non-Cash Collateral Received |",
            "| Derivative assets subject to master netting arrangements | 1,427 | (986) |",
            "| Total | 3,022 | (2,581) |",
        ]
    ]


def test_figures_may_stand_before_the_words():
    page = """
$   1,655    Operating income of the third quarter
    (801)    Lower gross margin from revenue
     (86)    Other
$     768    Operating income of the quarter before
"""
    assert tables(page) == [
        [
            "| $1,655 | Operating income of the third quarter |",
            "| (801) | Lower gross margin from revenue |",
            "| (86) | Other |",
            "| $768 | Operating income of the quarter before |",
        ]
    ]


def test_a_label_that_ends_in_a_figure_opens_no_column():
    page = """
                                                2022      2021
Translation adjustments, net of tax of $39 and
$136                                           (537)   (2,142)
Gains on securities                               5       195
Net of tax                                     (532)   (1,947)
"""
    assert tables(page)[0][1] == "| Translation adjustments, net of tax of $39 and $136 | (537) | (2,142) |"


@pytest.mark.parametrize(
    "page",
    [
        "A line of prose that says that sales rose 8.2% to $82,959 million in the quarter.",
        "90 days.    Yes    No",
        "•    An item of a list that stands apart from its mark",
        "Item 2.    Management’s Discussion",
    ],
)
def test_prose_and_lists_are_no_tables(page):
    assert tables(page) == []


def test_prose_between_two_tables_parts_them():
    page = """
Total              12        68
The amounts that were recorded on the consolidated balance sheets and have not been settled follow below.
Assets              1         2
"""
    assert tables(page) == [["| Total | 12 | 68 |"], ["| Assets | 1 | 2 |"]]
