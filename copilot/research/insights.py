"""What stands out in the answers of a report: chosen by code, each said with the evidence that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from copilot.evidence import Evidence, ReceiptEvidence
from copilot.research.prose import Prose, is_list_item, is_table
from copilot.values import write_value

MOST = 7
"""More than these are no insights but the report again."""

ENOUGH = 3
"""Computed insights from which on nothing is quoted among them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with evidence ids in brackets, and how much it matters: the lower, the earlier it is told."""

    place: int
    sentence: str


def _ranked(receipt: ReceiptEvidence) -> str:
    rows = [row for row in receipt.rows if isinstance(row.get("return_pct"), (int, float))]
    if len(rows) < 3:
        return ""
    first, last = rows[0], rows[-1]
    best, worst = _number(first["return_pct"]), _number(last["return_pct"])
    rose = sum(_number(row["return_pct"]) > 0 for row in rows)
    start, end = write_value(first.get("start_date"), "date"), write_value(first.get("end_date"), "date")
    return (
        f"From {start} to {end}, {rose} of {len(rows)} rose: {first['name']} did best with "
        f"{write_value(best, '%', form='+')}, {last['name']} worst with {write_value(worst, '%', form='+')}"
    )


def _rotated(receipt: ReceiptEvidence) -> str:
    rows = [row for row in receipt.rows if isinstance(row.get("rank_change"), (int, float))]
    moved = sorted(rows, key=lambda row: -_number(row["rank_change"]))
    if len(moved) < 2 or not _number(moved[0]["rank_change"]) > 0 > _number(moved[-1]["rank_change"]):
        return ""
    up, down = moved[0], moved[-1]
    return (
        f"Leadership changed most for {up['name']}, from rank {up['rank_before']} to rank {up['rank']}, and for "
        f"{down['name']}, from rank {down['rank_before']} to rank {down['rank']}"
    )


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


TOLD: Mapping[str, Callable[[ReceiptEvidence], str]] = MappingProxyType(
    {"ranking": _ranked, "rotation": _rotated}
)
"""Metrics whose many rows say more than the sentence of the metric, and what stands out in them."""

PLACES = MappingProxyType(
    {
        name: place
        for place, name in enumerate(
            (
                "relative_return", "precedent", "ranking", "rotation", "price_return", "fundamental_growth",
                "series_change", "series_value", "ratings_consensus", "target_upside", "distance_from_high",
                "max_drawdown", "volatility", "valuation", "breadth", "session_change", "fundamentals", "ratings",
            )
        )
    }
)  # fmt: skip
"""What is told first: who leads and by how much, whether that has been before, who moved, how far it may fall."""


def find_insights(answers: Sequence[tuple[Prose, Sequence[Evidence]]]) -> list[str]:
    """The insights of ``answers``, with evidence ids in brackets; each answer is its prose and what it cites."""
    found: dict[str, Finding] = {}
    for prose, cited in answers:
        for finding in _computed(prose, cited):
            found.setdefault(finding.sentence, finding)
    told = sorted(found.values(), key=lambda finding: finding.place)
    telling = [finding.sentence for finding in told if finding.place < PLACES["session_change"]][:MOST]
    if len(telling) >= ENOUGH:
        return telling
    said = [sentence for prose, cited in answers if (sentence := _first_quoted(prose, cited))]
    return [*telling, *dict.fromkeys(said)][:MOST]


def _first_quoted(prose: Prose, cited: Sequence[Evidence]) -> str:
    """The first thing that an answer quotes of a document; empty where it computes or quotes nothing."""
    if any(isinstance(item, ReceiptEvidence) for item in cited):
        return ""
    block = next((block for block in prose.blocks() if len(block.cites) == 1 and not is_table(block)), None)
    if block is None or not 1 <= block.cites[0] <= len(cited):
        return ""
    number = block.cites[0]
    return block.text.lstrip("-* ").replace(f"[{number}]", f"[{cited[number - 1].id}]")


def _computed(prose: Prose, cited: Sequence[Evidence]) -> Iterator[Finding]:
    """What an answer computed: what stands out among its rows, or the first sentence that cites the receipt."""
    for number, item in enumerate(cited, start=1):
        if not isinstance(item, ReceiptEvidence):
            continue
        place = PLACES.get(item.metric, len(PLACES))
        told = TOLD[item.metric](item) if item.metric in TOLD else ""
        if told:
            yield Finding(place, f"{told} [{item.id}].")
            continue
        said = next(
            (block for block in prose.blocks() if number in block.cites and not is_table(block)), None
        )
        if said and len(said.cites) == 1 and not is_list_item(said):
            yield Finding(place, said.text.replace(f"[{number}]", f"[{item.id}]"))
