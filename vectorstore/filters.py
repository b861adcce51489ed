"""What a search is limited to, before anything is ranked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """An aware moment as whole microseconds since 1970 in UTC: exact, and an integer for every store."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give an aware datetime")
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits that a passage's document must meet. An empty collection and ``None`` limit nothing.

    Moments are inclusive, in microseconds since 1970 (UTC). ``as_of`` decides which version of a document stands;
    ``published_from`` and ``published_to`` bound its publication.
    """

    as_of: int | None = None
    published_from: int | None = None
    published_to: int | None = None
    kinds: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    """Instruments of which the document must mention one."""

    @classmethod
    def of(
        cls,
        *,
        as_of: datetime | None = None,
        published_from: datetime | None = None,
        published_to: datetime | None = None,
        kinds: Collection[str] = (),
        publishers: Collection[str] = (),
        document_ids: Collection[str] = (),
        companies: Collection[str] = (),
        forms: Collection[str] = (),
        symbols: Collection[str] = (),
    ) -> Filters:
        """The filters of one search; nothing that came out after ``as_of`` is let through."""
        return cls(
            as_of=None if as_of is None else microseconds(as_of),
            published_from=None if published_from is None else microseconds(published_from),
            published_to=None if published_to is None else microseconds(published_to),
            kinds=tuple(sorted(set(kinds))),
            publishers=tuple(sorted(set(publishers))),
            document_ids=tuple(sorted(set(document_ids))),
            companies=tuple(sorted(set(companies))),
            forms=tuple(sorted(set(forms))),
            symbols=tuple(sorted(set(symbols))),
        )

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Field name to the values let through, for the fields that are limited to some values."""
        named = {
            "kind": self.kinds,
            "publisher": self.publishers,
            "company": self.companies,
            "form": self.forms,
            "id": self.document_ids,
        }
        return {name: values for name, values in named.items() if values}
