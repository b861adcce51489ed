"""How much of what is planted in correct reports the audit finds, and how often it cries wolf.

    python benchmarks/audit.py [--reports N] [--seed N] [--show]

Reports are written from made tables (four indices, eleven sector funds) and made companies, each sentence from one of
several templates in words of its own, all of it correct. Then one error of each kind that fits is planted at random
into a copy. Prints recall for each kind, and the contradictions found in the untouched reports.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from copilot.audit import AuditResult, audit
from copilot.settings import Settings
from copilot.workspace import Workspace
from market.periods import parse_as_of

LAST = date(2025, 6, 27)
INDICES = {
    "^GSPC": "S&P 500",
    "^IXIC": "Nasdaq Composite",
    "^DJI": "Dow Jones Industrial Average",
    "^RUT": "Russell 2000",
}
SECTORS = {
    "XLB": "Materials", "XLE": "Energy", "XLF": "Financials", "XLI": "Industrials", "XLK": "Technology",
    "XLP": "Consumer Staples", "XLU": "Utilities", "XLV": "Health Care",
}  # fmt: skip
FIRMS = (
    "Northwind Robotics",
    "Alder Biotech",
    "Harbor Shipping",
    "Quarry Software",
    "Lindqvist Foods",
    "Tern Airlines",
)
SOURCES = (
    "Exchange data - Closing levels", "Reuters - Markets wrap", "Moody's - Outlook", "Redbook Research - Weekly index",
    "Bloomberg - Sector monitor", "Company filings - Quarterly reports",
)  # fmt: skip

Plant = Callable[[str, random.Random], str]
"""Gives a sentence with the error in it."""


@dataclass
class Line:
    """A correct sentence and the errors that can be planted in it, by kind of finding."""

    text: str
    errors: dict[str, str] = field(default_factory=dict)
    """Kind → the sentence with the error."""
    cited: bool = True


class Facts:
    """Made closes of the instruments, and what follows from them."""

    def __init__(self, rng: random.Random) -> None:
        days = [d.date() for d in pd.bdate_range(end=LAST, periods=160)]
        self.days = days
        self.closes: dict[str, list[float]] = {}
        for symbol, level in zip((*INDICES, *SECTORS), (5000, 17000, 40000, 2100, *[90] * 8), strict=True):
            values, value = [], float(level)
            for _ in days:
                value *= 1 + rng.gauss(0.0003, 0.011)
                values.append(round(value, 2))
            self.closes[symbol] = values

    def frame(self) -> pd.DataFrame:
        """The rows of the table of prices."""
        rows = [
            (symbol, day, close, "made")
            for symbol, values in self.closes.items()
            for day, close in zip(self.days, values, strict=True)
        ]
        return pd.DataFrame(rows, columns=["symbol", "date", "close", "source"])

    def close(self, symbol: str, back: int = 0) -> float:
        """The close so many sessions before the last."""
        return self.closes[symbol][-1 - back]

    def move(self, symbol: str) -> float:
        """The change of the last session in percent."""
        return (self.close(symbol) / self.close(symbol, 1) - 1) * 100

    def year(self, symbol: str) -> float:
        """The return since the last close of the year before, in percent."""
        base = max(place for place, day in enumerate(self.days) if day.year < LAST.year)
        return (self.close(symbol) / self.closes[symbol][base] - 1) * 100


def close_line(facts: Facts, rng: random.Random) -> Line:
    """Close and move of an index on the last day."""
    symbol = rng.choice(list(INDICES))
    name, close, move = INDICES[symbol], facts.close(symbol), facts.move(symbol)
    up = move >= 0
    templates = (
        "The {n} {v} {m} to close at {c} on Friday.",
        "On Friday the {n} closed at {c}, {a} of {m}.",
        "The {n} {v} {m} and finished at {c}.",
        "{A} of {m} took the {n} to {c} at Friday's close.",
        "The {n} ended Friday at {c}, {w} {m} on the day.",
    )
    template = rng.choice(templates)

    def write(level: float, change: float) -> str:
        return template.format(
            n=name, c=f"{level:,.2f}", m=f"{abs(change):.2f}%", v="rose" if up else "fell",
            a="a gain" if up else "a loss", A="A gain" if up else "A loss", w="up" if up else "down",
        )  # fmt: skip

    wrong = (
        move + rng.choice((-1, 1)) * rng.uniform(0.15, 0.6)
        if abs(move) > 0.7
        else move * 3 + (0.4 if up else -0.4)
    )
    off = close * (1 + rng.choice((-1, 1)) * rng.uniform(0.004, 0.02))
    return Line(
        write(close, move),
        {"no_session": write(off, move), "move": write(close, wrong)},
    )  # fmt: skip


def lead_line(facts: Facts, rng: random.Random) -> Line:
    """The year to date of two indices, and the lead of one."""
    a, b = rng.sample(list(INDICES), 2)
    if facts.year(a) < facts.year(b):
        a, b = b, a
    ya, yb = round(facts.year(a), 1), round(facts.year(b), 1)
    gap = round(ya - yb, 1)
    template = rng.choice(
        (
            "Since the start of the year the {a} has returned {x}% and the {b} {y}%, which puts the {a} {g} percentage "
            "points ahead of the {b}.",
            "Year to date the {a} is {u} {X}% against {y}% for the {b}; the lead of the {a} over the {b} is {g} "
            "percentage points.",
            "The {a} has outperformed the {b} by {g} percentage points this year, with returns of {x}% and {y}%.",
        )
    )

    def write(x: float, g: float) -> str:
        return template.format(
            a=INDICES[a],
            b=INDICES[b],
            x=f"{x:.1f}",
            X=f"{abs(x):.1f}",
            u="up" if x >= 0 else "down",
            y=f"{yb:.1f}",
            g=f"{g:.1f}",
        )

    return Line(
        write(ya, gap), {"arithmetic": write(ya, gap + rng.choice((1.4, 2.7, 3.8)))} if gap > 0.3 else {}
    )


def year_line(facts: Facts, rng: random.Random) -> Line:
    """The year to date of an index or a sector."""
    symbol = rng.choice([*INDICES, *SECTORS])
    name = {**INDICES, **SECTORS}[symbol]
    name = f"the {name}" if symbol in INDICES else f"the {name} sector"
    value = facts.year(symbol)
    template = rng.choice(
        (
            "For the year to date {n} shows {a} of {m}.",
            "{N} is {w} {m} year to date.",
            "So far this year {n} has {v} {m}.",
        )
    )

    def write(x: float) -> str:
        return template.format(
            n=name, N=name[0].upper() + name[1:], m=f"{abs(x):.1f}%", a="a gain" if x >= 0 else "a loss",
            w="up" if x >= 0 else "down", v="gained" if x >= 0 else "lost",
        )  # fmt: skip

    return Line(write(value), {"table_value": write(value + rng.choice((-1, 1)) * rng.uniform(3, 6))})


def rank_line(facts: Facts, rng: random.Random) -> Line:
    """The first sectors of the year in order."""
    order = sorted(SECTORS, key=facts.year, reverse=True)[:4]
    told = [(SECTORS[s], f"{facts.year(s):.2f}%") for s in order]
    template = rng.choice(
        (
            "{} led the sectors for the year with {}, followed by {} at {}, {} at {} and {} at {}.",
            "The best sector of the year to date is {} with a return of {}, followed by {} with {}, {} with {} and {} "
            "with {}.",
        )
    )
    swapped = [told[0], told[2], told[1], told[3]]
    flat = [cell for pair in told for cell in pair]
    wrong = [cell for pair in swapped for cell in pair]
    return Line(template.format(*flat), {"order": template.format(*wrong)})


def growth_line(_: Facts, rng: random.Random) -> Line:
    """An amount, the amount of the year before, and the growth."""
    firm = rng.choice(FIRMS)
    before = rng.uniform(1.1, 9.0)
    after = before * (1 + rng.uniform(0.04, 0.35))
    before, after = round(before, 2), round(after, 2)
    what = rng.choice(("revenue", "net sales", "operating income", "net income"))
    template = rng.choice(
        (
            "{f}'s {w} rose {g}% to ${a} billion from ${b} billion a year earlier.",
            "At {f}, {w} was ${a} billion in the quarter, up {g}% from ${b} billion.",
            "{f} grew its {w} from ${b} billion to ${a} billion, an increase of {g}%.",
            "{f} reported {w} of ${a} billion, compared with ${b} billion a year ago, an increase of {g}%.",
        )
    )
    growth = (after / before - 1) * 100

    def write(g: float) -> str:
        return template.format(f=firm, w=what, a=f"{after:.2f}", b=f"{before:.2f}", g=f"{g:.0f}")

    return Line(
        write(growth),
        {
            "arithmetic": write(
                growth + rng.choice((-1, 1)) * rng.choice((3, 5, 8)) if growth > 9 else growth + 6
            )
        },
    )


def beat_line(_: Facts, rng: random.Random) -> Line:
    """Earnings against the consensus."""
    firm = rng.choice(FIRMS)
    estimate = round(rng.uniform(0.6, 4.0), 2)
    actual = round(estimate + rng.uniform(0.03, 0.3), 2)
    template = rng.choice(
        (
            "{f} earned ${x} per share, above the consensus estimate of ${y}.",
            "EPS of ${x} at {f} beat expectations of ${y}.",
            "{f}'s earnings per share of ${x} topped the ${y} that analysts had expected.",
        )
    )
    return Line(
        template.format(f=firm, x=f"{actual:.2f}", y=f"{estimate:.2f}"),
        {"order": template.format(f=firm, x=f"{estimate:.2f}", y=f"{actual:.2f}")},
    )


def share_line(_: Facts, rng: random.Random) -> Line:
    """A part of a whole."""
    firm = rng.choice(FIRMS)
    whole = rng.randint(300, 900)
    part = rng.randint(60, 250)
    percent = 100 * part / whole
    template = rng.choice(
        (
            "Operating income at {f} was ${p} million on sales of ${w} million, a margin of {x}%.",
            "Services brought {f} ${p} million, or {x}% of total revenue of ${w} million.",
        )
    )

    def write(x: float) -> str:
        return template.format(f=firm, p=part, w=whole, x=f"{x:.0f}")

    return Line(write(percent), {"arithmetic": write(percent + rng.choice((4, 7, 11)))})


def sum_line(_: Facts, rng: random.Random) -> Line:
    """Parts and their total."""
    firm = rng.choice(FIRMS)
    parts = [rng.randint(40, 400) for _ in range(3)]
    template = "{f} sold ${} million in America, ${} million in Europe and ${} million in Asia, a total of ${} million."
    total = sum(parts)
    return Line(
        template.format(*parts, total, f=firm),
        {"arithmetic": template.format(*parts, total + rng.choice((-40, 30, 65)), f=firm)},
    )


def points_line(_: Facts, rng: random.Random) -> Line:
    """A yield and its move in basis points."""
    before = round(rng.uniform(3.2, 4.8), 2)
    move = rng.randint(3, 22)
    after = before - move / 100
    template = rng.choice(
        (
            "The five-year swap rate fell {m} basis points to {a}% from {b}%.",
            "From {b}% the five-year swap rate slipped to {a}%, a drop of {m} basis points.",
        )
    )

    def write(m: int) -> str:
        return template.format(m=m, a=f"{after:.2f}", b=f"{before:.2f}")

    return Line(write(move), {"arithmetic": write(move + rng.choice((2, 4, 9)))})


def date_line(facts: Facts, rng: random.Random) -> Line:
    """A close on a named day."""
    back = rng.randint(3, 14)
    day = facts.days[-1 - back]
    symbol = rng.choice(list(INDICES))
    saturday = day + timedelta(days=5 - day.weekday())
    template = rng.choice(("On {d} the {n} closed at {c}.", "The {n} closed at {c} on {d}."))

    def write(when: str) -> str:
        return template.format(d=when, n=INDICES[symbol], c=f"{facts.close(symbol, back):,.2f}")

    wrong = rng.choice(
        (
            f"{saturday:%B} {saturday.day}, {saturday.year}",
            f"June 31, {day.year}",
            f"{(day + timedelta(days=1)):%A}, {day:%B} {day.day}, {day.year}",
        )
    )
    return Line(write(f"{day:%B} {day.day}, {day.year}"), {"impossible_date": write(wrong)})


def age_line(_: Facts, rng: random.Random) -> Line:
    """How long something is known of an index."""
    symbol, first = rng.choice((("^IXIC", 1971), ("^RUT", 1979), ("^DJI", 1896)))
    template = rng.choice(
        (
            "Years like this one are rare for the {n} since {y}.",
            "The {n} has seen few such springs since {y}.",
        )
    )
    return Line(
        template.format(n=INDICES[symbol], y=first + 12),
        {"before_first_day": template.format(n=INDICES[symbol], y=first - rng.randint(8, 40))},
    )


def source_line(_: Facts, rng: random.Random) -> Line:
    """A figure that is attributed to a source by name."""
    value = rng.uniform(0.5, 4.0)
    template = rng.choice(
        (
            "According to {s}, card spending rose {x:.1f}% in May.",
            "{s} data show card spending up {x:.1f}% in May.",
        )
    )
    return Line(
        template.format(s="Redbook", x=value) + " [4]",
        {"source_mismatch": template.format(s="Redbook", x=value) + " [2]"},
        cited=False,
    )


def target_line(_: Facts, rng: random.Random) -> Line:
    """A price target, which the summary says again."""
    firm, target = rng.choice(FIRMS), rng.randint(40, 300)
    text = "We rate {f} Buy with a price target of ${x}."
    again = " Summing up, our price target for {f} is ${y}."
    return Line(
        text.format(f=firm, x=target) + again.format(f=firm, y=target),
        {
            "two_values": text.format(f=firm, x=target)
            + again.format(f=firm, y=target + rng.choice((-8, 6, 15)))
        },
    )


LINES = (
    close_line, lead_line, year_line, rank_line, growth_line, beat_line, share_line, sum_line, points_line, date_line,
    age_line, source_line, target_line,
)  # fmt: skip
SAME = {
    "move": ("no_session", "table_value"),
    "no_session": ("no_session", "other_session"),
    "table_value": ("table_value", "arithmetic"),
}
"""Kinds of findings that count as found for a planted kind; of others the kind itself."""


def write_report(lines: list[str], *, all_cited: bool = True) -> str:
    """The report with its head and its list of sources, all of them cited once."""
    body = "\n\n".join(lines)
    sources = "\n".join(f"[{number}] {text}" for number, text in enumerate(SOURCES, start=1))
    rest = "" if not all_cited else "\n\nThe sources used are listed below [1][2][3][4][5][6]."
    return f"# Weekly notes\n\nJune 27, 2025\n\n{body}{rest}\n\n## References\n\n{sources}\n"


def cite(line: Line, text: str) -> str:
    """The sentence with its citation."""
    return (
        text.replace(". Summing", " [1]. Summing")[:-1] + " [1]."
        if line.cited and text.endswith(".")
        else text
    )


def found_in(result: AuditResult, planted: str, sentence: str) -> bool:
    """Whether a finding of the planted kind stands in the sentence."""
    kinds = SAME.get(planted, (planted,))
    words = " ".join(sentence.split())
    return any(
        f.kind in kinds and (f.sentence[:40] in words or words[:40] in f.sentence) for f in result.findings
    )


def main() -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is missed and what is false")
    arguments = parser.parse_args()
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    false: Counter[str] = Counter()
    figures, seconds = 0, []
    with tempfile.TemporaryDirectory() as folder:
        rng = random.Random(arguments.seed)
        facts = Facts(rng)
        workspace = Workspace(Settings(home=Path(folder), embedding_model="hash"))
        workspace.tables.upsert("prices", facts.frame())
        as_of = parse_as_of(LAST.isoformat())
        for _ in range(arguments.reports):
            lines = [make(facts, rng) for make in rng.sample(LINES, 9)]
            correct = [cite(line, line.text) for line in lines]
            begun = time.perf_counter()
            result = audit(write_report(correct), workspace, as_of)
            seconds.append(time.perf_counter() - begun)
            figures += len(result.figures)
            for finding in result.findings:
                if finding.severity == "contradiction" or finding.kind in ("source_mismatch", "uncited"):
                    false[finding.kind] += 1
                    show(arguments.show, "FALSE", finding.kind, f"{finding.reason} | {finding.sentence}")
            for number, line in enumerate(lines):
                for kind, text in line.errors.items():
                    changed = [*correct[:number], cite(line, text), *correct[number + 1 :]]
                    planted[kind] += 1
                    ok = found_in(
                        audit(write_report(changed), workspace, as_of),
                        kind,
                        cite(line, text).split(". ")[0] if kind != "two_values" else text.split(". ")[1],
                    )
                    hit[kind] += ok
                    if not ok:
                        show(arguments.show, "MISSED", kind, text)
            check_citations(correct, workspace, as_of, planted, hit)
        workspace.close()
    report(planted, hit, false, figures, seconds)


def check_citations(
    correct: list[str], workspace: Workspace, as_of: object, planted: Counter[str], hit: Counter[str]
) -> None:
    """Plants a missing citation, a reference that is never cited and one that is not listed."""
    bare = next(
        (
            number
            for number, text in enumerate(correct)
            if text.endswith(" [1].") and any(c.isdigit() for c in text)
        ),
        None,
    )
    cases: dict[str, str] = {"never_cited": write_report(correct, all_cited=False)}
    if bare is not None:
        without = [
            text.replace(" [1].", ".") if number == bare else text for number, text in enumerate(correct)
        ]
        cases["uncited"] = write_report(without)
        cases["missing_reference"] = write_report(
            [t.replace("[1]", "[9]") if n == bare else t for n, t in enumerate(correct)]
        )
    for kind, text in cases.items():
        planted[kind] += 1
        result = audit(text, workspace, as_of)  # type: ignore[arg-type]
        hit[kind] += any(finding.kind == kind for finding in result.findings)


def show(wanted: bool, *words: str) -> None:  # noqa: FBT001 - the flag of the command line
    """Prints where it is asked for."""
    if wanted:
        print("  ", *words)


def report(
    planted: Counter[str], hit: Counter[str], false: Counter[str], figures: int, seconds: list[float]
) -> None:
    """Prints the table."""
    print(f"{'planted':<20}{'found':>8}{'of':>6}{'recall':>9}")
    rows: defaultdict[str, int] = defaultdict(int)
    for kind in sorted(planted):
        rows[kind] = planted[kind]
        print(f"{kind:<20}{hit[kind]:>8}{planted[kind]:>6}{hit[kind] / planted[kind]:>9.3f}")
    print(
        f"{'all':<20}{sum(hit.values()):>8}{sum(planted.values()):>6}{sum(hit.values()) / sum(planted.values()):>9.3f}"
    )
    print(f"correct reports: {figures} figures, false findings {sum(false.values())} {dict(false)}")
    print(f"seconds a report: median {sorted(seconds)[len(seconds) // 2]:.2f}, longest {max(seconds):.2f}")


if __name__ == "__main__":
    main()
