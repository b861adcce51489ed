"""The copilot's re-exports for the faces: what these name of the layers beneath, which they may not import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from market.clock import NEW_YORK as NEW_YORK
from market.clock import end_of_day as end_of_day
from market.errors import MarketError as MarketError
from market.periods import parse_as_of as parse_as_of
from market.receipts import Cell as Cell
from market.receipts import Column as Column
from market.receipts import Receipt as Receipt
from vectorstore.errors import LibraryError as LibraryError
from vectorstore.errors import UnknownDocument as UnknownDocument

if TYPE_CHECKING:  # named in signatures only, and heavy to import
    from market.instruments import InstrumentBook as InstrumentBook
    from market.metrics import Metric as Metric
    from market.metrics import Parameter as Parameter
    from market.recheck import Comparison as Comparison
    from market.recheck import Recheck as Recheck
    from vectorstore.checkup import CheckReport as CheckReport
    from vectorstore.documents import Document as Document
    from vectorstore.documents import Passage as Passage
    from vectorstore.documents import Profile as Profile
    from vectorstore.library import Library as Library
    from vectorstore.library import Limits as Limits
    from vectorstore.search import Hit as Hit
    from vectorstore.summaries import DocumentSummary as DocumentSummary
