"""What a person or a client writes as an argument: a moment, pairs of name and value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def split_pairs(pairs: Iterable[str], form: str) -> dict[str, str]:
    """Pairs written ``name=value`` by name. Raises ``ValueError`` for one that is not, or that comes twice.

    ``form`` says in the message how a pair is written, such as ``title=headline``.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = (part.strip() for part in pair.partition("="))
        if not (name and sign and value):
            raise ValueError(f"{pair!r} is not of the form {form}")
        if name in found:
            raise ValueError(f"{name!r} is given twice")
        found[name] = value
    return found


def read_moment(text: str) -> datetime:
    """The as-of that ``text`` states, in UTC. Raises ``ValueError`` where it states none."""
    from copilot.domain import MarketError, parse_as_of

    try:
        return parse_as_of(text)
    except MarketError as error:
        raise ValueError(
            f"{text!r} is neither a day such as 2026-01-22 nor a moment such as 2026-01-22T16:00-05:00"
        ) from error
