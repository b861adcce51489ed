"""What a search is limited to: names in any case, tickers and days become what the library takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypedDict

from market.clock import new_york_day, start_of_day
from market.errors import UnknownInstrument
from market.periods import parse_as_of
from vectorstore.labels import form_in

if TYPE_CHECKING:
    from market.instruments import InstrumentBook
    from vectorstore.library import Library, Limits
    from vectorstore.summaries import DocumentSummary

    GetBook = Callable[[], InstrumentBook]

NAMED = ("kind", "publisher", "company", "form", "symbol")
"""What is asked for by one of the values that documents have."""
VALUES_LISTED = 30
"""Known values named where an unknown one was asked for, those of the most documents: enough to choose from."""


class Asked(TypedDict, total=False):
    """Whose and which documents are asked for; empty means any. ``since`` and ``until`` are days, both included."""

    kind: str
    publisher: str
    company: str
    """Its name, a part of it, or its ticker."""
    form: str
    symbol: str
    """A symbol or the name of an instrument that the documents must mention."""
    document_id: str
    since: str
    until: str


def limits_of(asked: Asked, library: Library, book: GetBook) -> Limits:
    """What the library takes to limit documents to those asked for.

    A name that the library does not hold is passed on, and limits to nothing. Raises ``MarketError`` for a day that
    is none, and for a name that several instruments have.
    """
    return {
        "kinds": _in_any_case(kind, library.kinds()) if (kind := asked.get("kind")) else [],
        "publishers": _in_any_case(name, library.publishers()) if (name := asked.get("publisher")) else [],
        "companies": _companies(name, library.companies(), book) if (name := asked.get("company")) else [],
        "forms": _in_any_case(form_in(form) or form, library.forms()) if (form := asked.get("form")) else [],
        "symbols": _symbols(symbol, book) if (symbol := asked.get("symbol")) else [],
        "document_ids": [document_id] if (document_id := asked.get("document_id")) else [],
        "published_from": start_of_day(new_york_day(parse_as_of(day)))
        if (day := asked.get("since"))
        else None,
        "published_to": parse_as_of(day) if (day := asked.get("until")) else None,
    }


def explain_unknown(asked: Asked, limits: Limits, documents: Sequence[DocumentSummary]) -> str:
    """That none of ``documents`` has a value that was asked for, and which there are; empty where each is known."""
    columns: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "kind": (limits["kinds"], (item.kind for item in documents)),
        "publisher": (limits["publishers"], (item.publisher for item in documents)),
        "company": (limits["companies"], (item.company for item in documents)),
        "form": (limits["forms"], (item.form for item in documents)),
        "symbol": (limits["symbols"], (symbol for item in documents for symbol in item.profile.symbols)),
    }
    for name, (wanted, values) in columns.items():
        held = Counter(value for value in values if value)
        if wanted and held.keys().isdisjoint(wanted):
            return f"No document has the {name} {asked.get(name)!r}; {_listed(held)}."
    return ""


def _listed(held: Counter[str]) -> str:
    if not held:
        return "no document has one"
    shown = sorted(value for value, _ in held.most_common(VALUES_LISTED))
    more = len(held) - len(shown)
    return f"there are: {', '.join(shown)}{f' and {more:,} more' if more else ''}"


def _in_any_case(asked: str, held: Iterable[str]) -> list[str]:
    """The names that are what was asked for, whatever their case; where there are none, that itself."""
    return [name for name in held if name.casefold() == asked.casefold()] or [asked]


def _companies(asked: str, held: Sequence[str], book: GetBook) -> list[str]:
    """The companies of that name, with or without legal form; else with these words in it; else of that ticker."""
    from market.instruments import short_name

    def called(name: str) -> list[str]:
        return [one for one in held if short_name(one).casefold() == short_name(name).casefold()]

    words = re.compile(rf"(?<!\w){re.escape(asked)}(?!\w)", re.IGNORECASE)
    return (
        called(asked)
        or [name for name in held if words.search(name)]
        or [name for instrument in book().called(asked) for name in called(instrument.name)]
        or [asked]
    )


def _symbols(asked: str, book: GetBook) -> list[str]:
    """The symbol that is meant, of all share classes for a company's name; else what was asked for, in capitals."""
    from market.instruments import short_name

    instruments = book()
    called = instruments.called(asked)
    if len({short_name(item.name) for item in called}) == 1:
        return [item.symbol for item in called]
    try:
        return [instruments.resolve(asked).symbol]
    except UnknownInstrument:
        return [asked.lstrip("$").upper()]
