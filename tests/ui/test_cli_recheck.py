import json

import pytest
from scripted_faces import hash_workspace, make_answer, run

from copilot.computing import compute
from copilot.evidence import ReceiptEvidence
from market.periods import parse_as_of

PRICES = """symbol,date,close,source
^RUT,2025-12-31,2481.91,public daily closes
^RUT,2026-01-22,2718.77,public daily closes
"""


@pytest.fixture
def home(tmp_path):
    load(tmp_path, PRICES)
    return tmp_path / "home"


def load(folder, text):
    (folder / "prices.csv").write_text(text)
    assert run(folder / "home", "load", folder / "prices.csv").exit_code == 0


def computed(home):
    shown = run(home, "metric", "price_return", "symbol=^RUT", "--as-of", "2026-01-22", "--json")
    return json.loads(shown.stdout)


def test_receipt_of_a_command_is_computed_again_by_its_id(home):
    result = run(home, "recheck", computed(home)["id"])
    assert result.exit_code == 0, result.output
    assert "Same: the pinned table versions give every value again." in result.stdout
    assert "symbol=^RUT" in result.stdout


def test_newer_data_are_told_and_named_when_asked_for(home, tmp_path):
    receipt = computed(home)
    load(tmp_path, PRICES.replace("2718.77", "2718.80"))
    result = run(home, "recheck", receipt["id"])
    assert result.exit_code == 0
    assert "every value again; newer data differ." in result.stdout
    assert "2,718.77 → 2,718.80" not in result.stdout
    assert "end_close: 2,718.77 → 2,718.80" in run(home, "recheck", receipt["id"], "--latest").stdout


def test_recheck_as_json_has_every_difference(home, tmp_path):
    receipt = computed(home)
    load(tmp_path, PRICES.replace("2718.77", "2718.80"))
    (found,) = json.loads(run(home, "recheck", receipt["id"], "--json").stdout)
    assert found["same"]
    assert found["runs"][0]["outcome"] == "same"
    changed = {each["column"]: each["now"] for each in found["runs"][-1]["differences"]}
    assert changed["end_close"] == 2718.80


def test_files_that_are_gone_end_with_status_1(home):
    receipt = computed(home)
    for file in (home / "market" / "prices").glob("*.parquet"):
        file.unlink()
    result = run(home, "recheck", receipt["id"])
    assert result.exit_code == 1
    assert "Not computed again" in result.stdout
    assert "put the market folder back from a copy" in " ".join(result.stdout.split())


@pytest.mark.parametrize("what", ["answer", "conversation"])
def test_all_that_an_answer_cites_is_computed_again(home, what):
    with hash_workspace(home) as workspace:
        asked = {"symbol": "^RUT"}, parse_as_of("2026-01-22")
        receipts = [compute(workspace, name, *asked) for name in ("price_return", "last_close")]
        answer = make_answer(citations=tuple(map(ReceiptEvidence.of, receipts)))
        conversation = workspace.conversations.create()
        workspace.conversations.add_answer(answer, conversation.id)
    result = run(home, "recheck", answer.id if what == "answer" else conversation.id)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("Same: ") == 2


def test_citation_that_was_changed_is_refused(home):
    with hash_workspace(home) as workspace:
        receipt = ReceiptEvidence.of(compute(workspace, "last_close", {"symbol": "^RUT"}))
        forged = {**receipt.rows[0], "close": 9999.0}
        answer = make_answer(citations=(type(receipt)(**{**fields(receipt), "rows": (forged,)}),))
        workspace.conversations.add_answer(answer)
    result = run(home, "recheck", answer.id)
    assert result.exit_code == 1
    assert "was changed after it was made" in result.stderr


def fields(receipt):
    return {name: getattr(receipt, name) for name in receipt.__slots__}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("m-000000000000", "no receipt 'm-000000000000' was made in this home"),
        ("a-000000000000", "There is no answer 'a-000000000000'"),
        ("c-000000000000", "There is no conversation 'c-000000000000'"),
        ("nonsense", "no receipt 'nonsense'"),
    ],
)
def test_id_that_nothing_has_is_said(home, what, expected):
    result = run(home, "recheck", what)
    assert result.exit_code == 1
    assert expected in result.stderr


def test_answer_without_computations_says_so(home):
    with hash_workspace(home) as workspace:
        workspace.conversations.add_answer(make_answer(citations=()))
    result = run(home, "recheck", make_answer().id)
    assert "cites no computation" in result.stderr
